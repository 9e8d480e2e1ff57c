// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include <cuda_runtime_api.h>

#include <chrono>

#include "emulator/cudart/api.h"

using namespace gatefuzz::emulator;

namespace {

cudaError_t Create(cudaEvent_t* event, unsigned flags) {
  constexpr unsigned kKnown = cudaEventBlockingSync | cudaEventDisableTiming | cudaEventInterprocess;
  return Api([&](Runtime& runtime) {
    if (event == nullptr || (flags & ~kKnown) != 0) return cudaErrorInvalidValue;
    if ((flags & cudaEventInterprocess) != 0) return cudaErrorNotSupported;
    *event = runtime.handles.CreateEvent(flags);
    return cudaSuccess;
  });
}

cudaError_t Record(cudaEvent_t handle, cudaStream_t stream_handle, unsigned flags) {
  return Api([&](Runtime& runtime) {
    Event* const event = runtime.handles.Find(handle);
    Stream* const stream = runtime.handles.Find(stream_handle);
    if (event == nullptr || stream == nullptr) return cudaErrorInvalidResourceHandle;
    if ((flags & ~unsigned{cudaEventRecordExternal}) != 0) return cudaErrorInvalidValue;
    if (stream->is_legacy) {
      if (const cudaError_t error = runtime.captures.CheckLegacy(); error != cudaSuccess) return error;
    }
    if ((flags & cudaEventRecordExternal) != 0) {
      if (stream->capture == nullptr) return cudaErrorIllegalState;
      return runtime.captures.Add(stream, EventRecordWork{handle}, nullptr);
    }
    if (stream->capture != nullptr) return runtime.captures.Record(stream, event);
    event->capture = nullptr;
    event->recorded = true;
    event->time = std::chrono::steady_clock::now();
    return cudaSuccess;
  });
}

// An event that was never recorded counts as complete.
cudaError_t Wait(cudaEvent_t handle) {
  return WaitingApi([&](Runtime& runtime) {
    Event* const event = runtime.handles.Find(handle);
    if (event == nullptr) return cudaErrorInvalidResourceHandle;
    if (const cudaError_t error = runtime.captures.CheckEvent(event); error != cudaSuccess) return error;
    if (const cudaError_t error = runtime.captures.CheckUnsafe(); error != cudaSuccess) return error;
    runtime.pools.OnSynchronize();
    return cudaSuccess;
  });
}

cudaError_t Elapsed(float* milliseconds, cudaEvent_t start, cudaEvent_t end) {
  return Api([&](Runtime& runtime) {
    Event* const from = runtime.handles.Find(start);
    Event* const to = runtime.handles.Find(end);
    if (milliseconds == nullptr) return cudaErrorInvalidValue;
    if (from == nullptr || to == nullptr) return cudaErrorInvalidResourceHandle;
    for (Event* const event : {from, to}) {
      if (const cudaError_t error = runtime.captures.CheckEvent(event); error != cudaSuccess) return error;
    }
    if (!from->recorded || !to->recorded) return cudaErrorInvalidResourceHandle;
    if (((from->flags | to->flags) & cudaEventDisableTiming) != 0) return cudaErrorInvalidResourceHandle;
    *milliseconds = std::chrono::duration<float, std::milli>(to->time - from->time).count();
    return cudaSuccess;
  });
}

}  // namespace

extern "C" {

cudaError_t cudaEventCreate(cudaEvent_t* event) { return Create(event, cudaEventDefault); }

cudaError_t cudaEventCreateWithFlags(cudaEvent_t* event, unsigned flags) { return Create(event, flags); }

cudaError_t cudaEventDestroy(cudaEvent_t event) {
  return Api([&](Runtime& runtime) {
    return runtime.handles.DestroyEvent(event) ? cudaSuccess : cudaErrorInvalidResourceHandle;
  });
}

cudaError_t cudaEventRecord(cudaEvent_t event, cudaStream_t stream) { return Record(event, stream, 0); }

cudaError_t cudaEventRecordWithFlags(cudaEvent_t event, cudaStream_t stream, unsigned flags) {
  return Record(event, stream, flags);
}

cudaError_t cudaEventSynchronize(cudaEvent_t event) { return Wait(event); }

cudaError_t cudaEventQuery(cudaEvent_t event) { return Wait(event); }

cudaError_t cudaEventElapsedTime(float* milliseconds, cudaEvent_t start, cudaEvent_t end) {
  return Elapsed(milliseconds, start, end);
}

#if CUDART_VERSION >= 12080 && CUDART_VERSION < 13000
cudaError_t cudaEventElapsedTime_v2(float* milliseconds, cudaEvent_t start, cudaEvent_t end) {
  return Elapsed(milliseconds, start, end);
}
#endif

}  // extern "C"
