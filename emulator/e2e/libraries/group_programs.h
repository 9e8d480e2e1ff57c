// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Cooperative groups. Each function launches one kernel and returns what it wrote.
#ifndef GATEFUZZ_EMULATOR_E2E_LIBRARIES_GROUP_PROGRAMS_H_
#define GATEFUZZ_EMULATOR_E2E_LIBRARIES_GROUP_PROGRAMS_H_

#include <vector>

struct TileResults {
  std::vector<int> sum8;       // of each tile of 8, in all of its threads
  std::vector<int> exclusive;  // running sums within each tile of 32
  std::vector<int> neighbour;  // the value of the next thread in a tile of 4; the last reads its own
  std::vector<int> sum64;      // of each tile of 64 (two warps); empty where the Toolkit has none
};
// Of 128 values, one a thread.
TileResults Tiles(const std::vector<int>& values);

struct PartitionResults {
  std::vector<int> odd_rank;     // rank among the coalesced threads whose value is odd; -1: even
  std::vector<int> odd_sum;      // the sum of their values; -1: even
  std::vector<int> label_size;   // threads of the warp with the same value modulo 3
  std::vector<int> label_sum;    // of their values
  std::vector<int> binary_rank;  // among the threads of the warp that agree on "value > 50"
};
// Of 64 values, one a thread.
PartitionResults Partitions(const std::vector<int>& values);

// Blocks that sum their values, meet all others at grid.sync() and then divide by the whole grid's sum.
// values.size() is a multiple of 128, of which a block takes each. Empty where the runtime has no cooperative launches.
std::vector<float> GridNormalize(const std::vector<float>& values);

#endif  // GATEFUZZ_EMULATOR_E2E_LIBRARIES_GROUP_PROGRAMS_H_
