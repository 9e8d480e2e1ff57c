// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Launches that the program spells out itself, and host functions in stream order.
#include <cuda_runtime_api.h>

#include <chrono>

#include "emulator/cudart/api.h"
#include "emulator/cudart/submit.h"

using namespace gatefuzz::emulator;

namespace {

// What the attributes of a launch come to.
struct Attributes {
  bool cooperative = false;
  bool programmatic = false;
  Event* event = nullptr;  // recorded by the launch
};

// Only events without timing can be recorded by a launch.
cudaError_t FindEvent(Runtime& runtime, cudaEvent_t handle, Event** event) {
  *event = runtime.handles.Find(handle);
  if (*event == nullptr) return cudaErrorInvalidResourceHandle;
  return ((*event)->flags & cudaEventDisableTiming) != 0 ? cudaSuccess : cudaErrorNotSupported;
}

// Attributes that change nothing where everything is done in order pass; those that promise what the emulator does not
// do are refused rather than ignored.
cudaError_t Read(Runtime& runtime, const cudaLaunchConfig_t& config, Attributes* attributes) {
  if (config.numAttrs != 0 && config.attrs == nullptr) return cudaErrorInvalidValue;
  for (unsigned i = 0; i < config.numAttrs; ++i) {
    const cudaLaunchAttribute& attribute = config.attrs[i];
    switch (attribute.id) {
      case cudaLaunchAttributeCooperative:
        attributes->cooperative = attribute.val.cooperative != 0;
        break;
      case cudaLaunchAttributeProgrammaticStreamSerialization:
        attributes->programmatic = attribute.val.programmaticStreamSerializationAllowed != 0;
        break;
      case cudaLaunchAttributeProgrammaticEvent:
        if (const cudaError_t error = FindEvent(runtime, attribute.val.programmaticEvent.event, &attributes->event);
            error != cudaSuccess) {
          return error;
        }
        break;
#if CUDART_VERSION >= 12030
      case cudaLaunchAttributeLaunchCompletionEvent:
        if (const cudaError_t error = FindEvent(runtime, attribute.val.launchCompletionEvent.event, &attributes->event);
            error != cudaSuccess) {
          return error;
        }
        break;
#endif
      case cudaLaunchAttributeSynchronizationPolicy:
        if (attribute.val.syncPolicy < cudaSyncPolicyAuto || attribute.val.syncPolicy > cudaSyncPolicyBlockingSync) {
          return cudaErrorInvalidValue;
        }
        break;
#if CUDART_VERSION >= 12040
      case cudaLaunchAttributeDeviceUpdatableKernelNode:
        return cudaErrorNotSupported;
#endif
      case cudaLaunchAttributeClusterDimension: {
        const auto& cluster = attribute.val.clusterDim;
        if (cluster.x == 0 || cluster.y == 0 || cluster.z == 0) return cudaErrorInvalidClusterSize;
        // A cluster divides the grid and has at most 8 blocks, unless the kernel was told otherwise.
        if (config.gridDim.x % cluster.x != 0 || config.gridDim.y % cluster.y != 0 ||
            config.gridDim.z % cluster.z != 0 || uint64_t{cluster.x} * cluster.y * cluster.z > 8) {
          return cudaErrorInvalidClusterSize;
        }
        if (uint64_t{cluster.x} * cluster.y * cluster.z > 1) {
          runtime.Explain("cudaLaunchKernelExC: clusters of more than one block are not emulated");
          return cudaErrorNotSupported;
        }
        break;
      }
      default:
        break;
    }
  }
  return cudaSuccess;
}

cudaError_t RecordEvent(Runtime& runtime, Event* event, cudaStream_t stream_handle) {
  Stream* const stream = runtime.handles.Find(stream_handle);
  if (stream->capture != nullptr) return runtime.captures.Record(stream, event);
  event->capture = nullptr;
  event->recorded = true;
  event->time = std::chrono::steady_clock::now();
  return cudaSuccess;
}

cudaError_t LaunchByFunction(const void* function, const LaunchShape& shape, void** arguments) {
  return Api([&](Runtime& runtime) {
    return SubmitLaunch(runtime, function, runtime.registry.FindKernel(function), shape, arguments);
  });
}

}  // namespace

extern "C" {

cudaError_t cudaLaunchKernel(const void* function, dim3 grid, dim3 block, void** arguments, size_t shared_bytes,
                             cudaStream_t stream) {
  return LaunchByFunction(function, {grid, block, shared_bytes, stream, /*cooperative=*/false}, arguments);
}

cudaError_t cudaLaunchCooperativeKernel(const void* function, dim3 grid, dim3 block, void** arguments,
                                        size_t shared_bytes, cudaStream_t stream) {
  return LaunchByFunction(function, {grid, block, shared_bytes, stream, /*cooperative=*/true}, arguments);
}

cudaError_t cudaLaunchKernelExC(const cudaLaunchConfig_t* config, const void* function, void** arguments) {
  return Api([&](Runtime& runtime) {
    if (config == nullptr) return cudaErrorInvalidValue;
    Attributes attributes;
    if (const cudaError_t error = Read(runtime, *config, &attributes); error != cudaSuccess) return error;
    const LaunchShape shape{config->gridDim, config->blockDim, config->dynamicSmemBytes, config->stream,
                            attributes.cooperative};
    const LaunchExtras extras{config->attrs, config->numAttrs, attributes.programmatic};
    const cudaError_t error =
        SubmitLaunch(runtime, function, runtime.registry.FindKernel(function), shape, arguments, extras);
    if (error != cudaSuccess || attributes.event == nullptr) return error;
    return RecordEvent(runtime, attributes.event, config->stream);
  });
}

cudaError_t cudaLaunchHostFunc(cudaStream_t stream, cudaHostFn_t function, void* data) {
  return Api([&](Runtime& runtime) { return Submit(runtime, stream, HostWork{function, data}); });
}

cudaError_t cudaStreamAddCallback(cudaStream_t handle, cudaStreamCallback_t callback, void* data, unsigned flags) {
  struct Callback {
    cudaStream_t stream;
    cudaStreamCallback_t function;
    cudaError_t status;
    void* data;
  };
  return Api([&](Runtime& runtime) {
    if (flags != 0 || callback == nullptr) return cudaErrorInvalidValue;
    Stream* stream = nullptr;
    if (const cudaError_t error = FindTarget(runtime, handle, &stream); error != cudaSuccess) return error;
    if (const cudaError_t error = runtime.captures.CheckUncapturable(stream); error != cudaSuccess) return error;
    // It is called after a fault too, and told.
    Callback call{handle, callback, runtime.KernelError(/*waits=*/true), data};
    CallHost(runtime, {[](void* p) {
                         const Callback& c = *static_cast<Callback*>(p);
                         c.function(c.stream, c.status, c.data);
                       },
                       &call});
    return cudaSuccess;
  });
}

}  // extern "C"
