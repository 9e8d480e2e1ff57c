// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Memory pools of stream-ordered allocation. A pool is an account: its allocations are blocks of device memory like all
// others, each with its red zones, and are never reused while a late access could still be told from a good one. What
// the pool would keep for reuse counts as reserved until the next synchronisation, as far as its release threshold
// says.
//
// Not thread-safe: the runtime calls it under its lock.
#ifndef GATEFUZZ_EMULATOR_CUDART_MEM_POOL_H_
#define GATEFUZZ_EMULATOR_CUDART_MEM_POOL_H_

#include <cuda_runtime_api.h>

#include <cstdint>
#include <memory>
#include <unordered_map>

#include "emulator/checks/device_memory.h"

namespace gatefuzz::emulator {

class MemPool {
 public:
  cudaMemPool_t handle() { return reinterpret_cast<cudaMemPool_t>(this); }

  cudaMemPoolProps properties = {};
  bool is_default = false;
  bool destroyed = false;  // and lives on until its allocations are freed
  int reuse_follow_event_dependencies = 1;
  int reuse_allow_opportunistic = 1;
  int reuse_allow_internal_dependencies = 1;
  uint64_t release_threshold = 0;
  uint64_t used = 0, used_high = 0;
  uint64_t freed_outside = 0;  // of `used`: freed without a stream, and counted until the next synchronisation
  uint64_t reserved = 0, reserved_high = 0;

  void Add(uint64_t bytes);
  // Gives what is reserved beyond `keep` bytes, and not used, back.
  void Trim(uint64_t keep);
};

class MemPools {
 public:
  // `memory` outlives this.
  explicit MemPools(DeviceMemory* memory);

  MemPool* Default() { return default_; }
  MemPool* current() { return current_; }
  void SetCurrent(MemPool* pool) { current_ = pool; }
  // Null if there is no such pool (or it was destroyed).
  MemPool* Find(cudaMemPool_t handle);
  MemPool* Create(const cudaMemPoolProps& properties);
  void Destroy(MemPool* pool);

  // `bytes` > 0; null if there is no room. `function` is a literal.
  void* Allocate(MemPool* pool, uint64_t bytes, const char* function);
  // An allocation was freed, by cudaFreeAsync or without a stream; it need not be a pool's.
  void OnFree(const void* address, bool in_stream);
  // A stream or the device has been waited for.
  void OnSynchronize();
  // The pool that an allocation came from, or null.
  MemPool* PoolOf(const void* address);
  // The device was reset: every allocation is gone.
  void Forget();

 private:
  struct Block {
    MemPool* pool = nullptr;
    uint64_t bytes = 0;
  };
  DeviceMemory* const memory_;
  std::unordered_map<const void*, std::unique_ptr<MemPool>> pools_;
  std::unordered_map<const void*, Block> blocks_;
  MemPool* default_ = nullptr;
  MemPool* current_ = nullptr;
};

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_CUDART_MEM_POOL_H_
