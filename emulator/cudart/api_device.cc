// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The one device, its limits and state.
#include <cuda_runtime_api.h>

#include <cstdio>
#include <cstring>
#include <iterator>

#include "emulator/cudart/api.h"
#include "emulator/cudart/device_model.h"
#include "emulator/cudart/device_properties.h"

using namespace gatefuzz::emulator;

namespace {

constexpr char kPciBusId[] = "0000:00:00.0";

cudaError_t Accept() {
  return Api([](Runtime&) { return cudaSuccess; });
}

uint64_t DefaultLimit(cudaLimit limit) {
  switch (limit) {
    case cudaLimitStackSize:
      return 1024;
    case cudaLimitPrintfFifoSize:
      return 8650752;
    case cudaLimitMallocHeapSize:
      return uint64_t{8} << 20;
    case cudaLimitDevRuntimePendingLaunchCount:
      return 2048;
    case cudaLimitMaxL2FetchGranularity:
      return 64;
    case cudaLimitPersistingL2CacheSize:
      return 11796480;
    default:
      return 0;
  }
}

template <class T>
cudaError_t Give(T* to, T value) {
  return Api([&](Runtime&) {
    if (to == nullptr) return cudaErrorInvalidValue;
    *to = value;
    return cudaSuccess;
  });
}

cudaError_t Attribute(int* value, cudaDeviceAttr attribute, int device) {
  return Api([&](Runtime&) {
    if (device != 0) return cudaErrorInvalidDevice;
    return value != nullptr && DeviceAttribute(attribute, value) ? cudaSuccess : cudaErrorInvalidValue;
  });
}

}  // namespace

extern "C" {

cudaError_t cudaGetDeviceCount(int* count) { return Give(count, 1); }
cudaError_t cudaGetDevice(int* device) { return Give(device, 0); }
cudaError_t cudaDriverGetVersion(int* version) { return Give(version, CUDART_VERSION); }
cudaError_t cudaRuntimeGetVersion(int* version) { return Give(version, CUDART_VERSION); }
cudaError_t cudaGetDeviceFlags(unsigned* flags) { return Give(flags, unsigned{cudaDeviceScheduleAuto}); }
cudaError_t cudaDeviceGetCacheConfig(cudaFuncCache* config) { return Give(config, cudaFuncCachePreferNone); }

cudaError_t cudaSetDevice(int device) {
  return Api([&](Runtime&) { return device == 0 ? cudaSuccess : cudaErrorInvalidDevice; });
}

// The flags that say how to wait are one choice; the others may be combined.
cudaError_t cudaSetDeviceFlags(unsigned flags) {
  return Api([&](Runtime&) {
    const unsigned wait = flags & cudaDeviceScheduleMask;
    const bool one = wait == 0 || wait == cudaDeviceScheduleSpin || wait == cudaDeviceScheduleYield ||
                     wait == cudaDeviceScheduleBlockingSync;
    return one && (flags & ~unsigned{cudaDeviceMask}) == 0 ? cudaSuccess : cudaErrorInvalidValue;
  });
}

cudaError_t cudaChooseDevice(int* device, const cudaDeviceProp* wanted) {
  return Api([&](Runtime&) {
    if (device == nullptr || wanted == nullptr) return cudaErrorInvalidValue;
    *device = 0;
    return cudaSuccess;
  });
}

cudaError_t cudaSetValidDevices(int* devices, int count) {
  return Api([&](Runtime&) {
    if (devices == nullptr && count > 0) return cudaErrorInvalidValue;
    for (int i = 0; i < count; ++i) {
      if (devices[i] != 0) return cudaErrorInvalidDevice;
    }
    return cudaSuccess;
  });
}

cudaError_t cudaDeviceSynchronize() {
  return WaitingApi([](Runtime& runtime) {
    const cudaError_t error = runtime.captures.CheckDeviceWide();
    if (error == cudaSuccess) runtime.pools.OnSynchronize();
    return error;
  });
}

cudaError_t cudaDeviceSetCacheConfig(cudaFuncCache) { return Accept(); }
cudaError_t cudaCtxResetPersistingL2Cache() { return Accept(); }
cudaError_t cudaDeviceSetSharedMemConfig(cudaSharedMemConfig) { return Accept(); }
cudaError_t cudaDeviceGetSharedMemConfig(cudaSharedMemConfig* config) {
  return Give(config, cudaSharedMemBankSizeFourByte);
}
cudaError_t cudaProfilerStart() { return Accept(); }
cudaError_t cudaProfilerStop() { return Accept(); }

#if CUDART_VERSION >= 12000
cudaError_t cudaInitDevice(int device, unsigned, unsigned) {
  return Api([&](Runtime&) { return device == 0 ? cudaSuccess : cudaErrorInvalidDevice; });
}
#endif

cudaError_t cudaDeviceReset() {
  Runtime& runtime = Runtime::Get();
  const std::lock_guard lock(runtime.mutex);
  runtime.ExplainLeaks();
  runtime.ResetDevice();
  runtime.handles.Clear();
  runtime.ResetVariables();
  return cudaSuccess;
}

cudaError_t cudaGetDeviceProperties(cudaDeviceProp* properties, int device) {
  return Api([&](Runtime& runtime) {
    if (device != 0) return cudaErrorInvalidDevice;
    if (properties == nullptr) return cudaErrorInvalidValue;
    *properties = DeviceProperties(runtime.memory.capacity());
    return cudaSuccess;
  });
}

cudaError_t cudaDeviceGetAttribute(int* value, cudaDeviceAttr attribute, int device) {
  return Attribute(value, attribute, device);
}

cudaError_t cudaDeviceSetLimit(cudaLimit limit, size_t value) {
  return Api([&](Runtime& runtime) {
    if (DefaultLimit(limit) == 0 || static_cast<size_t>(limit) >= std::size(runtime.limits)) {
      return cudaErrorUnsupportedLimit;
    }
    if (const cudaError_t error = runtime.captures.CheckUnsafe(); error != cudaSuccess) return error;
    runtime.limits[limit] = value;
    return cudaSuccess;
  });
}

cudaError_t cudaDeviceGetLimit(size_t* value, cudaLimit limit) {
  return Api([&](Runtime& runtime) {
    if (value == nullptr) return cudaErrorInvalidValue;
    if (DefaultLimit(limit) == 0) return cudaErrorUnsupportedLimit;
    const uint64_t set = runtime.limits[limit];
    *value = set != 0 ? set : DefaultLimit(limit);
    return cudaSuccess;
  });
}

cudaError_t cudaDeviceGetStreamPriorityRange(int* least, int* greatest) {
  return Api([&](Runtime&) {
    if (least != nullptr) *least = device::kLeastStreamPriority;
    if (greatest != nullptr) *greatest = device::kGreatestStreamPriority;
    return cudaSuccess;
  });
}

cudaError_t cudaDeviceGetPCIBusId(char* id, int bytes, int device) {
  return Api([&](Runtime&) {
    if (device != 0) return cudaErrorInvalidDevice;
    if (id == nullptr || bytes < 13) return cudaErrorInvalidValue;
    std::snprintf(id, static_cast<size_t>(bytes), "%s", kPciBusId);
    return cudaSuccess;
  });
}

cudaError_t cudaDeviceGetByPCIBusId(int* device, const char* id) {
  return Api([&](Runtime&) {
    if (device == nullptr || id == nullptr) return cudaErrorInvalidValue;
    // With or without the domain.
    if (std::strcmp(id, kPciBusId) != 0 && std::strcmp(id, kPciBusId + 5) != 0) return cudaErrorInvalidDevice;
    *device = 0;
    return cudaSuccess;
  });
}

}  // extern "C"
