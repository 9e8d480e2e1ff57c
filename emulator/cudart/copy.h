// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Copies and fills between host and device memory, with the bounds of allocations checked and the shadow kept.
#ifndef GATEFUZZ_EMULATOR_CUDART_COPY_H_
#define GATEFUZZ_EMULATOR_CUDART_COPY_H_

#include <cuda_runtime_api.h>

#include <cstdint>

#include "emulator/cudart/runtime.h"

namespace gatefuzz::emulator {

// `rows` rows of `bytes`, `to_pitch` and `from_pitch` apart. `function` names the API call in messages.
struct Copy {
  const char* function;
  void* to;
  const void* from;
  uint64_t bytes;
  cudaMemcpyKind kind;
  uint64_t rows = 1, to_pitch = 0, from_pitch = 0;
};
cudaError_t Run(Runtime& runtime, const Copy& copy);

struct Fill {
  const char* function;
  void* to;
  int value;
  uint64_t bytes;
  uint64_t rows = 1, pitch = 0;
};
cudaError_t Run(Runtime& runtime, const Fill& fill);

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_CUDART_COPY_H_
