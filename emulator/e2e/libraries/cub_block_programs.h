// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// CUB's algorithms for a warp and for a block. Each function launches one kernel and returns what it wrote.
#ifndef GATEFUZZ_EMULATOR_E2E_LIBRARIES_CUB_BLOCK_PROGRAMS_H_
#define GATEFUZZ_EMULATOR_E2E_LIBRARIES_CUB_BLOCK_PROGRAMS_H_

#include <cstdint>
#include <vector>

inline constexpr int kBlockThreads = 128;
inline constexpr int kBlockItems = 4;  // of a thread, where values are sorted or scanned

struct WarpResults {
  std::vector<int> sum, maximum;          // one a warp of 32
  std::vector<int> exclusive, inclusive;  // running sums within each warp
  std::vector<int> half_sum;              // one a group of 16: logical warps
};
// Of kBlockThreads values.
WarpResults WarpAlgorithms(const std::vector<int>& values);

struct BlockResults {
  double sum = 0;
  int maximum = 0;
  int valid_sum = 0;           // of the first 100 values
  std::vector<int> exclusive;  // running sums of the block
  std::vector<int> running_maximum;
  int total = 0;
};
// Of kBlockThreads * kBlockItems values, blocked: thread t has values 4 t to 4 t + 3.
BlockResults BlockAlgorithms(const std::vector<int>& values);

struct Sorted {
  std::vector<float> keys;
  std::vector<int> values;
};
// Stable, largest first; by radix.
Sorted BlockRadixSortDescending(const std::vector<float>& keys);
// Stable, smallest first; by merging.
Sorted BlockMergeSortAscending(const std::vector<float>& keys);

#endif  // GATEFUZZ_EMULATOR_E2E_LIBRARIES_CUB_BLOCK_PROGRAMS_H_
