// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Launches within and beyond the limits of a device. Each function returns what the launch itself reported.
#ifndef GATEFUZZ_EMULATOR_E2E_LAUNCH_LIMITS_H_
#define GATEFUZZ_EMULATOR_E2E_LAUNCH_LIMITS_H_

#include <cuda_runtime_api.h>

// A kernel that does nothing.
cudaError_t LaunchEmpty(dim3 grid, dim3 block, size_t dynamic_shared = 0, cudaStream_t stream = nullptr);
// Lets that kernel have `bytes` of dynamic shared memory.
cudaError_t AllowDynamicShared(int bytes);
// The same kernel, all blocks at once.
cudaError_t LaunchCooperatively(unsigned blocks, unsigned threads);
// A kernel with __launch_bounds__(128).
cudaError_t LaunchBounded(unsigned threads);
// A kernel with 16 KiB of static shared memory.
cudaError_t LaunchWithStaticShared(size_t dynamic_shared);

#endif  // GATEFUZZ_EMULATOR_E2E_LAUNCH_LIMITS_H_
