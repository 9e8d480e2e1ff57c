// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/checks/allocator.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace gatefuzz::emulator {
namespace {

// A red zone is as wide as its block, within these bounds: an index that is wrong by a row lands in it, and it costs
// address space only, since the shadow of untouched memory already says "no access".
constexpr uint64_t kLeastRedZone = uint64_t{64} << 10;
constexpr uint64_t kWidestRedZone = uint64_t{64} << 20;

// Small enough to stay in the cache of a fuzzing loop that never resets.
constexpr size_t kQuarantineBlocks = 64;
constexpr uint64_t kQuarantineBytes = uint64_t{8} << 30;

// From here on a block's memory is given back when it is freed. (Below, page faults would cost more than memset.)
constexpr uint64_t kLargeBlock = uint64_t{4} << 20;
constexpr uint64_t kPage = 4096;
constexpr int kPattern = 0xBD;

constexpr uint64_t RoundUp(uint64_t value, uint64_t unit) { return (value + unit - 1) / unit * unit; }

// Makes `bytes` at `memory` zero and gives whole pages back.
void Drop(uint8_t* memory, uint64_t bytes) {
  uint8_t* const end = memory + bytes;
  uint8_t* const first = reinterpret_cast<uint8_t*>(RoundUp(reinterpret_cast<uint64_t>(memory), kPage));
  uint8_t* const last = reinterpret_cast<uint8_t*>(reinterpret_cast<uint64_t>(end) / kPage * kPage);
  if (bytes < kLargeBlock || madvise(first, static_cast<size_t>(last - first), MADV_DONTNEED) != 0) {
    std::memset(memory, 0, bytes);
    return;
  }
  std::memset(memory, 0, static_cast<size_t>(first - memory));
  std::memset(last, 0, static_cast<size_t>(end - last));
}

}  // namespace

Allocator::Allocator(const Arena& arena, uint64_t begin, uint64_t end)
    : arena_(arena), begin_(begin), end_(end), used_end_(begin) {
  free_.emplace(begin_, end_);
}

const Allocation* Allocator::Allocate(uint64_t bytes, uint64_t alignment, std::string origin, uint8_t shadow) {
  if (bytes > end_ - begin_) return nullptr;
  const uint64_t red_zone = std::clamp(RoundUp(bytes, kPage), kLeastRedZone, kWidestRedZone);
  // Blocks that all start at the same offset of a page would compete for the same cache sets.
  const uint64_t stagger = allocations_ % (kPage / 256) * 256;
  const uint64_t footprint = 2 * red_zone + RoundUp(bytes + alignment, kPage) + kPage;
  Allocation block;
  while (!Carve(footprint, &block.range_begin)) {
    if (quarantine_.empty()) return nullptr;
    EvictOldest();
  }
  block.range_end = block.range_begin + footprint;
  block.address = RoundUp(block.range_begin + red_zone + stagger, alignment);
  block.bytes = bytes;
  block.origin = std::move(origin);

  uint8_t* const data = reinterpret_cast<uint8_t*>(block.address);
  if (bytes <= kLargeBlock) {
    std::memset(data, kPattern, bytes);
  } else if (block.address < used_end_) {
    Drop(data, bytes);
  }
  std::memset(ShadowOf(block.address), shadow, bytes);
  used_end_ = std::max(used_end_, block.range_end);
  live_bytes_ += bytes;
  ++allocations_;
  return &blocks_.emplace(block.address, std::move(block)).first->second;
}

FreeStatus Allocator::Free(uint64_t address, const char* by) {
  const auto found = blocks_.find(address);
  if (found == blocks_.end()) {
    const Allocation* holding = Holding(address);
    return holding != nullptr && holding->freed_by == nullptr ? FreeStatus::kInterior : FreeStatus::kUnknown;
  }
  Allocation& block = found->second;
  if (block.freed_by != nullptr) return FreeStatus::kAlreadyFreed;
  block.freed_by = by;
  live_bytes_ -= block.bytes;
  Clear(block);
  quarantine_.push_back(address);
  quarantined_bytes_ += block.range_end - block.range_begin;
  while (quarantine_.size() > kQuarantineBlocks || quarantined_bytes_ > kQuarantineBytes) EvictOldest();
  return FreeStatus::kFreed;
}

void Allocator::Suspend(uint64_t address, const char* by) {
  const auto found = blocks_.find(address);
  if (found == blocks_.end() || found->second.freed_by != nullptr) return;
  found->second.freed_by = by;
  live_bytes_ -= found->second.bytes;
  Clear(found->second);
}

void Allocator::Resume(uint64_t address, uint8_t shadow) {
  const auto found = blocks_.find(address);
  if (found == blocks_.end() || found->second.freed_by == nullptr) return;
  Allocation& block = found->second;
  block.freed_by = nullptr;
  live_bytes_ += block.bytes;
  if (block.bytes <= kLargeBlock) std::memset(reinterpret_cast<uint8_t*>(address), kPattern, block.bytes);
  std::memset(ShadowOf(address), shadow, block.bytes);
}

void Allocator::Reset() {
  for (const auto& [address, block] : blocks_) {
    if (block.freed_by == nullptr) Clear(block);
  }
  blocks_.clear();
  quarantine_.clear();
  free_.clear();
  free_.emplace(begin_, end_);
  quarantined_bytes_ = live_bytes_ = allocations_ = 0;
}

const Allocation* Allocator::Find(uint64_t address, uint64_t bytes) const {
  const Allocation* block = Before(address);
  return block != nullptr && block->freed_by == nullptr && block->Holds(address, bytes) ? block : nullptr;
}

const Allocation* Allocator::Holding(uint64_t address) const {
  const Allocation* block = Before(address);
  return block != nullptr && address - block->address < block->bytes ? block : nullptr;
}

const Allocation* Allocator::Before(uint64_t address) const {
  const auto after = blocks_.upper_bound(address);
  return after == blocks_.begin() ? nullptr : &std::prev(after)->second;
}

const Allocation* Allocator::After(uint64_t address) const {
  const auto after = blocks_.upper_bound(address);
  return after == blocks_.end() ? nullptr : &after->second;
}

std::vector<const Allocation*> Allocator::Live() const {
  std::vector<const Allocation*> live;
  for (const auto& [address, block] : blocks_) {
    if (block.freed_by == nullptr) live.push_back(&block);
  }
  return live;
}

// No byte of the block may be accessed any more, and a large one costs no memory.
void Allocator::Clear(const Allocation& block) {
  Drop(ShadowOf(block.address), block.bytes);
  if (block.bytes > kLargeBlock) Drop(reinterpret_cast<uint8_t*>(block.address), block.bytes);
}

void Allocator::EvictOldest() {
  const auto found = blocks_.find(quarantine_.front());
  quarantine_.pop_front();
  quarantined_bytes_ -= found->second.range_end - found->second.range_begin;
  Release(found->second.range_begin, found->second.range_end);
  blocks_.erase(found);
}

// First fit in order of addresses.
bool Allocator::Carve(uint64_t bytes, uint64_t* begin) {
  for (auto range = free_.begin(); range != free_.end(); ++range) {
    const auto [from, to] = *range;
    if (to - from < bytes) continue;
    *begin = from;
    free_.erase(range);
    if (to - from > bytes) free_.emplace(from + bytes, to);
    return true;
  }
  return false;
}

void Allocator::Release(uint64_t begin, uint64_t end) {
  auto next = free_.lower_bound(begin);
  if (next != free_.end() && next->first == end) {
    end = next->second;
    next = free_.erase(next);
  }
  if (next != free_.begin() && std::prev(next)->second == begin) {
    std::prev(next)->second = end;
  } else {
    free_.emplace(begin, end);
  }
}

}  // namespace gatefuzz::emulator
