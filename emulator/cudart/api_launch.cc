// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Launches that the program spells out itself, and host functions in stream order.
#include <cuda_runtime_api.h>

#include "emulator/cudart/api.h"
#include "emulator/cudart/launch.h"

using namespace gatefuzz::emulator;

namespace {

// Attributes that change nothing where everything is done in order pass; those that promise what the emulator does not
// do yet are refused rather than ignored.
cudaError_t CheckAttribute(const cudaLaunchAttribute& attribute) {
  switch (attribute.id) {
    case cudaLaunchAttributeCooperative:
      return attribute.val.cooperative != 0 ? cudaErrorNotSupported : cudaSuccess;
    case cudaLaunchAttributeClusterDimension: {
      const auto& cluster = attribute.val.clusterDim;
      return cluster.x * cluster.y * cluster.z > 1 ? cudaErrorNotSupported : cudaSuccess;
    }
    default:
      return cudaSuccess;
  }
}

}  // namespace

extern "C" {

cudaError_t cudaLaunchKernel(const void* function, dim3 grid, dim3 block, void** arguments, size_t shared_bytes,
                             cudaStream_t stream) {
  return Api([&](Runtime& runtime) {
    return Launch(runtime, runtime.registry.FindKernel(function), {grid, block, shared_bytes, stream}, arguments);
  });
}

cudaError_t cudaLaunchKernelExC(const cudaLaunchConfig_t* config, const void* function, void** arguments) {
  return Api([&](Runtime& runtime) {
    if (config == nullptr) return cudaErrorInvalidValue;
    for (unsigned i = 0; i < config->numAttrs; ++i) {
      if (const cudaError_t error = CheckAttribute(config->attrs[i]); error != cudaSuccess) {
        runtime.Explain("cudaLaunchKernelExC: cooperative and cluster launches are not emulated");
        return error;
      }
    }
    return Launch(runtime, runtime.registry.FindKernel(function),
                  {config->gridDim, config->blockDim, config->dynamicSmemBytes, config->stream}, arguments);
  });
}

cudaError_t cudaLaunchHostFunc(cudaStream_t stream, cudaHostFn_t function, void* data) {
  const cudaError_t error = Api([&](Runtime& runtime) { return CheckStream(runtime, stream); });
  if (error == cudaSuccess) function(data);
  return error;
}

cudaError_t cudaStreamAddCallback(cudaStream_t stream, cudaStreamCallback_t callback, void* data, unsigned flags) {
  const cudaError_t error =
      Api([&](Runtime& runtime) { return flags != 0 ? cudaErrorInvalidValue : CheckStream(runtime, stream); });
  if (error == cudaSuccess) callback(stream, cudaSuccess, data);
  return error;
}

}  // extern "C"
