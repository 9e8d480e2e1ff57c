// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Stream-ordered allocation. In a capturing stream it makes the nodes of a graph.
#include <cuda_runtime_api.h>

#include "emulator/cudart/allocation.h"
#include "emulator/cudart/api.h"
#include "emulator/cudart/submit.h"

using namespace gatefuzz::emulator;

namespace {

// Calls `body(runtime, pool)`.
template <class Body>
cudaError_t WithPool(cudaMemPool_t handle, Body body) {
  return Api([&](Runtime& runtime) {
    MemPool* const pool = runtime.pools.Find(handle);
    return pool == nullptr ? cudaErrorInvalidValue : body(runtime, *pool);
  });
}

cudaError_t AllocateAsync(Runtime& runtime, void** address, size_t bytes, MemPool* pool, cudaStream_t handle,
                          const char* function) {
  if (address == nullptr) return cudaErrorInvalidValue;
  Stream* stream = nullptr;
  if (const cudaError_t error = FindTarget(runtime, handle, &stream); error != cudaSuccess) return error;
  *address = nullptr;
  if (bytes == 0) return cudaSuccess;
  if (stream->capture != nullptr) {
    const AllocWork work{runtime.graph_memory.Reserve(bytes)};
    if (work.block == nullptr) return cudaErrorMemoryAllocation;
    const cudaError_t error = runtime.captures.Add(stream, work, nullptr);
    if (error == cudaSuccess) *address = work.block->address();
    return error;
  }
  if (const cudaError_t error = runtime.captures.CheckUnsafe(); error != cudaSuccess) return error;
  *address = runtime.pools.Allocate(pool, bytes, function);
  return *address != nullptr ? cudaSuccess : cudaErrorMemoryAllocation;
}

cudaError_t FreeAsync(Runtime& runtime, void* address, cudaStream_t handle) {
  Stream* stream = nullptr;
  if (const cudaError_t error = FindTarget(runtime, handle, &stream); error != cudaSuccess) return error;
  if (stream->capture == nullptr) {
    const cudaError_t error = runtime.captures.CheckUnsafe();
    return error != cudaSuccess ? error : Free(runtime, address, "cudaFreeAsync", /*in_stream=*/true);
  }
  const auto block = runtime.graph_memory.Find(address);
  if (block == nullptr || block->freed_in_graph) return cudaErrorInvalidValue;
  const cudaError_t error = runtime.captures.Add(stream, FreeWork{block}, nullptr);
  if (error == cudaSuccess) block->freed_in_graph = true;
  return error;
}

// Where the value of an attribute is; null if it is no attribute of that type.
int* Switch(MemPool& pool, cudaMemPoolAttr attribute) {
  switch (attribute) {
    case cudaMemPoolReuseFollowEventDependencies:
      return &pool.reuse_follow_event_dependencies;
    case cudaMemPoolReuseAllowOpportunistic:
      return &pool.reuse_allow_opportunistic;
    case cudaMemPoolReuseAllowInternalDependencies:
      return &pool.reuse_allow_internal_dependencies;
    default:
      return nullptr;
  }
}

uint64_t* Amount(MemPool& pool, cudaMemPoolAttr attribute) {
  switch (attribute) {
    case cudaMemPoolAttrReleaseThreshold:
      return &pool.release_threshold;
    case cudaMemPoolAttrReservedMemCurrent:
      return &pool.reserved;
    case cudaMemPoolAttrReservedMemHigh:
      return &pool.reserved_high;
    case cudaMemPoolAttrUsedMemCurrent:
      return &pool.used;
    case cudaMemPoolAttrUsedMemHigh:
      return &pool.used_high;
    default:
      return nullptr;
  }
}

bool IsThisDevice(const cudaMemLocation& location) {
  return location.type == cudaMemLocationTypeDevice && location.id == 0;
}

cudaError_t Current(cudaMemPool_t* handle, int device, bool wants_default) {
  return Api([&](Runtime& runtime) {
    if (device != 0) return cudaErrorInvalidDevice;
    if (handle == nullptr) return cudaErrorInvalidValue;
    *handle = (wants_default ? runtime.pools.Default() : runtime.pools.current())->handle();
    return cudaSuccess;
  });
}

}  // namespace

extern "C" {

cudaError_t cudaMallocAsync(void** address, size_t bytes, cudaStream_t stream) {
  return Api([&](Runtime& runtime) {
    return AllocateAsync(runtime, address, bytes, runtime.pools.current(), stream, "cudaMallocAsync");
  });
}

cudaError_t cudaMallocFromPoolAsync(void** address, size_t bytes, cudaMemPool_t pool, cudaStream_t stream) {
  return WithPool(pool, [&](Runtime& runtime, MemPool& from) {
    return AllocateAsync(runtime, address, bytes, &from, stream, "cudaMallocFromPoolAsync");
  });
}

cudaError_t cudaFreeAsync(void* address, cudaStream_t stream) {
  return Api([&](Runtime& runtime) { return FreeAsync(runtime, address, stream); });
}

cudaError_t cudaDeviceGetDefaultMemPool(cudaMemPool_t* pool, int device) {
  return Current(pool, device, /*wants_default=*/true);
}

cudaError_t cudaDeviceGetMemPool(cudaMemPool_t* pool, int device) {
  return Current(pool, device, /*wants_default=*/false);
}

cudaError_t cudaDeviceSetMemPool(int device, cudaMemPool_t handle) {
  return Api([&](Runtime& runtime) {
    if (device != 0) return cudaErrorInvalidDevice;
    MemPool* const pool = runtime.pools.Find(handle);
    if (pool == nullptr) return cudaErrorInvalidValue;
    runtime.pools.SetCurrent(pool);
    return cudaSuccess;
  });
}

cudaError_t cudaMemPoolCreate(cudaMemPool_t* pool, const cudaMemPoolProps* properties) {
  return Api([&](Runtime& runtime) {
    if (pool == nullptr || properties == nullptr) return cudaErrorInvalidValue;
    if (properties->allocType != cudaMemAllocationTypePinned) return cudaErrorInvalidValue;
    if (properties->location.type != cudaMemLocationTypeDevice) {
      runtime.Explain("cudaMemPoolCreate: pools of host memory are not emulated");
      return cudaErrorNotSupported;
    }
    if (properties->location.id != 0) return cudaErrorInvalidDevice;
    if (properties->handleTypes != cudaMemHandleTypeNone &&
        properties->handleTypes != cudaMemHandleTypePosixFileDescriptor) {
      return cudaErrorNotSupported;
    }
    *pool = runtime.pools.Create(*properties)->handle();
    return cudaSuccess;
  });
}

cudaError_t cudaMemPoolDestroy(cudaMemPool_t handle) {
  return WithPool(handle, [](Runtime& runtime, MemPool& pool) {
    if (pool.is_default) return cudaErrorInvalidValue;
    runtime.pools.Destroy(&pool);
    return cudaSuccess;
  });
}

cudaError_t cudaMemPoolTrimTo(cudaMemPool_t handle, size_t keep) {
  return WithPool(handle, [&](Runtime& runtime, MemPool& pool) {
    if (const cudaError_t error = runtime.captures.CheckUnsafe(); error != cudaSuccess) return error;
    pool.Trim(keep);
    return cudaSuccess;
  });
}

cudaError_t cudaMemPoolSetAttribute(cudaMemPool_t handle, cudaMemPoolAttr attribute, void* value) {
  return WithPool(handle, [&](Runtime&, MemPool& pool) {
    if (value == nullptr) return cudaErrorInvalidValue;
    if (int* const flag = Switch(pool, attribute)) {
      *flag = *static_cast<const int*>(value) != 0;
      return cudaSuccess;
    }
    const uint64_t amount = *static_cast<const uint64_t*>(value);
    switch (attribute) {
      case cudaMemPoolAttrReleaseThreshold:
        pool.release_threshold = amount;
        return cudaSuccess;
      // High-water marks can be set to 0 alone, which takes them down to what is there.
      case cudaMemPoolAttrReservedMemHigh:
        if (amount != 0) return cudaErrorInvalidValue;
        pool.reserved_high = pool.reserved;
        return cudaSuccess;
      case cudaMemPoolAttrUsedMemHigh:
        if (amount != 0) return cudaErrorInvalidValue;
        pool.used_high = pool.used;
        return cudaSuccess;
      default:
        return cudaErrorInvalidValue;
    }
  });
}

cudaError_t cudaMemPoolGetAttribute(cudaMemPool_t handle, cudaMemPoolAttr attribute, void* value) {
  return WithPool(handle, [&](Runtime&, MemPool& pool) {
    if (value == nullptr) return cudaErrorInvalidValue;
    if (const int* const flag = Switch(pool, attribute)) {
      *static_cast<int*>(value) = *flag;
      return cudaSuccess;
    }
    const uint64_t* const amount = Amount(pool, attribute);
    if (amount == nullptr) return cudaErrorInvalidValue;
    *static_cast<uint64_t*>(value) = *amount;
    return cudaSuccess;
  });
}

// The device's own access to its pool can be neither widened nor taken away.
cudaError_t cudaMemPoolSetAccess(cudaMemPool_t handle, const cudaMemAccessDesc* list, size_t count) {
  return WithPool(handle, [&](Runtime&, MemPool&) {
    if (list == nullptr && count != 0) return cudaErrorInvalidValue;
    for (size_t i = 0; i < count; ++i) {
      if (!IsThisDevice(list[i].location)) return cudaErrorInvalidDevice;
      if (list[i].flags != cudaMemAccessFlagsProtReadWrite) return cudaErrorInvalidValue;
    }
    return cudaSuccess;
  });
}

cudaError_t cudaMemPoolGetAccess(cudaMemAccessFlags* flags, cudaMemPool_t handle, cudaMemLocation* location) {
  return WithPool(handle, [&](Runtime&, MemPool&) {
    if (flags == nullptr || location == nullptr) return cudaErrorInvalidValue;
    if (!IsThisDevice(*location)) return cudaErrorInvalidDevice;
    *flags = cudaMemAccessFlagsProtReadWrite;
    return cudaSuccess;
  });
}

}  // extern "C"
