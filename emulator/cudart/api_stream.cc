// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include <cuda_runtime_api.h>

#include "emulator/cudart/api.h"

using namespace gatefuzz::emulator;

namespace {

cudaError_t Create(cudaStream_t* stream, unsigned flags, int priority) {
  return Api([&](Runtime& runtime) {
    if (stream == nullptr || (flags & ~unsigned{cudaStreamNonBlocking}) != 0) return cudaErrorInvalidValue;
    *stream = runtime.handles.CreateStream(flags, priority);
    return cudaSuccess;
  });
}

// Calls `read(stream)` for a stream that exists.
template <class Read>
cudaError_t Inspect(cudaStream_t handle, Read read) {
  return Api([&](Runtime& runtime) {
    const Stream* const stream = runtime.handles.Find(handle);
    if (stream == nullptr) return cudaErrorInvalidResourceHandle;
    return read(*stream);
  });
}

template <class T>
cudaError_t Give(T* to, T value) {
  if (to == nullptr) return cudaErrorInvalidValue;
  *to = value;
  return cudaSuccess;
}

}  // namespace

extern "C" {

cudaError_t cudaStreamCreate(cudaStream_t* stream) { return Create(stream, cudaStreamDefault, 0); }

cudaError_t cudaStreamCreateWithFlags(cudaStream_t* stream, unsigned flags) { return Create(stream, flags, 0); }

cudaError_t cudaStreamCreateWithPriority(cudaStream_t* stream, unsigned flags, int priority) {
  return Create(stream, flags, priority);
}

cudaError_t cudaStreamDestroy(cudaStream_t stream) {
  return Api([&](Runtime& runtime) {
    return runtime.handles.DestroyStream(stream) ? cudaSuccess : cudaErrorInvalidResourceHandle;
  });
}

cudaError_t cudaStreamSynchronize(cudaStream_t stream) {
  return WaitingApi([&](Runtime& runtime) { return CheckStream(runtime, stream); });
}

// All work is done by the time it is submitted.
cudaError_t cudaStreamQuery(cudaStream_t stream) {
  return WaitingApi([&](Runtime& runtime) { return CheckStream(runtime, stream); });
}

cudaError_t cudaStreamWaitEvent(cudaStream_t stream, cudaEvent_t event, unsigned) {
  return Api([&](Runtime& runtime) {
    if (runtime.handles.Find(event) == nullptr) return cudaErrorInvalidResourceHandle;
    return CheckStream(runtime, stream);
  });
}

cudaError_t cudaStreamGetFlags(cudaStream_t handle, unsigned* flags) {
  return Inspect(handle, [&](const Stream& stream) { return Give(flags, stream.flags); });
}

cudaError_t cudaStreamGetPriority(cudaStream_t handle, int* priority) {
  return Inspect(handle, [&](const Stream& stream) { return Give(priority, stream.priority); });
}

#if CUDART_VERSION >= 12000
cudaError_t cudaStreamGetId(cudaStream_t handle, unsigned long long* id) {
  return Inspect(handle, [&](const Stream& stream) { return Give<unsigned long long>(id, stream.id); });
}
#endif

cudaError_t cudaStreamIsCapturing(cudaStream_t handle, cudaStreamCaptureStatus* status) {
  return Inspect(handle, [&](const Stream&) { return Give(status, cudaStreamCaptureStatusNone); });
}

}  // extern "C"
