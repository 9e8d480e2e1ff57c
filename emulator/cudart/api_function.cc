// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Attributes of kernels, and occupancy.
#include <cuda_runtime_api.h>

#include <algorithm>
#include <cstring>

#include "emulator/cudart/api.h"
#include "emulator/cudart/device_model.h"
#include "emulator/cudart/launch.h"

using namespace gatefuzz::emulator;

namespace {

// Calls `body(runtime, kernel)` with the kernel's module loaded.
template <class Body>
cudaError_t WithKernel(const void* function, Body body) {
  return Api([&](Runtime& runtime) {
    Kernel* const kernel = runtime.registry.FindKernel(function);
    const cudaError_t error = ResolveKernel(runtime, kernel);
    return error != cudaSuccess ? error : body(runtime, *kernel);
  });
}

constexpr uint32_t RoundUp(uint32_t value, uint32_t unit) { return (value + unit - 1) / unit * unit; }

// PTX has no register allocation, so the number of virtual registers says nothing. What ptxas would do at most, and
// what keeps a full block of the largest size launchable:
int RegistersOf(const KernelEntry& entry) {
  return static_cast<int>(std::clamp<uint32_t>(RoundUp(entry.registers, 8), 16, 64));
}

// Blocks that fit a multiprocessor at once.
int ActiveBlocks(const Kernel& kernel, uint64_t threads, uint64_t dynamic_shared) {
  if (threads == 0 || threads > static_cast<uint64_t>(kernel.entry->max_threads)) return 0;
  if (dynamic_shared > MaxDynamicShared(kernel)) return 0;
  const uint64_t warps = (threads + device::kWarpSize - 1) / device::kWarpSize;
  const uint64_t by_threads = device::kMaxThreadsPerMultiprocessor / (warps * device::kWarpSize);
  const uint64_t registers = warps * device::kWarpSize * static_cast<uint64_t>(RegistersOf(*kernel.entry));
  const uint64_t by_registers = device::kRegistersPerMultiprocessor / registers;
  const uint64_t shared = kernel.entry->static_shared_bytes + dynamic_shared + device::kSharedReservedPerBlock;
  const uint64_t by_shared = device::kSharedPerMultiprocessor / shared;
  return static_cast<int>(
      std::min({by_threads, by_registers, by_shared, uint64_t{device::kMaxBlocksPerMultiprocessor}}));
}

cudaError_t Occupancy(int* blocks, const void* function, int threads, size_t dynamic_shared) {
  return WithKernel(function, [&](Runtime&, Kernel& kernel) {
    if (blocks == nullptr || threads <= 0) return cudaErrorInvalidValue;
    *blocks = ActiveBlocks(kernel, static_cast<uint64_t>(threads), dynamic_shared);
    return cudaSuccess;
  });
}

}  // namespace

extern "C" {

cudaError_t cudaFuncGetAttributes(cudaFuncAttributes* attributes, const void* function) {
  return WithKernel(function, [&](Runtime&, Kernel& kernel) {
    if (attributes == nullptr) return cudaErrorInvalidValue;
    std::memset(attributes, 0, sizeof *attributes);
    attributes->sharedSizeBytes = kernel.entry->static_shared_bytes;
    attributes->localSizeBytes = kernel.entry->local_bytes;
    attributes->maxThreadsPerBlock = kernel.entry->max_threads;
    attributes->numRegs = RegistersOf(*kernel.entry);
    attributes->ptxVersion = device::kMajor * 10 + device::kMinor;
    attributes->binaryVersion = device::kMajor * 10 + device::kMinor;
    attributes->maxDynamicSharedSizeBytes = static_cast<int>(MaxDynamicShared(kernel));
    attributes->preferredShmemCarveout = kernel.carveout;
    return cudaSuccess;
  });
}

cudaError_t cudaFuncSetAttribute(const void* function, cudaFuncAttribute attribute, int value) {
  return WithKernel(function, [&](Runtime&, Kernel& kernel) {
    switch (attribute) {
      case cudaFuncAttributeMaxDynamicSharedMemorySize: {
        const int fixed = static_cast<int>(kernel.entry->static_shared_bytes);
        if (value < 0 || value > static_cast<int>(device::kSharedPerBlockOptIn) - fixed) return cudaErrorInvalidValue;
        kernel.max_dynamic_shared = value;
        return cudaSuccess;
      }
      case cudaFuncAttributePreferredSharedMemoryCarveout:
        if (value < -1 || value > 100) return cudaErrorInvalidValue;
        kernel.carveout = value;
        return cudaSuccess;
      default:
        return cudaErrorInvalidValue;
    }
  });
}

cudaError_t cudaFuncSetCacheConfig(const void* function, cudaFuncCache) {
  return WithKernel(function, [](Runtime&, Kernel&) { return cudaSuccess; });
}

cudaError_t cudaFuncSetSharedMemConfig(const void* function, cudaSharedMemConfig) {
  return WithKernel(function, [](Runtime&, Kernel&) { return cudaSuccess; });
}

#if CUDART_VERSION >= 12010
cudaError_t cudaGetKernel(cudaKernel_t* handle, const void* function) {
  return WithKernel(function, [&](Runtime&, Kernel& kernel) {
    if (handle == nullptr) return cudaErrorInvalidValue;
    *handle = reinterpret_cast<cudaKernel_t>(&kernel);
    return cudaSuccess;
  });
}
#endif

#if CUDART_VERSION >= 12030
cudaError_t cudaFuncGetName(const char** name, const void* function) {
  return WithKernel(function, [&](Runtime&, Kernel& kernel) {
    if (name == nullptr) return cudaErrorInvalidValue;
    *name = kernel.name.c_str();
    return cudaSuccess;
  });
}
#endif

cudaError_t cudaOccupancyMaxActiveBlocksPerMultiprocessor(int* blocks, const void* function, int threads,
                                                          size_t dynamic_shared) {
  return Occupancy(blocks, function, threads, dynamic_shared);
}

cudaError_t cudaOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(int* blocks, const void* function, int threads,
                                                                   size_t dynamic_shared, unsigned) {
  return Occupancy(blocks, function, threads, dynamic_shared);
}

cudaError_t cudaOccupancyAvailableDynamicSMemPerBlock(size_t* bytes, const void* function, int blocks, int threads) {
  return WithKernel(function, [&](Runtime&, Kernel& kernel) {
    if (bytes == nullptr || blocks <= 0 || threads <= 0) return cudaErrorInvalidValue;
    const uint32_t fixed = kernel.entry->static_shared_bytes + device::kSharedReservedPerBlock;
    const uint32_t share = device::kSharedPerMultiprocessor / static_cast<uint32_t>(blocks);
    *bytes =
        std::min(share > fixed ? share - fixed : 0, device::kSharedPerBlockOptIn - kernel.entry->static_shared_bytes);
    return cudaSuccess;
  });
}

}  // extern "C"
