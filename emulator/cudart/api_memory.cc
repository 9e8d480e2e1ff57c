// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Allocation of device memory.
#include <cuda_runtime_api.h>

#include <cstdio>

#include "emulator/cudart/allocation.h"
#include "emulator/cudart/api.h"

using namespace gatefuzz::emulator;

namespace gatefuzz::emulator {

cudaError_t Allocate(Runtime& runtime, void** address, size_t bytes, const char* function, Initial initial) {
  if (address == nullptr) return cudaErrorInvalidValue;
  if (const cudaError_t error = runtime.captures.CheckUnsafe(); error != cudaSuccess) return error;
  *address = nullptr;
  if (bytes == 0) return cudaSuccess;
  *address = initial == Initial::kFresh ? runtime.memory.Allocate(bytes, function)
                                        : runtime.memory.AllocateShared(bytes, function);
  return *address != nullptr ? cudaSuccess : cudaErrorMemoryAllocation;
}

cudaError_t Free(Runtime& runtime, void* address, const char* function, bool in_stream) {
  if (address == nullptr) return cudaSuccess;
  if (const auto block = runtime.graph_memory.Find(address)) {
    return block->End(function) ? cudaSuccess : cudaErrorInvalidValue;
  }
  const char* why = nullptr;
  switch (runtime.memory.Free(address, function)) {
    case FreeStatus::kFreed:
      runtime.pools.OnFree(address, in_stream);
      runtime.host_memory.Remove(address);
      return cudaSuccess;
    case FreeStatus::kAlreadyFreed:
      why = "freed twice";
      break;
    case FreeStatus::kInterior:
      why = "not the start of its allocation";
      break;
    case FreeStatus::kUnknown:
      why = "never allocated";
      break;
  }
  char text[96];
  std::snprintf(text, sizeof text, "%s(%p): %s; the address is ", function, address, why);
  runtime.Explain(text + runtime.memory.Describe(reinterpret_cast<uint64_t>(address)));
  return cudaErrorInvalidValue;
}

}  // namespace gatefuzz::emulator

namespace {

cudaError_t Pitched(Runtime& runtime, void** address, size_t* pitch, size_t width, size_t rows, const char* function) {
  if (pitch == nullptr) return cudaErrorInvalidValue;
  *pitch = (width + 511) / 512 * 512;
  return Allocate(runtime, address, *pitch * rows, function);
}

}  // namespace

extern "C" {

cudaError_t cudaMalloc(void** address, size_t bytes) {
  return Api([&](Runtime& runtime) { return Allocate(runtime, address, bytes, "cudaMalloc"); });
}

cudaError_t cudaMallocPitch(void** address, size_t* pitch, size_t width, size_t height) {
  return Api([&](Runtime& runtime) { return Pitched(runtime, address, pitch, width, height, "cudaMallocPitch"); });
}

cudaError_t cudaMalloc3D(cudaPitchedPtr* pitched, cudaExtent extent) {
  return Api([&](Runtime& runtime) {
    if (pitched == nullptr) return cudaErrorInvalidValue;
    pitched->xsize = extent.width;
    pitched->ysize = extent.height;
    return Pitched(runtime, &pitched->ptr, &pitched->pitch, extent.width, extent.height * extent.depth, "cudaMalloc3D");
  });
}

cudaError_t cudaFree(void* address) {
  return WaitingApi([&](Runtime& runtime) {
    if (const cudaError_t error = runtime.captures.CheckUnsafe(); error != cudaSuccess) return error;
    const HostMemory::Range* const host = runtime.host_memory.Find(address);
    if (host != nullptr && host->kind == HostMemory::Kind::kPinned) {
      runtime.Explain("cudaFree: the address is pinned memory, which cudaFreeHost frees");
      return cudaErrorInvalidValue;
    }
    return Free(runtime, address, "cudaFree");
  });
}

cudaChannelFormatDesc cudaCreateChannelDesc(int x, int y, int z, int w, cudaChannelFormatKind kind) {
  return {x, y, z, w, kind};
}

cudaError_t cudaMemGetInfo(size_t* available, size_t* total) {
  return Api([&](Runtime& runtime) {
    if (available != nullptr) *available = runtime.memory.available();
    if (total != nullptr) *total = runtime.memory.capacity();
    return cudaSuccess;
  });
}

cudaError_t cudaPointerGetAttributes(cudaPointerAttributes* attributes, const void* address) {
  return Api([&](Runtime& runtime) {
    if (attributes == nullptr) return cudaErrorInvalidValue;
    *attributes = {};
    attributes->device = -2;
    attributes->hostPointer = const_cast<void*>(address);
    attributes->type = cudaMemoryTypeUnregistered;
    const HostMemory::Range* const host = runtime.host_memory.Find(address);
    if (host == nullptr && runtime.memory.Find(address, 1) == nullptr) return cudaSuccess;
    attributes->device = 0;
    attributes->devicePointer = const_cast<void*>(address);
    if (host == nullptr) {
      attributes->type = cudaMemoryTypeDevice;
      attributes->hostPointer = nullptr;
    } else {
      attributes->type = host->kind == HostMemory::Kind::kManaged ? cudaMemoryTypeManaged : cudaMemoryTypeHost;
    }
    return cudaSuccess;
  });
}

}  // extern "C"
