// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/e2e/libraries/inline_ptx_programs.h"

#include <algorithm>
#include <cstdlib>

#include "emulator/e2e/libraries/values.h"
#include "gtest/gtest.h"

namespace {

TEST(InlinePtx, ComputesWhatTheManualSays) {
  const uint32_t a = 0x00c0ffee, b = 0xf0123456, c = 0x1234fedc;
  const ScalarResults results = Scalars(a, b, c);
  EXPECT_EQ(results.top_bit, 23u);
  EXPECT_EQ(results.permuted, 0x12'c0'56'eeu);  // bytes 6, 2, 4, 0 of b:a, from the highest
  EXPECT_EQ(results.majority, (a & b) | (a & c) | (b & c));
  EXPECT_EQ(results.product, uint64_t{a} * b + c);
  EXPECT_EQ(results.carried, a + b + 1);
  EXPECT_EQ(results.funnel, static_cast<uint32_t>((uint64_t{b} << 32 | a) << (c & 31) >> 32));
  uint32_t difference = c;
  for (int i = 0; i < 32; i += 8)
    difference += static_cast<uint32_t>(std::abs(static_cast<int>(a >> i & 0xff) - static_cast<int>(b >> i & 0xff)));
  EXPECT_EQ(results.difference, difference);
  EXPECT_EQ(results.lane_mask, 0x1ffu);
  EXPECT_EQ(results.selected, 9u);
}

TEST(InlinePtx, AnMbarrierCountsArrivalsAndCopies) {
  const std::vector<int> values = ScrambledInts(128, 1000);
  const MbarrierResults results = Mbarrier(values);
  EXPECT_EQ(results.copied, std::vector<int>(values.rbegin(), values.rend()));
  EXPECT_EQ(results.pending, 34u);
  EXPECT_EQ(results.early, 0u);
  EXPECT_EQ(results.late, 1u);
  EXPECT_EQ(results.parity_of_the_next, 0u);
  EXPECT_EQ(results.parity, 1u);
}

TEST(InlinePtx, AVectorReductionAddsEachElement) {
  std::vector<float> values;
  for (const int value : ScrambledInts(4 * 64, 100)) values.push_back(static_cast<float>(value));
  const std::vector<float> sums = VectorSums(values);
  if (sums.empty()) GTEST_SKIP() << "this Toolkit's PTX has no vector reductions";
  for (size_t element = 0; element < 4; ++element) {
    float expected = 0.0f;  // exact: small whole numbers
    for (size_t i = element; i < values.size(); i += 4) expected += values[i];
    EXPECT_EQ(sums[element], expected) << element;
  }
}

int Fibonacci(int n) { return n < 2 ? n : Fibonacci(n - 1) + Fibonacci(n - 2); }

TEST(Calls, GoThroughPointersTablesAndTheStack) {
  constexpr int kCases[] = {11, 7, 17, 9, 3, 24, 1, -7, -8, -9};
  const std::vector<int> results = Calls();
  for (int n = 0; n < 10; ++n) {
    const int by_table = n % 2 == 0 ? n + 1 : 2 * n;
    const int sum = n * (n + 1) / 2;
    const int area = n % 3 == 0 ? n * n : 0;
    EXPECT_EQ(results[static_cast<size_t>(n)], by_table + Fibonacci(n) + kCases[n] + 2 * sum + area) << n;
  }
}

}  // namespace
