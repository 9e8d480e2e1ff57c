// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/e2e/libraries/cub_block_programs.h"

#include <algorithm>
#include <numeric>

#include "emulator/e2e/libraries/values.h"
#include "gtest/gtest.h"

namespace {

constexpr size_t kThreads = kBlockThreads, kAll = kBlockThreads * kBlockItems;

TEST(CubWarp, ReducesAndScans) {
  const std::vector<int> values = ScrambledInts(kThreads, 1000);
  const WarpResults results = WarpAlgorithms(values);
  for (size_t warp = 0; warp < kThreads / 32; ++warp) {
    const auto first = values.begin() + static_cast<long>(warp * 32), last = first + 32;
    EXPECT_EQ(results.sum[warp], std::accumulate(first, last, 0)) << warp;
    EXPECT_EQ(results.maximum[warp], *std::max_element(first, last)) << warp;
    int sum = 0;
    for (size_t i = warp * 32; i < warp * 32 + 32; ++i) {
      EXPECT_EQ(results.exclusive[i], sum) << i;
      sum += values[i];
      EXPECT_EQ(results.inclusive[i], sum) << i;
    }
  }
  for (size_t half = 0; half < kThreads / 16; ++half) {
    const auto first = values.begin() + static_cast<long>(half * 16);
    EXPECT_EQ(results.half_sum[half], std::accumulate(first, first + 16, 0)) << half;
  }
}

TEST(CubBlock, ReducesAndScans) {
  const std::vector<int> values = ScrambledInts(kAll, 1000);
  const BlockResults results = BlockAlgorithms(values);
  const int total = std::accumulate(values.begin(), values.end(), 0);
  EXPECT_EQ(results.sum, total);
  EXPECT_EQ(results.total, total);
  EXPECT_EQ(results.maximum, *std::max_element(values.begin(), values.end()));
  EXPECT_EQ(results.valid_sum, std::accumulate(values.begin(), values.begin() + 100, 0));
  int sum = 0, maximum = values[0];
  for (size_t i = 0; i < kAll; ++i) {
    EXPECT_EQ(results.exclusive[i], sum) << i;
    sum += values[i];
    maximum = std::max(maximum, values[i]);
    EXPECT_EQ(results.running_maximum[i], maximum) << i;
  }
}

// Few different keys, so that stability shows; -0 and 0 are different keys to a radix sort alone: none here.
std::vector<float> Keys() {
  std::vector<float> keys;
  for (const int value : ScrambledInts(kAll, 97)) keys.push_back(static_cast<float>(value - 48) / 4 + 0.125f);
  return keys;
}

template <class Before>
void ExpectSorted(const Sorted& sorted, Before before) {
  const std::vector<float> keys = Keys();
  std::vector<int> order(kAll);
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](int a, int b) {
    const float x = keys[static_cast<size_t>(a)], y = keys[static_cast<size_t>(b)];
    return before(x, y) || (!before(y, x) && a < b);
  });
  EXPECT_EQ(sorted.values, order);
  for (size_t i = 0; i < kAll; ++i) EXPECT_EQ(sorted.keys[i], keys[static_cast<size_t>(order[i])]) << i;
}

TEST(CubBlock, SortsByRadix) { ExpectSorted(BlockRadixSortDescending(Keys()), std::greater<float>()); }
TEST(CubBlock, SortsByMerging) { ExpectSorted(BlockMergeSortAscending(Keys()), std::less<float>()); }

}  // namespace
