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

cudaError_t AllowShared(int bytes);
cudaError_t GetAttributes(cudaFuncAttributes* attributes);
cudaError_t GetOccupancy(int* blocks, int threads);

#endif  // GATEFUZZ_EMULATOR_E2E_LAUNCH_PROGRAMS_H_
