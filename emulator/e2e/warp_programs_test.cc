// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/e2e/warp_programs.h"

#include <algorithm>
#include <cstdint>
#include <numeric>

#include "gtest/gtest.h"

namespace {

std::vector<int> Scrambled(size_t count, int modulus) {
  std::vector<int> values(count);
  for (size_t i = 0; i < count; ++i)
    values[i] = static_cast<int>((static_cast<uint32_t>(i) * 2654435761u) >> 7) % modulus;
  return values;
}

TEST(WarpTest, ShufflesSumAndScan) {
  const std::vector<int> values = Scrambled(32, 1000);
  const std::vector<int> sums = ShuffleSums(values);
  std::vector<int> prefix(32);
  std::partial_sum(values.begin(), values.end(), prefix.begin());
  for (size_t lane = 0; lane < 32; ++lane) {
    EXPECT_EQ(sums[lane], prefix[31]) << lane;
    EXPECT_EQ(sums[32 + lane], prefix[lane]) << lane;
  }
}

TEST(WarpTest, VotesSeeEveryLane) {
  std::vector<int> values = Scrambled(32, 8);
  uint32_t odd = 0, same = 0;
  for (size_t lane = 0; lane < 32; ++lane) {
    odd |= static_cast<uint32_t>(values[lane] % 2) << lane;
    same |= static_cast<uint32_t>(values[lane] == values[0]) << lane;
  }
  const Votes votes = VoteOdd(values);
  EXPECT_EQ(votes.ballot, odd);
  EXPECT_EQ(votes.any, 1u);
  EXPECT_EQ(votes.all, 0u);
  EXPECT_EQ(votes.active_in_branch, odd);
  EXPECT_EQ(votes.matching, same);
}

TEST(WarpTest, HalvesOfAWarpAreApart) {
  std::vector<float> values(32, -1.0f);
  values[3] = values[9] = 4.0f;
  values[30] = 0.5f;
  EXPECT_EQ(HalfWarpArgmax(values), (std::vector<int>{3, 30}));
}

TEST(BlockTest, SharedMemoryCarriesValuesAcrossWarps) {
  const std::vector<int> values = Scrambled(3 * 256, 1 << 20);
  std::vector<int> expected = values;
  for (int block = 0; block < 3; ++block)
    std::reverse(expected.begin() + block * 256, expected.begin() + (block + 1) * 256);
  EXPECT_EQ(ReverseBlocks(values), expected);
}

TEST(BlockTest, AtomicsCountEveryValue) {
  const std::vector<int> values = Scrambled(1000, 16);
  std::vector<int> expected(16);
  for (int value : values) ++expected[static_cast<size_t>(value)];
  EXPECT_EQ(Histogram(values), expected);
}

TEST(WarpTest, LanesMeetAgainAfterALoop) {
  const std::vector<int> trips = Scrambled(32, 50);
  std::vector<int> expected = trips;
  expected.push_back(std::accumulate(trips.begin(), trips.end(), 0));
  EXPECT_EQ(DivergentTrips(trips), expected);
}

}  // namespace
