// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include <cuda_runtime_api.h>

#include <algorithm>
#include <cstring>

#include "emulator/cudart/api.h"
#include "emulator/cudart/device_model.h"

using namespace gatefuzz::emulator;

namespace {

cudaError_t Create(cudaStream_t* stream, unsigned flags, int priority) {
  return Api([&](Runtime& runtime) {
    if (stream == nullptr || (flags & ~unsigned{cudaStreamNonBlocking}) != 0) return cudaErrorInvalidValue;
    // A priority beyond the device's range means its end.
    *stream = runtime.handles.CreateStream(
        flags, std::clamp(priority, device::kGreatestStreamPriority, device::kLeastStreamPriority));
    return cudaSuccess;
  });
}

// Calls `read(stream)` for a stream that exists.
template <class Read>
cudaError_t Inspect(cudaStream_t handle, Read read) {
  return Api([&](Runtime& runtime) {
    Stream* const stream = runtime.handles.Find(handle);
    return stream == nullptr ? cudaErrorInvalidResourceHandle : read(*stream);
  });
}

template <class T>
cudaError_t Give(T* to, T value) {
  if (to == nullptr) return cudaErrorInvalidValue;
  *to = value;
  return cudaSuccess;
}

// Work is done by the time it is submitted; captured work never will be.
cudaError_t Wait(cudaStream_t handle) {
  return WaitingApi([&](Runtime& runtime) {
    Stream* const stream = runtime.handles.Find(handle);
    if (stream == nullptr) return cudaErrorInvalidResourceHandle;
    if (const cudaError_t error = runtime.captures.CheckUncapturable(stream); error != cudaSuccess) return error;
    if (stream->is_legacy) {
      if (const cudaError_t error = runtime.captures.CheckLegacy(); error != cudaSuccess) return error;
    }
    if (const cudaError_t error = runtime.captures.CheckUnsafe(); error != cudaSuccess) return error;
    runtime.pools.OnSynchronize();
    return cudaSuccess;
  });
}

bool IsStreamAttribute(cudaLaunchAttributeID id) {
  return id == cudaLaunchAttributeAccessPolicyWindow || id == cudaLaunchAttributeSynchronizationPolicy ||
         id == cudaLaunchAttributePriority;
}

}  // namespace

extern "C" {

cudaError_t cudaStreamCreate(cudaStream_t* stream) { return Create(stream, cudaStreamDefault, 0); }

cudaError_t cudaStreamCreateWithFlags(cudaStream_t* stream, unsigned flags) { return Create(stream, flags, 0); }

cudaError_t cudaStreamCreateWithPriority(cudaStream_t* stream, unsigned flags, int priority) {
  return Create(stream, flags, priority);
}

cudaError_t cudaStreamDestroy(cudaStream_t handle) {
  return Api([&](Runtime& runtime) {
    Stream* const stream = runtime.handles.Find(handle);
    if (stream == nullptr) return cudaErrorInvalidResourceHandle;
    if (stream->capture != nullptr) runtime.captures.Leave(stream);
    return runtime.handles.DestroyStream(handle) ? cudaSuccess : cudaErrorInvalidResourceHandle;
  });
}

cudaError_t cudaStreamSynchronize(cudaStream_t stream) { return Wait(stream); }

cudaError_t cudaStreamQuery(cudaStream_t stream) { return Wait(stream); }

cudaError_t cudaStreamWaitEvent(cudaStream_t handle, cudaEvent_t event_handle, unsigned flags) {
  return Api([&](Runtime& runtime) {
    Event* const event = runtime.handles.Find(event_handle);
    Stream* const stream = runtime.handles.Find(handle);
    if (event == nullptr || stream == nullptr) return cudaErrorInvalidResourceHandle;
    if ((flags & ~unsigned{cudaEventWaitExternal}) != 0) return cudaErrorInvalidValue;
    if (stream->is_legacy && event->capture == nullptr) return runtime.captures.CheckLegacy();
    if ((flags & cudaEventWaitExternal) != 0) {
      if (stream->capture == nullptr) return cudaErrorIllegalState;
      return runtime.captures.Add(stream, EventWaitWork{event_handle}, nullptr);
    }
    if (stream->capture == nullptr && event->capture == nullptr) return cudaSuccess;
    return runtime.captures.Wait(stream, event);
  });
}

// A capturing stream does not tell, and the question spoils the capture; other questions do not.
cudaError_t cudaStreamGetFlags(cudaStream_t handle, unsigned* flags) {
  return Inspect(handle, [&](Stream& stream) {
    const cudaError_t error = Runtime::Get().captures.CheckUncapturable(&stream);
    return error != cudaSuccess ? error : Give(flags, stream.flags);
  });
}

cudaError_t cudaStreamGetPriority(cudaStream_t handle, int* priority) {
  return Inspect(handle, [&](const Stream& stream) { return Give(priority, stream.priority); });
}

#if CUDART_VERSION >= 12000
cudaError_t cudaStreamGetId(cudaStream_t handle, unsigned long long* id) {
  return Inspect(handle, [&](const Stream& stream) { return Give<unsigned long long>(id, stream.id); });
}
#endif

#if CUDART_VERSION >= 12080
cudaError_t cudaStreamGetDevice(cudaStream_t handle, int* device) {
  return Inspect(handle, [&](const Stream&) { return Give(device, 0); });
}
#endif

cudaError_t cudaStreamGetAttribute(cudaStream_t handle, cudaLaunchAttributeID id, cudaLaunchAttributeValue* value) {
  return Inspect(handle, [&](const Stream& stream) {
    if (value == nullptr || !IsStreamAttribute(id)) return cudaErrorInvalidValue;
    std::memset(value, 0, sizeof *value);
    const auto found = stream.attributes.find(id);
    if (found != stream.attributes.end()) {
      *value = found->second;
    } else if (id == cudaLaunchAttributePriority) {
      value->priority = stream.priority;
    } else if (id == cudaLaunchAttributeSynchronizationPolicy) {
      value->syncPolicy = cudaSyncPolicyAuto;
    }
    return cudaSuccess;
  });
}

cudaError_t cudaStreamSetAttribute(cudaStream_t handle, cudaLaunchAttributeID id,
                                   const cudaLaunchAttributeValue* value) {
  return Inspect(handle, [&](Stream& stream) {
    if (value == nullptr || !IsStreamAttribute(id)) return cudaErrorInvalidValue;
    if (id == cudaLaunchAttributePriority) stream.priority = value->priority;
    stream.attributes[id] = *value;
    return cudaSuccess;
  });
}

cudaError_t cudaStreamCopyAttributes(cudaStream_t to, cudaStream_t from) {
  return Inspect(to, [&](Stream& stream) {
    const Stream* const source = Runtime::Get().handles.Find(from);
    if (source == nullptr) return cudaErrorInvalidResourceHandle;
    stream.attributes = source->attributes;
    return cudaSuccess;
  });
}

}  // extern "C"
