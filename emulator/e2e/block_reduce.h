// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#ifndef GATEFUZZ_EMULATOR_E2E_BLOCK_REDUCE_H_
#define GATEFUZZ_EMULATOR_E2E_BLOCK_REDUCE_H_

#include <vector>

struct RowSums {
  std::vector<float> sums;
  float milliseconds = -1;
};

// The sum of each row of a rows x columns matrix, on a GPU, in two streams, timed by events. Aborts on a CUDA error.
RowSums SumRows(const std::vector<float>& values, int rows, int columns);

#endif  // GATEFUZZ_EMULATOR_E2E_BLOCK_REDUCE_H_
