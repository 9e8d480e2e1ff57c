// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Pinned, mapped, registered and managed memory. Pinned and managed memory comes from the device's arena, so that
// kernels may use it under the address that the host has.
#include <cuda_runtime_api.h>

#include "emulator/cudart/allocation.h"
#include "emulator/cudart/api.h"

using namespace gatefuzz::emulator;

namespace {

constexpr unsigned kHostAllocFlags = cudaHostAllocPortable | cudaHostAllocMapped | cudaHostAllocWriteCombined;
constexpr unsigned kRegisterFlags =
    cudaHostRegisterPortable | cudaHostRegisterMapped | cudaHostRegisterIoMemory | cudaHostRegisterReadOnly;

cudaError_t AllocateHost(Runtime& runtime, void** address, size_t bytes, HostMemory::Kind kind, unsigned flags,
                         const char* function) {
  const cudaError_t error = Allocate(runtime, address, bytes, function, Initial::kHostWrites);
  if (error == cudaSuccess && *address != nullptr) runtime.host_memory.Add(*address, {bytes, kind, flags});
  return error;
}

// Managed memory that holds the whole range, or a range of registered or pageable memory, which the device reaches too.
cudaError_t CheckManaged(Runtime& runtime, const void* address, size_t bytes) {
  const HostMemory::Range* const range = runtime.host_memory.Find(address, bytes);
  const bool managed = range != nullptr && range->kind == HostMemory::Kind::kManaged;
  return managed ? cudaSuccess : cudaErrorInvalidValue;
}

#if CUDART_VERSION < 13000
bool IsDevice(int device) { return device == 0 || device == cudaCpuDeviceId; }
#endif

#if CUDART_VERSION >= 12020
bool IsLocation(const cudaMemLocation& location) {
  switch (location.type) {
    case cudaMemLocationTypeDevice:
      return location.id == 0;
    case cudaMemLocationTypeHost:
      return true;
    case cudaMemLocationTypeHostNuma:
      return location.id >= 0;
    case cudaMemLocationTypeHostNumaCurrent:
      return true;
    default:
      return false;
  }
}
#endif

cudaError_t Prefetch(const void* address, size_t bytes, bool known, cudaStream_t stream) {
  return Api([&](Runtime& runtime) {
    if (!known) return cudaErrorInvalidDevice;
    if (const cudaError_t error = CheckStream(runtime, stream); error != cudaSuccess) return error;
    return bytes == 0 ? cudaErrorInvalidValue : CheckManaged(runtime, address, bytes);
  });
}

#if CUDART_VERSION >= 12020
cudaError_t PrefetchTo(const void* address, size_t bytes, const cudaMemLocation& to, unsigned flags,
                       cudaStream_t stream) {
  if (flags != 0) return Api([](Runtime&) { return cudaErrorInvalidValue; });
  return Prefetch(address, bytes, IsLocation(to), stream);
}
#endif

cudaError_t Advise(const void* address, size_t bytes, cudaMemoryAdvise advice, bool known) {
  return Api([&](Runtime& runtime) {
    if (advice < cudaMemAdviseSetReadMostly || advice > cudaMemAdviseUnsetAccessedBy) return cudaErrorInvalidValue;
    const bool names_a_place = advice != cudaMemAdviseSetReadMostly && advice != cudaMemAdviseUnsetReadMostly &&
                               advice != cudaMemAdviseUnsetPreferredLocation;
    if (names_a_place && !known) return cudaErrorInvalidDevice;
    return bytes == 0 ? cudaErrorInvalidValue : CheckManaged(runtime, address, bytes);
  });
}

}  // namespace

extern "C" {

cudaError_t cudaMallocManaged(void** address, size_t bytes, unsigned flags) {
  return Api([&](Runtime& runtime) {
    if (flags != cudaMemAttachGlobal && flags != cudaMemAttachHost) return cudaErrorInvalidValue;
    return AllocateHost(runtime, address, bytes, HostMemory::Kind::kManaged, flags, "cudaMallocManaged");
  });
}

cudaError_t cudaMallocHost(void** address, size_t bytes) {
  return Api([&](Runtime& runtime) {
    return AllocateHost(runtime, address, bytes, HostMemory::Kind::kPinned, cudaHostAllocDefault, "cudaMallocHost");
  });
}

cudaError_t cudaHostAlloc(void** address, size_t bytes, unsigned flags) {
  return Api([&](Runtime& runtime) {
    if ((flags & ~kHostAllocFlags) != 0) return cudaErrorInvalidValue;
    return AllocateHost(runtime, address, bytes, HostMemory::Kind::kPinned, flags, "cudaHostAlloc");
  });
}

cudaError_t cudaFreeHost(void* address) {
  return WaitingApi([&](Runtime& runtime) {
    if (const cudaError_t error = runtime.captures.CheckUnsafe(); error != cudaSuccess) return error;
    const HostMemory::Range* const host = runtime.host_memory.Find(address);
    const bool pinned = host != nullptr && host->kind == HostMemory::Kind::kPinned;
    if (!pinned && runtime.memory.Find(address, 1) != nullptr) {
      runtime.Explain("cudaFreeHost: the address is not pinned memory; cudaFree frees what is the device's");
      return cudaErrorInvalidValue;
    }
    return Free(runtime, address, "cudaFreeHost");
  });
}

cudaError_t cudaHostRegister(void* address, size_t bytes, unsigned flags) {
  return Api([&](Runtime& runtime) {
    if (address == nullptr || bytes == 0 || (flags & ~kRegisterFlags) != 0) return cudaErrorInvalidValue;
    if (const cudaError_t error = runtime.captures.CheckUnsafe(); error != cudaSuccess) return error;
    return runtime.host_memory.Register(address, bytes, flags);
  });
}

cudaError_t cudaHostUnregister(void* address) {
  return Api([&](Runtime& runtime) {
    if (address == nullptr) return cudaErrorInvalidValue;
    if (const cudaError_t error = runtime.captures.CheckUnsafe(); error != cudaSuccess) return error;
    return runtime.host_memory.Unregister(address);
  });
}

cudaError_t cudaHostGetDevicePointer(void** device, void* host, unsigned flags) {
  return Api([&](Runtime& runtime) {
    const HostMemory::Range* const range = runtime.host_memory.Find(host);
    if (device == nullptr || flags != 0 || range == nullptr) return cudaErrorInvalidValue;
    *device = host;
    return cudaSuccess;
  });
}

// Under unified addressing all pinned memory is mapped, whether that was asked for or not.
cudaError_t cudaHostGetFlags(unsigned* flags, void* host) {
  return Api([&](Runtime& runtime) {
    const HostMemory::Range* const range = runtime.host_memory.Find(host);
    if (flags == nullptr || range == nullptr || range->kind != HostMemory::Kind::kPinned) return cudaErrorInvalidValue;
    *flags = range->flags | cudaHostAllocMapped;
    return cudaSuccess;
  });
}

#if CUDART_VERSION >= 13000

cudaError_t cudaMemPrefetchAsync(const void* address, size_t bytes, cudaMemLocation to, unsigned flags,
                                 cudaStream_t stream) {
  return PrefetchTo(address, bytes, to, flags, stream);
}

cudaError_t cudaMemAdvise(const void* address, size_t bytes, cudaMemoryAdvise advice, cudaMemLocation location) {
  return Advise(address, bytes, advice, IsLocation(location));
}

#else

cudaError_t cudaMemPrefetchAsync(const void* address, size_t bytes, int device, cudaStream_t stream) {
  return Prefetch(address, bytes, IsDevice(device), stream);
}

cudaError_t cudaMemAdvise(const void* address, size_t bytes, cudaMemoryAdvise advice, int device) {
  return Advise(address, bytes, advice, IsDevice(device));
}

#if CUDART_VERSION >= 12020

cudaError_t cudaMemPrefetchAsync_v2(const void* address, size_t bytes, cudaMemLocation to, unsigned flags,
                                    cudaStream_t stream) {
  return PrefetchTo(address, bytes, to, flags, stream);
}

cudaError_t cudaMemAdvise_v2(const void* address, size_t bytes, cudaMemoryAdvise advice, cudaMemLocation location) {
  return Advise(address, bytes, advice, IsLocation(location));
}

#endif
#endif

cudaError_t cudaStreamAttachMemAsync(cudaStream_t handle, void* address, size_t bytes, unsigned flags) {
  return Api([&](Runtime& runtime) {
    Stream* const stream = runtime.handles.Find(handle);
    if (stream == nullptr) return cudaErrorInvalidResourceHandle;
    if (const cudaError_t error = runtime.captures.CheckUncapturable(stream); error != cudaSuccess) return error;
    if (flags != cudaMemAttachGlobal && flags != cudaMemAttachHost && flags != cudaMemAttachSingle) {
      return cudaErrorInvalidValue;
    }
    return CheckManaged(runtime, address, bytes == 0 ? 1 : bytes);
  });
}

}  // extern "C"
