// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Allocation. Pinned and managed memory comes from the device's arena too, so that kernels may use it.
#include <cuda_runtime_api.h>

#include <cstdio>
#include <string>

#include "emulator/cudart/api.h"

using namespace gatefuzz::emulator;

namespace {

enum class Initial { kFresh, kHostWrites };

cudaError_t Allocate(Runtime& runtime, void** address, size_t bytes, const char* function,
                     Initial initial = Initial::kFresh) {
  if (address == nullptr) return cudaErrorInvalidValue;
  *address = nullptr;
  if (bytes == 0) return cudaSuccess;
  *address = initial == Initial::kFresh ? runtime.memory.Allocate(bytes, function)
                                        : runtime.memory.AllocateShared(bytes, function);
  return *address != nullptr ? cudaSuccess : cudaErrorMemoryAllocation;
}

cudaError_t Free(Runtime& runtime, void* address, const char* function) {
  if (address == nullptr) return cudaSuccess;
  const char* why = nullptr;
  switch (runtime.memory.Free(address, function)) {
    case FreeStatus::kFreed:
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

cudaError_t cudaMallocAsync(void** address, size_t bytes, cudaStream_t stream) {
  return Api([&](Runtime& runtime) {
    const cudaError_t error = CheckStream(runtime, stream);
    return error != cudaSuccess ? error : Allocate(runtime, address, bytes, "cudaMallocAsync");
  });
}

cudaError_t cudaMallocManaged(void** address, size_t bytes, unsigned flags) {
  return Api([&](Runtime& runtime) {
    if (bytes == 0 || (flags != cudaMemAttachGlobal && flags != cudaMemAttachHost)) return cudaErrorInvalidValue;
    return Allocate(runtime, address, bytes, "cudaMallocManaged", Initial::kHostWrites);
  });
}

cudaError_t cudaMallocHost(void** address, size_t bytes) {
  return Api(
      [&](Runtime& runtime) { return Allocate(runtime, address, bytes, "cudaMallocHost", Initial::kHostWrites); });
}

cudaError_t cudaHostAlloc(void** address, size_t bytes, unsigned) {
  return Api(
      [&](Runtime& runtime) { return Allocate(runtime, address, bytes, "cudaHostAlloc", Initial::kHostWrites); });
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
  return WaitingApi([&](Runtime& runtime) { return Free(runtime, address, "cudaFree"); });
}

cudaError_t cudaFreeAsync(void* address, cudaStream_t stream) {
  return Api([&](Runtime& runtime) {
    const cudaError_t error = CheckStream(runtime, stream);
    return error != cudaSuccess ? error : Free(runtime, address, "cudaFreeAsync");
  });
}

cudaError_t cudaFreeHost(void* address) {
  return WaitingApi([&](Runtime& runtime) { return Free(runtime, address, "cudaFreeHost"); });
}

cudaError_t cudaHostGetDevicePointer(void** device, void* host, unsigned flags) {
  return Api([&](Runtime& runtime) {
    if (device == nullptr || flags != 0 || runtime.memory.Find(host, 1) == nullptr) return cudaErrorInvalidValue;
    *device = host;
    return cudaSuccess;
  });
}

cudaError_t cudaHostGetFlags(unsigned* flags, void* host) {
  return Api([&](Runtime& runtime) {
    if (flags == nullptr || runtime.memory.Find(host, 1) == nullptr) return cudaErrorInvalidValue;
    *flags = cudaHostAllocMapped;
    return cudaSuccess;
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
    const Allocation* const block = runtime.memory.Find(address, 1);
    if (block == nullptr) return cudaSuccess;
    const bool managed = block->origin.find("cudaMallocManaged") != std::string::npos;
    const bool pinned = block->origin.find("Host") != std::string::npos && !managed;
    attributes->type = managed ? cudaMemoryTypeManaged : pinned ? cudaMemoryTypeHost : cudaMemoryTypeDevice;
    attributes->device = 0;
    attributes->devicePointer = const_cast<void*>(address);
    if (!managed && !pinned) attributes->hostPointer = nullptr;
    return cudaSuccess;
  });
}

}  // extern "C"
