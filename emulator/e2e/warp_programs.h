// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Kernels whose lanes and warps talk to each other. Each function launches one and returns what it wrote.
#ifndef GATEFUZZ_EMULATOR_E2E_WARP_PROGRAMS_H_
#define GATEFUZZ_EMULATOR_E2E_WARP_PROGRAMS_H_

#include <cstdint>
#include <vector>

// Of 32 values: the sum by shuffles in every lane, then the inclusive prefix sums.
std::vector<int> ShuffleSums(const std::vector<int>& values);

struct Votes {
  uint32_t ballot, any, all, active_in_branch, matching;
};
// Votes on "value is odd"; `active_in_branch` is __activemask() among the lanes with odd values, `matching` the lanes
// with lane 0's value.
Votes VoteOdd(const std::vector<int>& values);

// The index of the largest value in each half of a warp, by sub-warp shuffles; ties go to the lower index.
std::vector<int> HalfWarpArgmax(const std::vector<float>& values);

// Reverses each block of 256 values through shared memory that the launch gives.
std::vector<int> ReverseBlocks(const std::vector<int>& values);

// How often each value in [0, 16) occurs, by atomics in shared, then in global memory.
std::vector<int> Histogram(const std::vector<int>& values);

// Lanes that leave a loop after different numbers of trips, and meet again: the trips of each, and then of the warp.
std::vector<int> DivergentTrips(const std::vector<int>& trips);

#endif  // GATEFUZZ_EMULATOR_E2E_WARP_PROGRAMS_H_
