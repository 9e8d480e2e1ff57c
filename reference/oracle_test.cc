// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Rows worked out by hand from docs/contract.md.

#include "reference/oracle.h"

#include <cmath>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "reference/test_problems.h"

namespace gatefuzz {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::Pointwise;

constexpr auto kSoftmax = Operation::kTopkSoftmax;
constexpr auto kSigmoid = Operation::kTopkSigmoid;
constexpr auto kThen = Operation::kTopkThenSoftmax;
constexpr auto kSoftplus = Operation::kTopkSoftplusSqrt;

void ExpectRow(const RoutingProblem& problem, const std::vector<int32_t>& ids, const std::vector<double>& weights) {
  ASSERT_EQ(ValidateProblem(problem), "");
  const OracleRow row = SolveRow(problem, 0);
  EXPECT_THAT(std::vector<int32_t>(row.ranking.begin(), row.ranking.begin() + problem.k),
              testing::ElementsAreArray(ids));
  EXPECT_THAT(row.weight, Pointwise(testing::DoubleNear(1e-12), weights));
  EXPECT_EQ(row.ranking.size(), static_cast<size_t>(problem.experts));
}

const double kLog2 = std::log(2.0);

TEST(Oracle, SoftmaxOfLogarithmsGivesTheirProportions) {
  // exp: 1 2 1 4, sum 8. The f32 logits are not quite multiples of log 2.
  RoutingProblem problem = OneRow(kSoftmax, {0, kLog2, 0, 2 * kLog2}, 3);
  OracleRow row = SolveRow(problem, 0);
  EXPECT_THAT(row.ranking, ElementsAre(3, 1, 0, 2));
  EXPECT_THAT(row.weight, ElementsAre(DoubleNear(0.5, 1e-7), DoubleNear(0.25, 1e-7), DoubleNear(0.125, 1e-7)));
  problem.renormalize = true;
  problem.scale = 7;
  row = SolveRow(problem, 0);
  EXPECT_THAT(row.weight, ElementsAre(DoubleNear(4, 1e-6), DoubleNear(2, 1e-6), DoubleNear(1, 1e-6)));
}

TEST(Oracle, SigmoidScoresEachExpertAlone) {
  const auto s = [](double x) { return 1 / (1 + std::exp(-x)); };
  ExpectRow(OneRow(kSigmoid, {-1, 0, 2}, 2), {2, 1}, {s(2), 0.5});
  ExpectRow(Renormalized(OneRow(kSigmoid, {-1, 0, 2}, 2)), {2, 1}, {s(2) / (s(2) + 0.5), 0.5 / (s(2) + 0.5)});
}

TEST(Oracle, SoftplusSqrtIsTheRootOfSoftplus) {
  ExpectRow(OneRow(kSoftplus, {0, 100, -100}, 3), {1, 0, 2}, {10, std::sqrt(kLog2), std::exp(-50)});
}

TEST(Oracle, TopkThenSoftmaxSumsToOneOverTheChosen) {
  ExpectRow(OneRow(kThen, {5, 5, 1, 5}, 2), {0, 1}, {0.5, 0.5});
  ExpectRow(Renormalized(OneRow(kThen, {5, 5, 1, 5}, 2)), {0, 1}, {0.5, 0.5});
  const double e = std::exp(-4.0);
  ExpectRow(OneRow(kThen, {5, 1, 0}, 2), {0, 1}, {1 / (1 + e), e / (1 + e)});
}

TEST(Oracle, TiesGoToTheSmallerIdAndZerosOfBothSignsAreEqual) {
  ExpectRow(OneRow(kSigmoid, {-0.0, 0, -0.0, 0}, 3), {0, 1, 2}, {0.5, 0.5, 0.5});
  ExpectRow(OneRow(kSoftmax, {1, 3, 3, 1}, 4), {1, 2, 0, 3}, SolveRow(OneRow(kSoftmax, {3, 3, 1, 1}, 4), 0).weight);
}

TEST(Oracle, DenormalLogitsAreDistinct) {
  ExpectRow(OneRow(kSigmoid, {0, 0x1p-149, 0x1p-148, -0x1p-149}, 4), {2, 1, 0, 3}, {0.5, 0.5, 0.5, 0.5});
}

TEST(Oracle, DeepUnderflowStillRanksByTheLogits) {
  ExpectRow(OneRow(kSoftmax, {-3000, -2000, -1000, 0}, 4), {3, 2, 1, 0}, {1, 0, 0, 0});
  ExpectRow(OneRow(kSigmoid, {1e30, 1e31, 50, 60}, 4), {1, 0, 3, 2}, {1, 1, 1, 1});
}

TEST(Oracle, ZeroScoreMakesASoftmaxRowWithOneNanOrPlusInfinityAllZero) {
  for (const double bad : {kNan, -kNan, kInf}) {
    for (const Operation operation : {kSoftmax, kThen}) {
      ExpectRow(OneRow(operation, {1, 2, bad, 3}, 2), {0, 1}, {0, 0});
      ExpectRow(Renormalized(OneRow(operation, {1, 2, bad, 3}, 2)), {0, 1}, {0, 0});
      ExpectRow(WithBias(OneRow(operation, {1, 2, bad, 3}, 2), {-1, 0.5, -2, 0.25}), {1, 3}, {0, 0});
    }
  }
  ExpectRow(OneRow(kSoftmax, {-kInf, -kInf}, 2), {0, 1}, {0, 0});
  ExpectRow(OneRow(kThen, {-kInf, -kInf}, 2), {0, 1}, {0, 0});
}

TEST(Oracle, ZeroScoreIsElementwiseForSigmoidAndSoftplusSqrt) {
  ExpectRow(OneRow(kSigmoid, {kNan, kInf, 0, -kInf}, 4), {1, 2, 0, 3}, {1, 0.5, 0, 0});
  // The score of +Inf is infinite, and so becomes 0.
  ExpectRow(OneRow(kSoftplus, {kNan, kInf, 0, -kInf}, 4), {2, 0, 1, 3}, {std::sqrt(kLog2), 0, 0, 0});
}

TEST(Oracle, MinusInfinityScoresZeroAndRanksLast) {
  ExpectRow(OneRow(kSoftmax, {-kInf, 0, -kInf, 0}, 3), {1, 3, 0}, {0.5, 0.5, 0});
  ExpectRow(OneRow(kThen, {-kInf, 0, -kInf, 0}, 3), {1, 3, 0}, {0.5, 0.5, 0});
  // A bias cannot make up for a logit of -Inf, but can push finite ones down to it.
  ExpectRow(WithBias(OneRow(kThen, {-kInf, 0, 0}, 2), {kInf, -kInf, -kInf}), {0, 1}, {0, 1});
  ExpectRow(WithBias(OneRow(kThen, {-kInf, 0, 0}, 1), {kInf, -kInf, -kInf}), {0}, {0});
}

TEST(Oracle, MaskTakesNonFiniteLogitsOutAndRanksThemLastById) {
  ExpectRow(Masking(OneRow(kSoftmax, {kInf, 0, kNan, 0, -kInf}, 5)), {1, 3, 0, 2, 4}, {0.5, 0.5, 0, 0, 0});
  ExpectRow(Masking(OneRow(kSigmoid, {kInf, -5000, kNan}, 2)), {1, 0}, {0, 0});
  ExpectRow(Renormalized(Masking(OneRow(kSigmoid, {kInf, -5000, kNan}, 2))), {1, 0}, {1, 0});
  ExpectRow(Masking(OneRow(kThen, {kInf, 7, kNan}, 2)), {1, 0}, {1, 0});
  ExpectRow(Masking(OneRow(kSoftmax, {kInf, kNan, -kInf}, 2)), {0, 1}, {0, 0});
}

TEST(Oracle, MaskedExpertsRankAfterABiasOfMinusInfinityWhateverTheirOwn) {
  ExpectRow(Masking(WithBias(OneRow(kSigmoid, {kNan, 0, kNan, 0}, 4), {9, -kInf, kInf, kNan})), {1, 3, 0, 2},
            {0.5, 0.5, 0, 0});
}

TEST(Oracle, BiasDecidesTheChoiceAndNotTheWeight) {
  ExpectRow(WithBias(OneRow(kSigmoid, {0, 0, 0}, 2), {1, 2, 3}), {2, 1}, {0.5, 0.5});
}

TEST(Oracle, NanAndMinusInfinityBiasRankEqualAndPlusInfinityFirst) {
  ExpectRow(WithBias(OneRow(kSigmoid, {5, 6, 0, 0}, 4), {kNan, -kInf, -1e30, kInf}), {3, 2, 0, 1},
            {0.5, 0.5, 1 / (1 + std::exp(-5)), 1 / (1 + std::exp(-6))});
}

TEST(Oracle, EightSigmoidsAtMinusFiftyRenormaliseToAnEighthEach) {
  for (const double x : {-50.0, -90.0, -1000.0, -1e30}) {
    ExpectRow(Renormalized(OneRow(kSigmoid, std::vector<double>(8, x), 8)), {0, 1, 2, 3, 4, 5, 6, 7},
              std::vector<double>(8, 0.125));
  }
}

TEST(Oracle, UnderflownScoresKeepTheirRatios) {
  const double e = std::exp(-1.0);
  // The bias chooses experts that are 1e38 below the best.
  ExpectRow(Renormalized(WithBias(OneRow(kSoftmax, {1e38, -5, -6}, 2), {0, 9, 8})), {1, 2}, {1 / (1 + e), e / (1 + e)});
}

TEST(Oracle, ScaleMayBeZero) {
  RoutingProblem problem = Renormalized(OneRow(kSoftmax, {1, 2}, 2));
  problem.scale = 0;
  ExpectRow(problem, {1, 0}, {0, 0});
}

TEST(Oracle, SolveAppliesWindowFinishedRowsAndSourceRows) {
  RoutingProblem problem = OneRow(kSigmoid, {4, 3, 2, 1}, 3);
  problem.logits.insert(problem.logits.end(), {0, 0, 0, 0});
  problem.tokens = 2;
  problem.want_source_rows = true;
  problem = Windowed(problem, 1, 2);
  EXPECT_THAT(Solve(problem).ids, ElementsAre(4, 0, 1, 4, 0, 1));
  EXPECT_THAT(Solve(problem).source_rows, ElementsAre(0, 2, 4, 1, 3, 5));
  problem.finished = {0, 1};
  EXPECT_THAT(Solve(problem).ids, ElementsAre(4, 0, 1, 4, 4, 4));
  EXPECT_EQ(Solve(problem).weights[3], FromDouble(DType::kF32, 0.5)) << "a finished row's weights stay";
  EXPECT_TRUE(Solve(OneRow(kSigmoid, {1}, 1)).source_rows.empty());
}

TEST(Oracle, ReadsHalfPrecisionLogits) {
  RoutingProblem problem = OneRow(kSigmoid, {0, 0}, 1);
  problem.dtype = DType::kBF16;
  problem.logits = {0xC000, 0x4000};  // -2, 2
  EXPECT_THAT(SolveRow(problem, 0).logit, ElementsAre(-2, 2));
  problem.dtype = DType::kF16;
  problem.logits = {0x3C00, 0x0001};  // 1, the smallest denormal
  EXPECT_THAT(SolveRow(problem, 0).logit, ElementsAre(1, 0x1p-24));
}

TEST(Oracle, SolvesNoTokens) {
  RoutingProblem problem = OneRow(kSoftmax, {1, 2}, 1);
  problem.tokens = 0;
  problem.logits.clear();
  EXPECT_EQ(ValidateProblem(problem), "");
  EXPECT_TRUE(Solve(problem).ids.empty());
}

}  // namespace
}  // namespace gatefuzz
