// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Kernels as objects: handles, names, parameters, attributes.
#include <cuda_runtime_api.h>

#include <cstring>

#include "emulator/cudart/api.h"
#include "emulator/cudart/device_model.h"
#include "emulator/cudart/kernel_api.h"
#include "emulator/cudart/occupancy.h"

using namespace gatefuzz::emulator;

namespace {

// What is no kernel's address may, since 13.0, be meant as a handle; an H200's answer.
constexpr cudaError_t kNoKernel =
    CUDART_VERSION >= 13000 ? cudaErrorInvalidResourceHandle : cudaErrorInvalidDeviceFunction;

cudaError_t SetAttribute(Kernel& kernel, cudaFuncAttribute attribute, int value) {
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
    case cudaFuncAttributeNonPortableClusterSizeAllowed:
      if (value != 0 && value != 1) return cudaErrorInvalidValue;
      kernel.non_portable_clusters = value;
      return cudaSuccess;
    case cudaFuncAttributeClusterSchedulingPolicyPreference:
      if (value < 0 || value > cudaClusterSchedulingPolicyLoadBalancing) return cudaErrorInvalidValue;
      kernel.cluster_policy = value;
      return cudaSuccess;
    default:
      return cudaErrorInvalidValue;
  }
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
    attributes->numRegs = RegistersOf(kernel);
    attributes->ptxVersion = device::kMajor * 10 + device::kMinor;
    attributes->binaryVersion = device::kMajor * 10 + device::kMinor;
    attributes->maxDynamicSharedSizeBytes = static_cast<int>(MaxDynamicShared(kernel));
    attributes->preferredShmemCarveout = kernel.carveout;
#if CUDART_VERSION >= 12000
    attributes->nonPortableClusterSizeAllowed = kernel.non_portable_clusters;
    attributes->clusterSchedulingPolicyPreference = kernel.cluster_policy;
#endif
    return cudaSuccess;
  });
}

cudaError_t cudaFuncSetAttribute(const void* function, cudaFuncAttribute attribute, int value) {
  return Api([&](Runtime& runtime) {
    Kernel* const kernel = runtime.registry.FindKernel(function);
    if (kernel == nullptr) return kNoKernel;
    const cudaError_t error = ResolveKernel(runtime, kernel);
    return error != cudaSuccess ? error : SetAttribute(*kernel, attribute, value);
  });
}

cudaError_t cudaFuncSetCacheConfig(const void* function, cudaFuncCache config) {
  return WithKernel(function, [&](Runtime&, Kernel&) {
    return config >= cudaFuncCachePreferNone && config <= cudaFuncCachePreferEqual ? cudaSuccess
                                                                                   : cudaErrorInvalidValue;
  });
}

cudaError_t cudaFuncSetSharedMemConfig(const void* function, cudaSharedMemConfig) {
  return WithKernel(function, [](Runtime&, Kernel&) { return cudaSuccess; });
}

cudaError_t cudaGetFuncBySymbol(cudaFunction_t* handle, const void* function) {
  return WithKernel(function, [&](Runtime&, Kernel& kernel) {
    if (handle == nullptr) return cudaErrorInvalidValue;
    *handle = reinterpret_cast<cudaFunction_t>(&kernel);
    return cudaSuccess;
  });
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

#if CUDART_VERSION >= 12040
cudaError_t cudaFuncGetParamInfo(const void* function, size_t index, size_t* offset, size_t* bytes) {
  return WithKernel(function, [&](Runtime&, Kernel& kernel) {
    if (offset == nullptr || index >= kernel.entry->parameters.size()) return cudaErrorInvalidValue;
    *offset = kernel.entry->parameters[index].offset;
    if (bytes != nullptr) *bytes = kernel.entry->parameters[index].bytes;
    return cudaSuccess;
  });
}
#endif

#if CUDART_VERSION >= 12080
cudaError_t cudaKernelSetAttributeForDevice(cudaKernel_t handle, cudaFuncAttribute attribute, int value, int device) {
  return WithKernel(handle, [&](Runtime&, Kernel& kernel) {
    return device == 0 ? SetAttribute(kernel, attribute, value) : cudaErrorInvalidDevice;
  });
}
#endif

}  // extern "C"
