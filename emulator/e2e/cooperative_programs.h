// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Programs of cooperative launches: all blocks run at the same time and meet with cooperative_groups' grid sync.
#ifndef GATEFUZZ_EMULATOR_E2E_COOPERATIVE_PROGRAMS_H_
#define GATEFUZZ_EMULATOR_E2E_COOPERATIVE_PROGRAMS_H_

#include <cuda_runtime_api.h>

#include <vector>

// In each of `rounds` every block adds its right neighbour's number to its own; grid syncs stand between reading and
// writing, or are left out. `numbers`: in and out, one a block.
cudaError_t AddNeighbours(bool sync, int rounds, std::vector<int>* numbers);

#endif  // GATEFUZZ_EMULATOR_E2E_COOPERATIVE_PROGRAMS_H_
