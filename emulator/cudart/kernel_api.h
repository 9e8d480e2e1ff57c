// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#ifndef GATEFUZZ_EMULATOR_CUDART_KERNEL_API_H_
#define GATEFUZZ_EMULATOR_CUDART_KERNEL_API_H_

#include "emulator/cudart/api.h"
#include "emulator/cudart/launch.h"

namespace gatefuzz::emulator {

// A function of the API about one kernel: calls `body(runtime, kernel)` with the kernel's module loaded.
template <class Body>
cudaError_t WithKernel(const void* function, Body body) {
  return Api([&](Runtime& runtime) {
    Kernel* const kernel = runtime.registry.FindKernel(function);
    const cudaError_t error = ResolveKernel(runtime, kernel);
    return error != cudaSuccess ? error : body(runtime, *kernel);
  });
}

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_CUDART_KERNEL_API_H_
