// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/cudart/graph_memory.h"

#include <algorithm>

namespace gatefuzz::emulator {

GraphAllocation::GraphAllocation(GraphMemory* owner, void* address, uint64_t bytes)
    : owner_(owner), address_(address), bytes_(bytes) {
  owner_->reserved += bytes;
  owner_->reserved_high = std::max(owner_->reserved_high, owner_->reserved);
}

GraphAllocation::~GraphAllocation() {
  if (forgotten_) return;
  if (live_) owner_->used -= bytes_;
  owner_->reserved -= bytes_;
  owner_->memory_->Resume(address_);
  owner_->memory_->Free(address_, "cudaGraphDestroy");
  owner_->blocks_.erase(address_);
}

bool GraphAllocation::Begin() {
  if (live_ || forgotten_) return false;
  live_ = true;
  owner_->memory_->Resume(address_);
  owner_->used += bytes_;
  owner_->used_high = std::max(owner_->used_high, owner_->used);
  return true;
}

bool GraphAllocation::End(const char* function) {
  if (!live_ || forgotten_) return false;
  live_ = false;
  owner_->memory_->Suspend(address_, function);
  owner_->used -= bytes_;
  return true;
}

std::shared_ptr<GraphAllocation> GraphMemory::Reserve(uint64_t bytes) {
  void* const address = memory_->Allocate(bytes, "a graph's allocation node");
  if (address == nullptr) return nullptr;
  memory_->Suspend(address, "its graph, which has not run yet,");
  std::shared_ptr<GraphAllocation> block(new GraphAllocation(this, address, bytes));
  blocks_[address] = block;
  return block;
}

std::shared_ptr<GraphAllocation> GraphMemory::Find(const void* address) const {
  const auto found = blocks_.find(address);
  return found == blocks_.end() ? nullptr : found->second.lock();
}

bool GraphMemory::Holds(const void* address, uint64_t bytes) const {
  const uint64_t at = reinterpret_cast<uint64_t>(address);
  return std::any_of(blocks_.begin(), blocks_.end(), [&](const auto& entry) {
    const auto block = entry.second.lock();
    const uint64_t offset = at - reinterpret_cast<uint64_t>(entry.first);
    return block != nullptr && offset < block->bytes() && bytes <= block->bytes() - offset;
  });
}

void GraphMemory::Forget() {
  for (const auto& [address, weak] : blocks_) {
    if (const auto block = weak.lock()) block->forgotten_ = true;
  }
  blocks_.clear();
  used = used_high = reserved = reserved_high = 0;
}

}  // namespace gatefuzz::emulator
