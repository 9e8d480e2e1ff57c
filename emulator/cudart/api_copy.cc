// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Copies and fills of lines and rectangles.
#include <cuda_runtime_api.h>

#include "emulator/cudart/api.h"
#include "emulator/cudart/submit.h"

using namespace gatefuzz::emulator;

extern "C" {

cudaError_t cudaMemcpy(void* to, const void* from, size_t bytes, cudaMemcpyKind kind) {
  return WaitingApi(
      [&](Runtime& runtime) { return SubmitAndWait(runtime, Copy{"cudaMemcpy", to, from, bytes, kind}); });
}

cudaError_t cudaMemcpyAsync(void* to, const void* from, size_t bytes, cudaMemcpyKind kind, cudaStream_t stream) {
  return Api([&](Runtime& runtime) { return Submit(runtime, stream, Copy{"cudaMemcpyAsync", to, from, bytes, kind}); });
}

cudaError_t cudaMemcpy2D(void* to, size_t to_pitch, const void* from, size_t from_pitch, size_t width, size_t height,
                         cudaMemcpyKind kind) {
  return WaitingApi([&](Runtime& runtime) {
    return SubmitAndWait(runtime, Copy{"cudaMemcpy2D", to, from, width, kind, height, to_pitch, from_pitch});
  });
}

cudaError_t cudaMemcpy2DAsync(void* to, size_t to_pitch, const void* from, size_t from_pitch, size_t width,
                              size_t height, cudaMemcpyKind kind, cudaStream_t stream) {
  return Api([&](Runtime& runtime) {
    return Submit(runtime, stream, Copy{"cudaMemcpy2DAsync", to, from, width, kind, height, to_pitch, from_pitch});
  });
}

cudaError_t cudaMemset(void* to, int value, size_t bytes) {
  return Api([&](Runtime& runtime) {
    return SubmitAndWait(runtime, Fill{"cudaMemset", to, static_cast<uint8_t>(value), bytes});
  });
}

cudaError_t cudaMemsetAsync(void* to, int value, size_t bytes, cudaStream_t stream) {
  return Api([&](Runtime& runtime) {
    return Submit(runtime, stream, Fill{"cudaMemsetAsync", to, static_cast<uint8_t>(value), bytes});
  });
}

cudaError_t cudaMemset2D(void* to, size_t pitch, int value, size_t width, size_t height) {
  return Api([&](Runtime& runtime) {
    return SubmitAndWait(runtime, Fill{"cudaMemset2D", to, static_cast<uint8_t>(value), width, height, pitch});
  });
}

cudaError_t cudaMemset2DAsync(void* to, size_t pitch, int value, size_t width, size_t height, cudaStream_t stream) {
  return Api([&](Runtime& runtime) {
    return Submit(runtime, stream, Fill{"cudaMemset2DAsync", to, static_cast<uint8_t>(value), width, height, pitch});
  });
}

}  // extern "C"
