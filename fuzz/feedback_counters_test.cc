// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "fuzz/feedback_counters.h"

#include <algorithm>
#include <vector>

#include "gtest/gtest.h"

// Stands in for the emulator's.
__attribute__((section("__libfuzzer_extra_counters"), used)) uint8_t test_counters[100];

namespace gatefuzz {
namespace {

class FeedbackCountersTest : public testing::Test {
 protected:
  void SetUp() override { std::ranges::fill(test_counters, 0); }

  std::vector<uint8_t> map_ = std::vector<uint8_t>(FeedbackCounters().size());
};

TEST_F(FeedbackCountersTest, FindsTheSection) {
  EXPECT_GE(FeedbackCounters().size(), sizeof test_counters);
  EXPECT_FALSE(AnyFeedback());
  test_counters[99] = 1;
  EXPECT_TRUE(AnyFeedback());
}

TEST_F(FeedbackCountersTest, CountsEachFeatureOnce) {
  test_counters[0] = 1;
  test_counters[7] = 200;
  test_counters[99] = 5;
  EXPECT_EQ(AddFeatures(map_), 3u);
  EXPECT_EQ(AddFeatures(map_), 0u);
  test_counters[99] = 6;  // the same class of count as 5
  EXPECT_EQ(AddFeatures(map_), 0u);
  test_counters[99] = 9;
  EXPECT_EQ(AddFeatures(map_), 1u);
}

TEST_F(FeedbackCountersTest, KnowsEightClassesOfCount) {
  uint64_t features = 0;
  for (int count = 1; count <= 255; ++count) {
    test_counters[3] = static_cast<uint8_t>(count);
    features += AddFeatures(map_);
  }
  EXPECT_EQ(features, 8u);
}

TEST_F(FeedbackCountersTest, CountsSightingsUpToThree) {
  const size_t size = FeedbackCounters().size();
  std::vector<uint8_t> once(size), twice(size), thrice(size);
  const FeatureSightings sightings = {once, twice, thrice};
  const auto add = [&] {
    const SightingCounts counts = AddSightings(sightings);
    return std::vector<uint64_t>{counts.once, counts.twice, counts.thrice};
  };
  test_counters[0] = 1;
  test_counters[99] = 5;
  EXPECT_EQ(add(), (std::vector<uint64_t>{2, 0, 0}));
  test_counters[99] = 0;
  test_counters[50] = 7;
  EXPECT_EQ(add(), (std::vector<uint64_t>{1, 1, 0}));
  EXPECT_EQ(add(), (std::vector<uint64_t>{0, 1, 1}));
  EXPECT_EQ(add(), (std::vector<uint64_t>{0, 0, 1}));
  EXPECT_EQ(add(), (std::vector<uint64_t>{0, 0, 0}));
}

}  // namespace
}  // namespace gatefuzz
