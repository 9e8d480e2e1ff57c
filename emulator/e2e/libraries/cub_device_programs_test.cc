// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/e2e/libraries/cub_device_programs.h"

#include <algorithm>
#include <functional>
#include <numeric>

#include "emulator/e2e/libraries/values.h"
#include "gtest/gtest.h"

namespace {

// Small enough for one block, and large enough for several passes over several blocks.
class DeviceRadixSortTest : public ::testing::TestWithParam<size_t> {};
TEST_P(DeviceRadixSortTest, Sorts) {
  const std::vector<uint32_t> keys = ScrambledWords(GetParam());
  std::vector<uint32_t> expected = keys;
  std::sort(expected.begin(), expected.end());
  EXPECT_EQ(DeviceRadixSort(keys), expected);
}
INSTANTIATE_TEST_SUITE_P(Sizes, DeviceRadixSortTest, ::testing::Values(1, 1000, 30'000));

TEST(DeviceScanTest, SumsAcrossBlocks) {
  for (const size_t count : {size_t{1}, size_t{777}, size_t{20'000}}) {
    const std::vector<int> values = ScrambledInts(count, 100);
    std::vector<int> expected(count);
    std::exclusive_scan(values.begin(), values.end(), expected.begin(), 0);
    EXPECT_EQ(DeviceExclusiveSum(values), expected) << count;
  }
}

TEST(DeviceSegmentedSortTest, SortsSegmentsOfEverySize) {
  // Sizes that fall to one thread group, one warp and one block; empty ones too.
  const std::vector<int> begins = {0, 0, 1, 3, 20, 20, 120, 500, 3000, 3001};
  const std::vector<int> values = ScrambledInts(static_cast<size_t>(begins.back()), 1'000'000);
  std::vector<int> expected = values;
  for (size_t s = 0; s + 1 < begins.size(); ++s)
    std::sort(expected.begin() + begins[s], expected.begin() + begins[s + 1]);
  EXPECT_EQ(DeviceSegmentedSort(values, begins), expected);
}

TEST(DeviceTopKTest, FindsTheLargest) {
  if (!HasDeviceTopK()) GTEST_SKIP() << "this Toolkit's CUB has no DeviceTopK";
  const std::vector<uint32_t> keys = ScrambledWords(5000);
  std::vector<uint32_t> expected = keys;
  std::sort(expected.begin(), expected.end(), std::greater<>());
  expected.resize(64);
  std::vector<uint32_t> found = DeviceTopK(keys, 64);
  std::sort(found.begin(), found.end(), std::greater<>());
  EXPECT_EQ(found, expected);
}

}  // namespace
