// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/cudart/mem_pool.h"

#include <algorithm>
#include <utility>

namespace gatefuzz::emulator {
namespace {

// A pool takes memory from the device in pieces of this size.
constexpr uint64_t kPiece = uint64_t{32} << 20;

constexpr uint64_t RoundUp(uint64_t value, uint64_t unit) { return (value + unit - 1) / unit * unit; }

}  // namespace

void MemPool::Add(uint64_t bytes) {
  used += bytes;
  used_high = std::max(used_high, used);
  reserved = std::max(reserved, RoundUp(used, kPiece));
  reserved_high = std::max(reserved_high, reserved);
}

void MemPool::Trim(uint64_t keep) { reserved = std::min(reserved, std::max(RoundUp(used, kPiece), keep)); }

MemPools::MemPools(DeviceMemory* memory) : memory_(memory) {
  cudaMemPoolProps properties = {};
  properties.allocType = cudaMemAllocationTypePinned;
  properties.location.type = cudaMemLocationTypeDevice;
  default_ = Create(properties);
  default_->is_default = true;
  current_ = default_;
}

MemPool* MemPools::Find(cudaMemPool_t handle) {
  const auto found = pools_.find(handle);
  return found == pools_.end() || found->second->destroyed ? nullptr : found->second.get();
}

MemPool* MemPools::Create(const cudaMemPoolProps& properties) {
  auto pool = std::make_unique<MemPool>();
  pool->properties = properties;
  MemPool* const result = pool.get();
  pools_.emplace(result, std::move(pool));
  return result;
}

void MemPools::Destroy(MemPool* pool) {
  if (current_ == pool) current_ = default_;
  pool->destroyed = true;
  pool->used -= std::exchange(pool->freed_outside, 0);
  if (pool->used == 0) pools_.erase(pool);
}

void* MemPools::Allocate(MemPool* pool, uint64_t bytes, const char* function) {
#if CUDART_VERSION >= 12020
  const uint64_t most = pool->properties.maxSize;
  if (most != 0 && pool->used + bytes > RoundUp(most, kPiece)) return nullptr;
#endif
  void* const address = memory_->Allocate(bytes, function);
  if (address == nullptr) return nullptr;
  blocks_.emplace(address, Block{pool, bytes});
  pool->Add(bytes);
  return address;
}

void MemPools::OnFree(const void* address, bool in_stream) {
  const auto found = blocks_.find(address);
  if (found == blocks_.end()) return;
  MemPool* const pool = found->second.pool;
  const uint64_t bytes = found->second.bytes;
  blocks_.erase(found);
  if (!in_stream && !pool->destroyed) {
    pool->freed_outside += bytes;
    return;
  }
  pool->used -= bytes;
  if (pool->destroyed && pool->used == 0) pools_.erase(pool);
}

void MemPools::OnSynchronize() {
  for (const auto& [handle, pool] : pools_) {
    pool->used -= std::exchange(pool->freed_outside, 0);
    pool->Trim(pool->release_threshold);
  }
}

MemPool* MemPools::PoolOf(const void* address) {
  const auto found = blocks_.find(address);
  return found == blocks_.end() ? nullptr : found->second.pool;
}

void MemPools::Forget() {
  blocks_.clear();
  std::erase_if(pools_, [](const auto& entry) { return entry.second->destroyed; });
  for (const auto& [handle, pool] : pools_) {
    pool->used = pool->used_high = pool->freed_outside = pool->reserved = pool->reserved_high = 0;
  }
}

}  // namespace gatefuzz::emulator
