// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Launches in every way the runtime offers, legal or not.
#ifndef GATEFUZZ_EMULATOR_E2E_LAUNCH_PROGRAMS_H_
#define GATEFUZZ_EMULATOR_E2E_LAUNCH_PROGRAMS_H_

#include <cuda_runtime_api.h>

// Each launches a kernel that adds `*value` to itself in every thread, and returns the launch's error.
cudaError_t LaunchWithBrackets(int* value, dim3 grid, dim3 block, size_t shared_bytes);
cudaError_t LaunchByPointer(int* value, dim3 grid, dim3 block, size_t shared_bytes);
cudaError_t LaunchWithConfig(int* value, dim3 grid, dim3 block, size_t shared_bytes);
// At most 64 threads a block (__launch_bounds__).
cudaError_t LaunchBounded(int* value, unsigned threads);

// With these attributes, or all blocks at once.
cudaError_t LaunchWithAttributes(int* value, dim3 grid, dim3 block, cudaLaunchAttribute* attributes, unsigned count);
cudaError_t LaunchCooperatively(int* value, dim3 grid, dim3 block, cudaStream_t stream);
// The kernel of the first three, which has one parameter and no static shared memory.
const void* AddOneFunction();
// What the Toolkit's header makes of the occupancy of that kernel.
cudaError_t GetPotentialBlockSize(int* least_grid, int* threads);

cudaError_t AllowShared(int bytes);
cudaError_t GetAttributes(cudaFuncAttributes* attributes);
cudaError_t GetOccupancy(int* blocks, int threads);

#endif  // GATEFUZZ_EMULATOR_E2E_LAUNCH_PROGRAMS_H_
