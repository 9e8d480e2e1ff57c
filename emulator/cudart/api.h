// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The frame of every function of the CUDA runtime API: lock, report an earlier kernel's failure, do the work, remember
// the error for cudaGetLastError.
#ifndef GATEFUZZ_EMULATOR_CUDART_API_H_
#define GATEFUZZ_EMULATOR_CUDART_API_H_

#include <cuda_runtime_api.h>

#include <mutex>

#include "emulator/cudart/runtime.h"

namespace gatefuzz::emulator {

// Runs `body(runtime)`, a function of the API that does not wait for the device.
template <class Body>
cudaError_t Api(Body body) {
  Runtime& runtime = Runtime::Get();
  const std::lock_guard lock(runtime.mutex);
  const cudaError_t earlier = runtime.KernelError(/*waits=*/false);
  return runtime.Record(earlier != cudaSuccess ? earlier : body(runtime));
}

// The same for a function that waits for the device, and so is the first to learn that a kernel failed.
template <class Body>
cudaError_t WaitingApi(Body body) {
  Runtime& runtime = Runtime::Get();
  const std::lock_guard lock(runtime.mutex);
  const cudaError_t earlier = runtime.KernelError(/*waits=*/true);
  return runtime.Record(earlier != cudaSuccess ? earlier : body(runtime));
}

// cudaSuccess if the stream exists.
inline cudaError_t CheckStream(Runtime& runtime, cudaStream_t stream) {
  return runtime.handles.Find(stream) != nullptr ? cudaSuccess : cudaErrorInvalidResourceHandle;
}

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_CUDART_API_H_
