// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/feedback/kernel_feedback.h"

#include <algorithm>
#include <set>

#include "emulator/feedback/counters.h"
#include "gtest/gtest.h"

namespace gatefuzz::emulator {
namespace {

class KernelFeedbackTest : public testing::Test {
 protected:
  KernelFeedbackTest() {
    feedback::ClearCounters();
    feedback::ClearFeatures();
    feedback_.BeginLaunch("kernel", 100);
  }

  static std::set<size_t> Counted() {
    std::set<size_t> indexes;
    for (size_t i = 0; i < feedback::kCounters; ++i) {
      if (feedback::counters[i] != 0) indexes.insert(i);
    }
    return indexes;
  }

  uint32_t ClosenessOf(uint32_t lanes) { return KernelFeedback::Closeness({0, lanes, 0, ptx::Type::kF32, a_, b_}); }

  KernelFeedback feedback_;
  uint32_t a_[32] = {}, b_[32] = {};
};

TEST_F(KernelFeedbackTest, CountsEachOutcomeClassOfAPredicateApart) {
  feedback_.OnPredicate(101, 0xFF, 0x00);
  feedback_.OnPredicate(101, 0xFF, 0xFF);
  feedback_.OnPredicate(101, 0xFF, 0x0F);
  EXPECT_EQ(Counted().size(), 3u);
  feedback_.OnPredicate(101, 0xFF, 0x70);
  EXPECT_EQ(Counted().size(), 3u) << "which lanes it was makes no difference";
  EXPECT_EQ(feedback_.events(), 4u);
}

TEST_F(KernelFeedbackTest, IgnoresOutcomesOfInactiveLanes) {
  feedback_.OnPredicate(101, 0x0F, 0xF0);
  const std::set<size_t> none = Counted();
  feedback_.OnPredicate(101, 0x0F, 0x00);
  EXPECT_EQ(Counted(), none);
}

TEST_F(KernelFeedbackTest, AnIndexDependsOnThePlaceInTheKernelAlone) {
  feedback_.OnEdge(103, 107);
  feedback_.OnPredicate(105, 1, 1);
  const std::set<size_t> here = Counted();
  feedback::ClearCounters();
  feedback_.BeginLaunch("kernel", 5000);  // other kernels were put before it
  feedback_.OnEdge(5003, 5007);
  feedback_.OnPredicate(5005, 1, 1);
  EXPECT_EQ(Counted(), here);
  feedback::ClearCounters();
  feedback_.BeginLaunch("another", 100);
  feedback_.OnEdge(103, 107);
  feedback_.OnPredicate(105, 1, 1);
  EXPECT_NE(Counted(), here);
}

TEST_F(KernelFeedbackTest, CountersSaturate) {
  for (int i = 0; i < 1000; ++i) feedback_.OnEdge(100, 120);
  EXPECT_EQ(feedback::counters[*Counted().begin()], 255);
}

TEST_F(KernelFeedbackTest, ClosenessGrowsWithTheLeadingBitsThatAgree) {
  std::fill(std::begin(a_), std::end(a_), 0x80000000u);
  EXPECT_EQ(ClosenessOf(~0u), 0u);
  a_[3] = 0x00080000u;
  EXPECT_EQ(ClosenessOf(~0u), 3u) << "the closest lane counts";
  EXPECT_EQ(ClosenessOf(~8u), 0u) << "an inactive lane does not";
  a_[3] = 1;
  EXPECT_EQ(ClosenessOf(~0u), 7u);
  a_[3] = 0;
  EXPECT_EQ(ClosenessOf(~0u), 9u);
}

TEST_F(KernelFeedbackTest, ClosenessKnowsEveryWidth) {
  const uint64_t wide_a[32] = {}, wide_b[32] = {1};
  EXPECT_EQ(KernelFeedback::Closeness({0, 1, 0, ptx::Type::kS64, wide_a, wide_b}), 15u);
  EXPECT_EQ(KernelFeedback::Closeness({0, 1, 0, ptx::Type::kF64, wide_a, wide_a}), 17u);
  const uint16_t half_a[32] = {0x3C00}, half_b[32] = {0x3C01};
  EXPECT_EQ(KernelFeedback::Closeness({0, 1, 0, ptx::Type::kBF16, half_a, half_b}), 3u);
}

TEST_F(KernelFeedbackTest, FeaturesAreCountersWithTheirMagnitude) {
  feedback_.OnEdge(100, 120);
  EXPECT_EQ(feedback::CollectNewFeatures(), 1u);
  EXPECT_EQ(feedback::CollectNewFeatures(), 0u);
  feedback_.OnEdge(100, 120);
  EXPECT_EQ(feedback::CollectNewFeatures(), 1u) << "twice is another feature than once";
  for (int i = 0; i < 3; ++i) feedback_.OnEdge(100, 120);
  EXPECT_EQ(feedback::CollectNewFeatures(), 1u);
  feedback_.OnEdge(100, 120);
  EXPECT_EQ(feedback::CollectNewFeatures(), 0u) << "6 is as much as 5";
  EXPECT_EQ(feedback::FeaturesSeen(), 3u);
}

}  // namespace
}  // namespace gatefuzz::emulator
