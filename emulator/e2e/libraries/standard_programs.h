// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// libcu++: cuda::std, atomics, barriers, pipelines. Each function launches one kernel and returns what it wrote.
#ifndef GATEFUZZ_EMULATOR_E2E_LIBRARIES_STANDARD_PROGRAMS_H_
#define GATEFUZZ_EMULATOR_E2E_LIBRARIES_STANDARD_PROGRAMS_H_

#include <cstdint>
#include <vector>

struct Complex {
  float real, imaginary;
};
// (a * b + 1) / b
Complex ComplexArithmetic(Complex a, Complex b);

struct BitResults {
  uint32_t popcount, leading_zeros, trailing_zeros, rotated, ceiling;  // `rotated`: left by 5; `ceiling`: std::bit_ceil
};
// Requires: word <= 2^31.
BitResults BitFunctions(uint32_t word);

struct LimitResults {
  int32_t lowest_int;
  float largest_float, float_epsilon;
  uint64_t largest_long;
};
LimitResults NumericLimits();

struct AtomicResults {
  uint64_t sum;           // of all values, by fetch_add
  int32_t maximum;        // by fetch_max
  uint32_t exchanged;     // threads whose compare_exchange from 0 to 1 succeeded: 1
  float float_sum;        // of all values, by fetch_add
  double minimum;         // by fetch_min of an atomic_ref, if HasAtomicRef()
  uint32_t lock_counter;  // incremented by each warp under a lock of one atomic flag
};
// Whether this Toolkit has cuda::atomic_ref.
bool HasAtomicRef();
// Of 256 values in two blocks.
AtomicResults Atomics(const std::vector<int>& values);

// Reverses each block of 128 through shared memory, with a cuda::barrier in the place of __syncthreads(), twice.
std::vector<int> ReverseThroughBarrier(const std::vector<int>& values);

// Sums rows of 128 values that a two-stage cuda::pipeline copies into shared memory: one sum for each row.
std::vector<int> SumRowsThroughPipeline(const std::vector<int>& values);

#endif  // GATEFUZZ_EMULATOR_E2E_LIBRARIES_STANDARD_PROGRAMS_H_
