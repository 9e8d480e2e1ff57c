// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/checks/device_memory.h"

#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <cstring>

#include "emulator/checks/shadow.h"

namespace gatefuzz::emulator {
namespace {

constexpr uint64_t kVariableBytes = uint64_t{2} << 30;  // of the arena, at its start
constexpr uint64_t kAlignment = 256;                    // what cudaMalloc promises

uint64_t Base(const Arena& arena) { return reinterpret_cast<uint64_t>(arena.base); }

// An allocation's shadow is real memory, and a kernel fills the allocation too.
uint64_t Capacity() {
  const uint64_t host = static_cast<uint64_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
  return std::min((kArenaBytes - kVariableBytes) / 2, host / 2);
}

std::string BlockName(const Allocation& block) {
  std::string name = "the " + std::to_string(block.bytes) + "-byte " + block.origin;
  if (block.freed_by != nullptr) name += std::string(", which ") + block.freed_by + " freed";
  return name;
}

std::string Count(uint64_t bytes) { return std::to_string(bytes) + (bytes == 1 ? " byte" : " bytes"); }

}  // namespace

DeviceMemory::DeviceMemory(const Arena& arena)
    : arena_(arena),
      capacity_(Capacity()),
      variables_(arena, Base(arena), Base(arena) + kVariableBytes),
      heap_(arena, Base(arena) + kVariableBytes, Base(arena) + kArenaBytes) {}

void* DeviceMemory::AllocateHeap(uint64_t bytes, const char* function, uint8_t shadow) {
  if (bytes > available()) return nullptr;
  std::string origin = std::string("allocation of ") + function + " #" + std::to_string(heap_.allocations() + 1);
  const Allocation* block = heap_.Allocate(bytes, kAlignment, std::move(origin), shadow);
  return block == nullptr ? nullptr : reinterpret_cast<void*>(block->address);
}

void* DeviceMemory::Allocate(uint64_t bytes, const char* function) {
  return AllocateHeap(bytes, function, shadow::kFresh);
}

void* DeviceMemory::AllocateShared(uint64_t bytes, const char* function) {
  return AllocateHeap(bytes, function, shadow::kValid);
}

FreeStatus DeviceMemory::Free(const void* address, const char* function) {
  return heap_.Free(reinterpret_cast<uint64_t>(address), function);
}

void DeviceMemory::Resume(const void* address) { heap_.Resume(reinterpret_cast<uint64_t>(address), shadow::kFresh); }

void* DeviceMemory::AllocateVariable(uint64_t bytes, uint64_t alignment, std::string_view name, bool read_only) {
  const uint8_t state = read_only ? shadow::kValid | shadow::kReadOnly : shadow::kValid;
  const Allocation* block = variables_.Allocate(std::max<uint64_t>(bytes, 1), std::max(alignment, kAlignment),
                                                "variable " + std::string(name), state);
  if (block == nullptr) return nullptr;
  void* const address = reinterpret_cast<void*>(block->address);
  std::memset(address, 0, block->bytes);
  return address;
}

const Allocation* DeviceMemory::Find(const void* address, uint64_t bytes) const {
  const uint64_t at = reinterpret_cast<uint64_t>(address);
  if (!arena_.Contains(at, bytes)) return nullptr;
  return at - Base(arena_) < kVariableBytes ? variables_.Find(at, bytes) : heap_.Find(at, bytes);
}

void DeviceMemory::SetInitialized(const void* address, uint64_t bytes) {
  shadow::SetInitialized(ShadowOf(reinterpret_cast<uint64_t>(address)), bytes);
}

void DeviceMemory::CopyInitialized(const void* to, const void* from, uint64_t bytes) {
  uint8_t* const target = ShadowOf(reinterpret_cast<uint64_t>(to));
  const uint8_t* const source = ShadowOf(reinterpret_cast<uint64_t>(from));
  const auto copy = [](uint8_t to_state, uint8_t from_state) {
    return static_cast<uint8_t>((to_state & ~shadow::kInitialized) | (from_state & shadow::kInitialized));
  };
  if (target <= source) {
    std::transform(target, target + bytes, source, target, copy);
  } else {
    for (uint64_t i = bytes; i-- > 0;) target[i] = copy(target[i], source[i]);
  }
}

void DeviceMemory::Mark(const void* address, uint64_t bytes, Region region) {
  assert(Find(address, bytes) != nullptr && "MarkRegion: the range is not inside one live allocation");
  uint8_t* const state = ShadowOf(reinterpret_cast<uint64_t>(address));
  const auto set = [&](uint8_t keep, uint8_t add) {
    for (uint64_t i = 0; i < bytes; ++i) state[i] = static_cast<uint8_t>((state[i] & keep) | add);
  };
  switch (region) {
    case Region::kReadWrite:
      return set(shadow::kInitialized, shadow::kAddressable);
    case Region::kReadOnly:
      return set(shadow::kInitialized, shadow::kAddressable | shadow::kReadOnly);
    case Region::kForbidden:
      return set(shadow::kInitialized, shadow::kForbidden);
    case Region::kUninitialized:
      return set(0, shadow::kFresh);
  }
}

std::string DeviceMemory::Describe(uint64_t address) const {
  if (address < 4096) return "a null pointer" + (address == 0 ? "" : " plus " + Count(address));
  if (!arena_.Contains(address, 1)) return "no device memory (a host address, or none at all)";
  const Allocator& part = address - Base(arena_) < kVariableBytes ? variables_ : heap_;
  if (const Allocation* block = part.Holding(address)) {
    const bool forbidden = block->freed_by == nullptr && (*ShadowOf(address) & shadow::kForbidden) != 0;
    return Count(address - block->address) + " into " + (forbidden ? "(and in a forbidden region of) " : "") +
           BlockName(*block);
  }
  const Allocation* const before = part.Before(address);
  const Allocation* const after = part.After(address);
  const uint64_t past = before == nullptr ? ~uint64_t{0} : address - (before->address + before->bytes);
  const uint64_t ahead = after == nullptr ? ~uint64_t{0} : after->address - address;
  if (past == ~uint64_t{0} && ahead == ~uint64_t{0}) return "device memory where nothing is allocated";
  if (past <= ahead) return Count(past) + " past the end of " + BlockName(*before);
  return Count(ahead) + " before the start of " + BlockName(*after);
}

const Allocation* DeviceMemory::FreedBlock(uint64_t address) const {
  const Allocation* block = heap_.Holding(address);
  return block != nullptr && block->freed_by != nullptr ? block : nullptr;
}

}  // namespace gatefuzz::emulator
