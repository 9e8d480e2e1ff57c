// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The frame of every function of the CUDA runtime API: lock, report an earlier kernel's failure, do the work, remember
// the error for cudaGetLastError.
#ifndef GATEFUZZ_EMULATOR_CUDART_API_H_
#define GATEFUZZ_EMULATOR_CUDART_API_H_

#include <cuda_runtime_api.h>

#include <mutex>

#include "emulator/cudart/host_function.h"
#include "emulator/cudart/runtime.h"

namespace gatefuzz::emulator {

// Whether the entry that was called is the per-thread form (_ptsz, _ptds), where stream 0 is the thread's own. Says so
// once.
bool TakePerThread();

// Runs `body(runtime)`. `waits`: the function waits for the device, and so is the first to learn that a kernel failed.
template <class Body>
cudaError_t Call(bool waits, Body body) {
  const bool per_thread = TakePerThread();
  if (InHostFunction()) return cudaErrorNotPermitted;
  Runtime& runtime = Runtime::Get();
  const std::lock_guard lock(runtime.mutex);
  runtime.handles.default_is_per_thread = per_thread;
  const cudaError_t earlier = runtime.KernelError(waits);
  return runtime.Record(earlier != cudaSuccess ? earlier : body(runtime));
}

// A function that does not wait for the device.
template <class Body>
cudaError_t Api(Body body) {
  return Call(/*waits=*/false, body);
}

template <class Body>
cudaError_t WaitingApi(Body body) {
  return Call(/*waits=*/true, body);
}

// cudaSuccess if the stream exists.
inline cudaError_t CheckStream(Runtime& runtime, cudaStream_t stream) {
  return runtime.handles.Find(stream) != nullptr ? cudaSuccess : cudaErrorInvalidResourceHandle;
}

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_CUDART_API_H_
