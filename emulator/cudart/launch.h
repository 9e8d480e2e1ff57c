// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// A kernel launch: limits of the device, parameters, checks and feedback switched on, and what came of it.
#ifndef GATEFUZZ_EMULATOR_CUDART_LAUNCH_H_
#define GATEFUZZ_EMULATOR_CUDART_LAUNCH_H_

#include <cuda_runtime_api.h>

#include "emulator/cudart/runtime.h"
#include "emulator/cudart/work.h"

namespace gatefuzz::emulator {

// Whether the device can run the kernel, which is loaded if need be, in that shape. `kernel` may be null (not
// registered).
cudaError_t CheckLaunch(Runtime& runtime, Kernel* kernel, const LaunchShape& shape);

// Lays the values that `arguments` point at, in order, out as the kernel finds them. Requires: CheckLaunch agreed, and
// room for the kernel's parameter_bytes.
void PackArguments(const Kernel& kernel, void** arguments, uint8_t* parameters);

// Runs the kernel to its end. Requires: CheckLaunch agreed. A fault of the kernel is kept in `runtime`, for the next
// call that waits.
cudaError_t RunKernel(Runtime& runtime, Kernel* kernel, const LaunchShape& shape, const uint8_t* parameters);

// Loads the kernel's module, saying why if that fails.
cudaError_t ResolveKernel(Runtime& runtime, Kernel* kernel);
cudaError_t LoadModule(Runtime& runtime, Module* module);

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_CUDART_LAUNCH_H_
