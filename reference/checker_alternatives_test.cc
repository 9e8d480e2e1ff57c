// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Where the contract allows several results, each of them is accepted, and the nearest illegal one is not.

#include <cmath>

#include "gtest/gtest.h"
#include "reference/test_problems.h"

namespace gatefuzz {
namespace {

constexpr auto kSoftmax = Operation::kTopkSoftmax;
constexpr auto kSigmoid = Operation::kTopkSigmoid;
constexpr auto kThen = Operation::kTopkThenSoftmax;
constexpr auto kTolerant = Agreement::kWithinTolerance;

double ExactSigmoid(double x) { return 1 / (1 + std::exp(-x)); }

TEST(CheckerAlternatives, NearTiesMayBeSwappedWithinToleranceOnly) {
  for (const double gap : {0x1p-23, 0x1p-22}) {
    const RoutingProblem problem = OneRow(kSigmoid, {1, 1 + gap, -9}, 2);
    const RoutingResult swapped = Answer({0, 1}, {ExactSigmoid(1), ExactSigmoid(1 + gap)});
    EXPECT_EQ(Broken(problem, swapped, kTolerant), "");
    EXPECT_EQ(Broken(problem, swapped), "order");
  }
  const RoutingProblem apart = OneRow(kSigmoid, {1, 1.0001, -9}, 2);
  EXPECT_EQ(Broken(apart, Answer({0, 1}, {ExactSigmoid(1), ExactSigmoid(1.0001)}), kTolerant), "order");
}

TEST(CheckerAlternatives, ANearTieAtTheEdgeMayGoEitherWayWithinToleranceOnly) {
  const RoutingProblem problem = OneRow(kSigmoid, {1, 1 + 0x1p-23}, 1);
  EXPECT_EQ(Broken(problem, Answer({0}, {ExactSigmoid(1)}), kTolerant), "");
  EXPECT_EQ(Broken(problem, Answer({0}, {ExactSigmoid(1)})), "agreement");
}

TEST(CheckerAlternatives, AnExactKernelWithABiasIsJudgedWithinTolerance) {
  const RoutingProblem problem = WithBias(OneRow(kSigmoid, {1, 1 + 0x1p-23}, 1), {0, 0});
  EXPECT_EQ(Broken(problem, Answer({0}, {ExactSigmoid(1)})), "");
}

TEST(CheckerAlternatives, NearTiesOfLargeBiasesCountBySizeOfTheBias) {
  // f32 cannot tell 1e6 + 0.5 from 1e6 + 0.52; the weights are those of the experts chosen.
  const RoutingProblem problem = WithBias(OneRow(kSigmoid, {0, 0.1, -5}, 1), {1e6, 1e6, 1e6});
  EXPECT_EQ(Broken(problem, Answer({0}, {0.5})), "");
  EXPECT_EQ(Broken(problem, Answer({1}, {ExactSigmoid(0.1f)})), "");
  EXPECT_EQ(Broken(problem, Answer({1}, {0.5})), "value");
  const RoutingProblem small = WithBias(OneRow(kSigmoid, {0, 0.1, -5}, 1), {1, 1, 1});
  EXPECT_EQ(Broken(small, Answer({0}, {0.5})), "agreement");
}

TEST(CheckerAlternatives, ADistantLogitDoesNotExcuseTheOrderOfBiases) {
  // |x - max| is 1e38, but the score is 0 and the biases are exact.
  const RoutingProblem problem = WithBias(OneRow(kSoftmax, {1e38, 0, -1e38}, 1), {-9, 1, 2});
  EXPECT_EQ(Broken(problem, Answer({2}, {0})), "");
  EXPECT_EQ(Broken(problem, Answer({1}, {0})), "agreement");
}

TEST(CheckerAlternatives, SumsBeyondFloatMayTieWithInfinity) {
  const double huge = 3e38;
  const RoutingProblem problem = WithBias(OneRow(kThen, {huge, huge / 2, 0}, 1), {huge, huge, kInf});
  EXPECT_EQ(Broken(problem, Answer({2}, {1})), "") << "in order";
  EXPECT_EQ(Broken(problem, Answer({0}, {1})), "") << "f32 overflows to +Inf, and the smaller id wins";
  EXPECT_EQ(Broken(problem, Answer({1}, {1})), "") << "as infinite in f32";
  const RoutingProblem finite = WithBias(OneRow(kThen, {1, 2, 0}, 1), {huge, 1, kInf});
  EXPECT_EQ(Broken(finite, Answer({0}, {1})), "agreement");
}

TEST(CheckerAlternatives, UnequalLogitsWithEqualUnderflownScoresMayStandInAnyOrderWithinTolerance) {
  const RoutingProblem problem = OneRow(kSoftmax, {0, -200, -300, -kInf}, 3);
  for (const auto& ids : {std::vector<int64_t>{0, 2, 1}, {0, 3, 1}, {0, 3, 2}}) {
    EXPECT_EQ(Broken(problem, Answer(ids, {1, 0, 0}), kTolerant), "");
    EXPECT_NE(Broken(problem, Answer(ids, {1, 0, 0})), "");
  }
}

TEST(CheckerAlternatives, WeightsBelowTheSmallestNormalMayBeFlushed) {
  const RoutingProblem problem = OneRow(kSoftmax, {0, -90, -80}, 3);
  const RoutingResult exact = Solve(problem);
  RoutingResult flushed = exact;
  flushed.weights[2] = 0;  // exp(-90) is denormal
  EXPECT_EQ(Broken(problem, flushed), "");
  flushed = exact;
  flushed.weights[1] = 0;  // exp(-80) is not
  EXPECT_EQ(Broken(problem, flushed), "value");
}

TEST(CheckerAlternatives, RatiosOrZerosAreLegalWhereEveryChosenScoreUnderflows) {
  for (const double x : {-90.0, -200.0, -1000.0, -1e30}) {
    const RoutingProblem problem = Renormalized(OneRow(kSigmoid, {x, x, x, x}, 4));
    EXPECT_EQ(Broken(problem, Answer({0, 1, 2, 3}, {0.25, 0.25, 0.25, 0.25})), "") << x;
    EXPECT_EQ(Broken(problem, Answer({0, 1, 2, 3}, {0, 0, 0, 0})), "") << x;
    EXPECT_EQ(Broken(problem, Answer({0, 1, 2, 3}, {1, 0, 0, 0})), "value") << x;
    EXPECT_EQ(Broken(problem, Answer({0, 1, 2, 3}, {0.25, 0.25, 0.25, 0.26})), "value sum") << x;
  }
  // -50 does not underflow: nothing excuses zeros.
  const RoutingProblem problem = Renormalized(OneRow(kSigmoid, {-50, -50}, 2));
  EXPECT_EQ(Broken(problem, Answer({0, 1}, {0, 0})), "value");
}

TEST(CheckerAlternatives, UnequalUnderflownScoresHaveTheirExactRatiosOrZeros) {
  const RoutingProblem problem = Renormalized(WithBias(OneRow(kSoftmax, {0, -200, -201}, 2), {-5, 0, 0}));
  const double e = std::exp(-1.0);
  EXPECT_EQ(Broken(problem, Answer({1, 2}, {1 / (1 + e), e / (1 + e)})), "");
  EXPECT_EQ(Broken(problem, Answer({2, 1}, {e / (1 + e), 1 / (1 + e)})), "");
  EXPECT_EQ(Broken(problem, Answer({1, 2}, {0, 0})), "");
  EXPECT_EQ(Broken(problem, Answer({1, 2}, {0.5, 0.5})), "value");
  EXPECT_EQ(Broken(problem, Answer({1, 2}, {1, 0})), "value");
}

TEST(CheckerAlternatives, AtTheEdgeOfUnderflowOneScoreMayBeFlushedAndItsNeighbourNot) {
  // exp(-87) is normal, exp(-88) is not.
  const RoutingProblem problem = Renormalized(OneRow(kSigmoid, {-87, -88}, 2));
  const double e = std::exp(-1.0);
  EXPECT_EQ(Broken(problem, Answer({0, 1}, {1 / (1 + e), e / (1 + e)})), "");
  EXPECT_EQ(Broken(problem, Answer({0, 1}, {1, 0})), "");
}

TEST(CheckerAlternatives, ASumOfExactZerosOwesZeros) {
  const RoutingProblem problem = Renormalized(OneRow(kSigmoid, {kNan, -kInf}, 2));
  EXPECT_EQ(Broken(problem, Answer({0, 1}, {0, 0})), "");
  EXPECT_EQ(Broken(problem, Answer({0, 1}, {0.5, 0.5})), "value");
}

TEST(CheckerAlternatives, RenormalisedWeightsAreRelativeToTheExpertsActuallyChosen) {
  // A wrong choice is reported once, not again by value.
  const RoutingProblem problem = Renormalized(OneRow(kSoftmax, {3, 2, 1}, 2));
  const double e = std::exp(-2.0);
  EXPECT_EQ(Broken(problem, Answer({0, 2}, {1 / (1 + e), e / (1 + e)})), "agreement");
}

TEST(CheckerAlternatives, HiddenNearTiesMayHaveEitherWeight) {
  // Choice scores 0.5 and 0.5, of quite different scores; the window hides which was chosen.
  const RoutingProblem problem = Windowed(WithBias(OneRow(kSigmoid, {0, 0.1, 40}, 1), {1e6, 1e6, -5}), 2, 1);
  EXPECT_EQ(Broken(problem, Answer({3}, {0.5})), "");
  EXPECT_EQ(Broken(problem, Answer({3}, {ExactSigmoid(0.1f)})), "");
  EXPECT_EQ(Broken(problem, Answer({3}, {0.51})), "value");
}

TEST(CheckerAlternatives, AnOverflowingWeightMayBeInfinite) {
  RoutingProblem problem = OneRow(Operation::kTopkSoftplusSqrt, {1e30}, 1);
  problem.scale = 1e30f;
  EXPECT_EQ(Broken(problem, Answer({0}, {kInf})), "");
  problem.scale = 1e20f;
  EXPECT_EQ(Broken(problem, Answer({0}, {kInf})), "finite value");
  problem = Renormalized(OneRow(kSigmoid, {1}, 1));
  problem.scale = 0x1.fffffep127f;
  EXPECT_EQ(Broken(problem, Answer({0}, {0x1.fffffep127})), "");
}

TEST(CheckerAlternatives, AScaleOfZeroOwesZeros) {
  RoutingProblem problem = Renormalized(OneRow(kSigmoid, {1, 2}, 2));
  problem.scale = 0;
  EXPECT_EQ(Broken(problem, Answer({1, 0}, {0, 0})), "");
  EXPECT_EQ(Broken(problem, Answer({1, 0}, {0.5, 0})), "value sum");
}

}  // namespace
}  // namespace gatefuzz
