// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/e2e/libraries/group_programs.h"

#include <cstddef>
#include <numeric>

#include "emulator/e2e/libraries/values.h"
#include "gtest/gtest.h"

namespace {

// The sum over the `size` threads of i's tile.
int TileSum(const std::vector<int>& values, size_t i, size_t size) {
  const auto first = values.begin() + static_cast<long>(i / size * size);
  return std::accumulate(first, first + static_cast<long>(size), 0);
}

TEST(Tiles, ReduceScanAndShuffleWithinThemselves) {
  const std::vector<int> values = ScrambledInts(128, 1000);
  const TileResults results = Tiles(values);
  int sum = 0;
  for (size_t i = 0; i < values.size(); ++i) {
    if (i % 32 == 0) sum = 0;
    EXPECT_EQ(results.sum8[i], TileSum(values, i, 8)) << i;
    EXPECT_EQ(results.exclusive[i], sum) << i;
    EXPECT_EQ(results.neighbour[i], values[i % 4 == 3 ? i : i + 1]) << i;
    if (!results.sum64.empty()) EXPECT_EQ(results.sum64[i], TileSum(values, i, 64)) << i;
    sum += values[i];
  }
}

// Over the threads of i's warp that are like i: how many, how many of them before i, the sum of their values.
struct Peers {
  int size = 0, rank = 0, sum = 0;
};
template <class Like>
Peers PeersOf(const std::vector<int>& values, size_t i, Like like) {
  Peers peers;
  for (size_t j = i / 32 * 32; j < i / 32 * 32 + 32; ++j) {
    if (like(values[j]) != like(values[i])) continue;
    ++peers.size;
    peers.rank += j < i ? 1 : 0;
    peers.sum += values[j];
  }
  return peers;
}

TEST(Partitions, GatherThreadsThatAreAlike) {
  const std::vector<int> values = ScrambledInts(64, 100);
  const PartitionResults results = Partitions(values);
  for (size_t i = 0; i < values.size(); ++i) {
    const Peers odd = PeersOf(values, i, [](int v) { return v % 2; });
    const bool is_odd = values[i] % 2 != 0;
    EXPECT_EQ(results.odd_rank[i], is_odd ? odd.rank : -1) << i;
    EXPECT_EQ(results.odd_sum[i], is_odd ? odd.sum : -1) << i;
    const Peers label = PeersOf(values, i, [](int v) { return v % 3; });
    EXPECT_EQ(results.label_size[i], label.size) << i;
    EXPECT_EQ(results.label_sum[i], label.sum) << i;
    EXPECT_EQ(results.binary_rank[i], PeersOf(values, i, [](int v) { return v > 50; }).rank) << i;
  }
}

TEST(Grid, BlocksMeetAtSync) {
  std::vector<float> values;
  for (const int value : ScrambledInts(4 * 128, 16)) values.push_back(static_cast<float>(value));
  const float total = std::accumulate(values.begin(), values.end(), 0.0f);  // exact: small whole numbers
  const std::vector<float> normalized = GridNormalize(values);
  if (normalized.empty()) GTEST_SKIP() << "the runtime has no cooperative launches";
  for (size_t i = 0; i < values.size(); ++i) EXPECT_FLOAT_EQ(normalized[i], values[i] / total) << i;
}

}  // namespace
