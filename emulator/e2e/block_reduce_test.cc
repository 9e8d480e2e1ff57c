// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/e2e/block_reduce.h"

#include "gtest/gtest.h"

namespace {

TEST(BlockReduceTest, SumsEveryRow) {
  constexpr int kRows = 7, kColumns = 1000;
  std::vector<float> values;
  for (int i = 0; i < kRows * kColumns; ++i) values.push_back(static_cast<float>(i % 31 - 10));
  const RowSums result = SumRows(values, kRows, kColumns);
  ASSERT_EQ(result.sums.size(), static_cast<size_t>(kRows));
  for (int row = 0; row < kRows; ++row) {
    float sum = 0;  // of small integers: exact in any order
    for (int i = 0; i < kColumns; ++i) sum += values[static_cast<size_t>(row * kColumns + i)];
    EXPECT_EQ(result.sums[static_cast<size_t>(row)], sum) << "row " << row;
  }
  EXPECT_GE(result.milliseconds, 0);
}

}  // namespace
