// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/e2e/libraries/standard_programs.h"

#include <algorithm>
#include <complex>
#include <limits>
#include <numeric>

#include "emulator/e2e/libraries/values.h"
#include "gtest/gtest.h"

namespace {

TEST(CudaStd, ComplexNumbersMultiplyAndDivide) {
  const std::complex<float> a(1.5f, -2.25f), b(0.5f, 3.0f);
  const std::complex<float> expected = (a * b + 1.0f) / b;
  const Complex result = ComplexArithmetic({a.real(), a.imag()}, {b.real(), b.imag()});
  EXPECT_NEAR(result.real, expected.real(), 1e-6);
  EXPECT_NEAR(result.imaginary, expected.imag(), 1e-6);
}

TEST(CudaStd, BitsAreCounted) {
  const BitResults results = BitFunctions(0x00f0'0a00);
  EXPECT_EQ(results.popcount, 6u);
  EXPECT_EQ(results.leading_zeros, 8u);
  EXPECT_EQ(results.trailing_zeros, 9u);
  EXPECT_EQ(results.rotated, 0x1e01'4000u);
  EXPECT_EQ(results.ceiling, 0x0100'0000u);
}

TEST(CudaStd, LimitsAreThoseOfTheHost) {
  const LimitResults results = NumericLimits();
  EXPECT_EQ(results.lowest_int, std::numeric_limits<int32_t>::lowest());
  EXPECT_EQ(results.largest_float, std::numeric_limits<float>::max());
  EXPECT_EQ(results.float_epsilon, std::numeric_limits<float>::epsilon());
  EXPECT_EQ(results.largest_long, std::numeric_limits<uint64_t>::max());
}

TEST(CudaAtomic, EveryUpdateCounts) {
  const std::vector<int> values = ScrambledInts(256, 1000);
  const AtomicResults results = Atomics(values);
  const int sum = std::accumulate(values.begin(), values.end(), 0);
  EXPECT_EQ(results.sum, static_cast<uint64_t>(sum));
  EXPECT_EQ(results.float_sum, static_cast<float>(sum));  // exact: below 2^24
  EXPECT_EQ(results.maximum, *std::max_element(values.begin(), values.end()));
  if (HasAtomicRef()) EXPECT_EQ(results.minimum, *std::min_element(values.begin(), values.end()));
  EXPECT_EQ(results.exchanged, 1u);
  EXPECT_EQ(results.lock_counter, 8u);
}

TEST(CudaBarrier, ThreadsMeetAtEveryPhase) {
  const std::vector<int> values = ScrambledInts(2 * 128, 1000);
  std::vector<int> expected = values;
  for (int& value : expected) value += 2;  // reversed twice
  EXPECT_EQ(ReverseThroughBarrier(values), expected);
}

TEST(CudaPipeline, StagesAreReadOnceTheyArrived) {
  const std::vector<int> values = ScrambledInts(5 * 128, 1000);
  const std::vector<int> sums = SumRowsThroughPipeline(values);
  for (size_t row = 0; row < 5; ++row) {
    const auto first = values.begin() + static_cast<long>(row * 128);
    EXPECT_EQ(sums[row], std::accumulate(first, first + 128, 0)) << row;
  }
}

}  // namespace
