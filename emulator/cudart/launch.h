// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// A kernel launch: limits of the device, parameters, checks and feedback switched on, and what came of it.
#ifndef GATEFUZZ_EMULATOR_CUDART_LAUNCH_H_
#define GATEFUZZ_EMULATOR_CUDART_LAUNCH_H_

#include <cuda_runtime_api.h>

#include "emulator/cudart/runtime.h"

namespace gatefuzz::emulator {

struct LaunchShape {
  dim3 grid, block;
  size_t dynamic_shared_bytes = 0;
  cudaStream_t stream = nullptr;
};

// Runs the kernel to its end. The error is one of the launch itself; a fault of the kernel is kept in `runtime`, for
// the next call that waits. `kernel` may be null (not registered); `arguments` point at the values in order.
cudaError_t Launch(Runtime& runtime, Kernel* kernel, const LaunchShape& shape, void** arguments);

// What a kernel may ask for beyond its static shared memory.
uint32_t MaxDynamicShared(const Kernel& kernel);

// Loads the kernel's module, saying why if that fails.
cudaError_t ResolveKernel(Runtime& runtime, Kernel* kernel);
cudaError_t LoadModule(Runtime& runtime, Module* module);

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_CUDART_LAUNCH_H_
