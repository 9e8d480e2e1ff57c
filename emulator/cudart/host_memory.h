// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Which memory is the host's too: pinned and managed allocations, which lie in the device's arena, and ranges of the
// program's own that it registered, which do not. Kernels cannot reach the latter: an access is diagnosed as one of a
// host address.
//
// Not thread-safe: the runtime calls it under its lock.
#ifndef GATEFUZZ_EMULATOR_CUDART_HOST_MEMORY_H_
#define GATEFUZZ_EMULATOR_CUDART_HOST_MEMORY_H_

#include <cuda_runtime_api.h>

#include <cstdint>
#include <map>

namespace gatefuzz::emulator {

class HostMemory {
 public:
  enum class Kind { kPinned, kManaged, kRegistered };
  struct Range {
    uint64_t bytes = 0;
    Kind kind = Kind::kPinned;
    unsigned flags = 0;  // as given to cudaHostAlloc, cudaHostRegister, cudaMallocManaged
  };

  void Add(const void* address, const Range& range) { ranges_[reinterpret_cast<uint64_t>(address)] = range; }
  // An allocation that begins there was freed.
  void Remove(const void* address) { ranges_.erase(reinterpret_cast<uint64_t>(address)); }
  // The range that holds all the bytes; null if there is none.
  const Range* Find(const void* address, uint64_t bytes = 1) const;

  cudaError_t Register(const void* address, uint64_t bytes, unsigned flags);
  cudaError_t Unregister(const void* address);
  // The device was reset.
  void Forget() { ranges_.clear(); }

 private:
  std::map<uint64_t, Range> ranges_;  // by address; they do not overlap
};

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_CUDART_HOST_MEMORY_H_
