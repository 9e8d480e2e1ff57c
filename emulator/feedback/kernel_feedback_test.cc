// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/feedback/kernel_feedback.h"

#include <algorithm>
#include <set>
#include <vector>

#include "emulator/exec/site_ids.h"
#include "emulator/feedback/counters.h"
#include "gtest/gtest.h"

namespace gatefuzz::emulator {
namespace {

class KernelFeedbackTest : public testing::Test {
 protected:
  KernelFeedbackTest() {
    feedback::ClearCounters();
    feedback::ClearFeatures();
    for (uint32_t i = 0; i < 128; ++i) ids_.push_back(SiteId(StableNameHash("kernel"), i));
    feedback_.BeginLaunch("kernel", ids_);
  }

  static std::set<size_t> Counted() {
    std::set<size_t> indexes;
    for (size_t i = 0; i < feedback::kCounters; ++i) {
      if (feedback::counters[i] != 0) indexes.insert(i);
    }
    return indexes;
  }

  uint32_t ClosenessOf(uint32_t lanes, ptx::Type type = ptx::Type::kF32) {
    return KernelFeedback::Closeness({0, lanes, 0, type, a_, b_});
  }

  std::vector<uint64_t> ids_;
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

TEST_F(KernelFeedbackTest, AnIndexDependsOnTheKernelAndOnThePlaceInItsFunctionAlone) {
  feedback_.OnEdge(103, 107);
  feedback_.OnPredicate(105, 1, 1);
  const std::set<size_t> here = Counted();
  feedback::ClearCounters();
  std::vector<uint64_t> later(5000);  // other functions were put before it
  later.insert(later.end(), ids_.begin(), ids_.end());
  feedback_.BeginLaunch("kernel", later);
  feedback_.OnEdge(5103, 5107);
  feedback_.OnPredicate(5105, 1, 1);
  EXPECT_EQ(Counted(), here);
  feedback::ClearCounters();
  feedback_.BeginLaunch("another", ids_);
  feedback_.OnEdge(103, 107);
  feedback_.OnPredicate(105, 1, 1);
  EXPECT_NE(Counted(), here);
}

TEST_F(KernelFeedbackTest, AnEdgeAndTheWayBackAreTwo) {
  feedback_.OnEdge(103, 107);
  feedback_.OnEdge(107, 103);
  EXPECT_EQ(Counted().size(), 2u);
}

TEST_F(KernelFeedbackTest, CountersSaturate) {
  for (int i = 0; i < 1000; ++i) feedback_.OnEdge(100, 120);
  EXPECT_EQ(feedback::counters[*Counted().begin()], 255);
}

TEST_F(KernelFeedbackTest, ClosenessGrowsWithTheLeadingBitsThatAgree) {
  std::fill(std::begin(a_), std::end(a_), 0x80000000u);
  EXPECT_EQ(ClosenessOf(~0u), 0u);
  a_[3] = 0x00080000u;
  EXPECT_EQ(ClosenessOf(~0u), 12u) << "the closest lane counts";
  EXPECT_EQ(ClosenessOf(~8u), 0u) << "an inactive lane does not";
  a_[3] = 1;
  EXPECT_EQ(ClosenessOf(~0u), 28u);
  a_[3] = 0;
  EXPECT_EQ(ClosenessOf(~0u), 32u);
}

TEST_F(KernelFeedbackTest, ClosenessOfIntegersIsThatOfTheirDistance) {
  std::fill(std::begin(a_), std::end(a_), 127);
  std::fill(std::begin(b_), std::end(b_), 128);
  EXPECT_EQ(ClosenessOf(~0u, ptx::Type::kF32), 24u);
  EXPECT_EQ(ClosenessOf(~0u, ptx::Type::kU32), 31u);
  std::fill(std::begin(a_), std::end(a_), static_cast<uint32_t>(-1));
  std::fill(std::begin(b_), std::end(b_), 2);
  EXPECT_EQ(ClosenessOf(~0u, ptx::Type::kS32), 30u);
  EXPECT_EQ(ClosenessOf(~0u, ptx::Type::kU32), 0u);
}

TEST_F(KernelFeedbackTest, ClosenessGoesBitByBitWhereAllLanesCompareTheSame) {
  std::fill(std::begin(a_), std::end(a_), 64);
  std::fill(std::begin(b_), std::end(b_), 128);
  EXPECT_EQ(ClosenessOf(~0u, ptx::Type::kS32), 25u);
  a_[9] = 63;
  EXPECT_EQ(ClosenessOf(~0u, ptx::Type::kS32), 24u);
  EXPECT_EQ(ClosenessOf(~(1u << 9), ptx::Type::kS32), 25u) << "an inactive lane is no other value";
}

TEST_F(KernelFeedbackTest, ClosenessKnowsEveryWidth) {
  const uint64_t wide_a[32] = {}, wide_b[32] = {1};
  EXPECT_EQ(KernelFeedback::Closeness({0, 1, 0, ptx::Type::kS64, wide_a, wide_b}), 63u);
  EXPECT_EQ(KernelFeedback::Closeness({0, 1, 0, ptx::Type::kF64, wide_a, wide_a}), 64u);
  const uint16_t half_a[32] = {0x3C00}, half_b[32] = {0x3C01};
  EXPECT_EQ(KernelFeedback::Closeness({0, 1, 0, ptx::Type::kBF16, half_a, half_b}), 12u);
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
