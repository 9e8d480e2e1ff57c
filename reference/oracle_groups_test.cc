// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Grouped rows worked out by hand from docs/contract.md. Most have logits of 0, so that each choice score is 0.5 +
// bias.

#include <cmath>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "reference/oracle.h"
#include "reference/test_problems.h"

namespace gatefuzz {
namespace {

using ::testing::ElementsAre;

constexpr auto kSigmoid = Operation::kGroupedSigmoid;
constexpr auto kSoftmax = Operation::kGroupedSoftmax;

void ExpectRow(const RoutingProblem& problem, const std::vector<int32_t>& ids, const std::vector<double>& weights) {
  ASSERT_EQ(ValidateProblem(problem), "");
  const OracleRow row = SolveRow(problem, 0);
  EXPECT_THAT(std::vector<int32_t>(row.ranking.begin(), row.ranking.begin() + problem.k),
              testing::ElementsAreArray(ids));
  EXPECT_THAT(row.weight, testing::Pointwise(testing::DoubleNear(1e-7), weights));
}

// Groups of two experts, logits 0, these biases.
RoutingProblem Biased(const std::vector<double>& bias, int32_t kept, int32_t k) {
  return Grouped(WithBias(OneRow(kSigmoid, std::vector<double>(bias.size(), 0), k), bias),
                 static_cast<int32_t>(bias.size()) / 2, kept);
}

TEST(OracleGroups, WithABiasAGroupIsScoredByTheSumOfItsTwoLargestChoiceScores) {
  // As DeepSeek-V3: groups score 1.3, 1.4, 1.1, 1.25. Expert 4 is the best of all, in the worst group.
  RoutingProblem problem = Biased({0.3, 0, 0.2, 0.2, 0.5, -0.4, 0.1, 0.15}, 2, 3);
  EXPECT_THAT(SolveRow(problem, 0).survives, ElementsAre(true, true, false, false));
  ExpectRow(problem, {0, 2, 3}, {0.5, 0.5, 0.5});
  problem.scale = 6;
  ExpectRow(Renormalized(problem), {0, 2, 3}, {2, 2, 2});
  // Of three experts only two count: 0.5 + 0.5 against 0.4 + 0.4 + 0.4, each with 0.5 a summand.
  problem = WithBias(OneRow(kSigmoid, std::vector<double>(6, 0), 2), {0.4, 0.4, 0.4, 0.5, 0.5, -9});
  ExpectRow(Grouped(problem, 2, 1), {3, 4}, {0.5, 0.5});
}

TEST(OracleGroups, WithoutABiasAGroupIsScoredByItsLargest) {
  // As DeepSeek-V2, though the three sums are equal. exp: four ones, a 0 and a 2.
  const double two = std::log(2.0);
  const RoutingProblem problem = OneRow(kSoftmax, {0, 0, -kInf, two, 0, 0}, 2);
  ExpectRow(Grouped(problem, 3, 1), {3, 2}, {2.0 / 6, 0});
  ExpectRow(Grouped(problem, 3, 2), {3, 0}, {2.0 / 6, 1.0 / 6});
}

TEST(OracleGroups, ScoresAreThoseOfAllExpertsAndRenormalisingIsOverTheChosen) {
  const RoutingProblem problem = Grouped(OneRow(kSoftmax, {0, 0, 1, 1}, 1), 2, 1);
  const double sum = 2 + 2 * std::exp(1.0);
  ExpectRow(problem, {2}, {std::exp(1.0) / sum});
  ExpectRow(Renormalized(problem), {2}, {1});
}

TEST(OracleGroups, NegativeScoresDoNotLetOtherGroupsIn) {
  // Groups score -5 and -4, though expert 0 stands above expert 2.
  ExpectRow(Biased({-3, -3, -4, -1}, 1, 2), {3, 2}, {0.5, 0.5});
  ExpectRow(Biased({-1e30, -3, -1e29, -8}, 1, 2), {3, 2}, {0.5, 0.5});
}

TEST(OracleGroups, MinusInfinityKeepsToTheSurvivingGroups) {
  ExpectRow(Biased({-kInf, -kInf, kNan, -kInf, -1, -kInf}, 1, 2), {0, 1}, {0.5, 0.5});
  ExpectRow(Biased({-kInf, -kInf, -5, -kInf, -1, -2}, 2, 4), {4, 5, 0, 1}, {0.5, 0.5, 0.5, 0.5});
}

TEST(OracleGroups, ANanSumRanksAsMinusInfinity) {
  // Expert 2 is infinitely good, its neighbour infinitely bad.
  ExpectRow(Biased({-7, -7, kInf, -kInf}, 1, 1), {0}, {0.5});
  ExpectRow(Biased({-7, -7, kInf, -7}, 1, 1), {2}, {0.5});
}

TEST(OracleGroups, TiesGoToTheSmallerGroup) {
  ExpectRow(Biased({0, 2, 1, 1, 2, 0}, 2, 4), {1, 2, 3, 0}, {0.5, 0.5, 0.5, 0.5});
  ExpectRow(Grouped(OneRow(kSigmoid, {0, -1, -0.0, 0, 0, 0}, 2), 3, 1), {0, 1}, {0.5, 1 / (1 + std::exp(1))});
}

TEST(OracleGroups, MaskedExpertsTakeNoPartInTheScoreOfTheirGroup) {
  // One participant with 1.5, against 0.9 + 1.
  const RoutingProblem problem =
      Grouped(Masking(WithBias(OneRow(kSigmoid, {kNan, 0, 0, 0}, 2), {9, 1, 0.4, 0.5})), 2, 1);
  ExpectRow(problem, {3, 2}, {0.5, 0.5});
  // Under zero_score its score is 0 and its choice score 9.
  RoutingProblem zero_score = problem;
  zero_score.non_finite = NonFinitePolicy::kZeroScore;
  ExpectRow(zero_score, {0, 1}, {0, 0.5});
}

TEST(OracleGroups, AGroupOfMaskedExpertsSurvivesAfterAnyOther) {
  const RoutingProblem problem =
      WithBias(OneRow(kSigmoid, {kNan, kInf, kNan, kNan, 0, 0}, 2), {9, 9, 9, 9, -kInf, kNan});
  ExpectRow(Grouped(Masking(problem), 3, 1), {4, 5}, {0.5, 0.5});
  ExpectRow(Grouped(Masking(problem), 3, 2), {4, 5}, {0.5, 0.5});
  RoutingProblem more = problem;
  more.k = 4;
  ExpectRow(Grouped(Masking(more), 3, 2), {4, 5, 0, 1}, {0.5, 0.5, 0, 0});
}

TEST(OracleGroups, MaskedExpertsOfSurvivingGroupsComeBeforeFiniteOnesOfOthers) {
  ExpectRow(Grouped(Masking(OneRow(kSigmoid, {kNan, 5, 0, 0}, 2)), 2, 1), {1, 0}, {1 / (1 + std::exp(-5)), 0});
}

TEST(OracleGroups, ABadRowIsChosenByTheBiasAlone) {
  const std::vector<double> logits = {kNan, 3, 5, 4};
  ExpectRow(Grouped(OneRow(kSoftmax, logits, 2), 2, 1), {0, 1}, {0, 0});
  ExpectRow(Grouped(WithBias(OneRow(kSoftmax, logits, 2), {1, 1, 3, 0}), 2, 1), {2, 3}, {0, 0});
}

TEST(OracleGroups, AGroupOfOneExpertIsScoredByThatOne) {
  ExpectRow(Grouped(WithBias(OneRow(kSigmoid, {0, 0, 0, 0}, 2), {1, 4, 2, 3}), 4, 2), {1, 3}, {0.5, 0.5});
  ExpectRow(Grouped(OneRow(kSigmoid, {1, 4, 2, 3}, 1), 4, 3), {1}, {1 / (1 + std::exp(-4))});
}

TEST(OracleGroups, DeepUnderflowStillRanksGroupsByTheirLogits) {
  ExpectRow(Grouped(OneRow(kSoftmax, {0, -40, -3000, -4000, -2000, -5000}, 3), 3, 2), {0, 1, 4}, {1, 0, 0});
}

TEST(OracleGroups, OneGroupIsNoGroup) {
  for (const auto& [grouped, plain] :
       {std::pair(kSigmoid, Operation::kTopkSigmoid), {kSoftmax, Operation::kTopkSoftmax}}) {
    const std::vector<double> logits = {1, kNan, -3, 8, 8, -kInf};
    for (const bool bias : {false, true}) {
      RoutingProblem a = OneRow(grouped, logits, 4);
      RoutingProblem b = OneRow(plain, logits, 4);
      if (bias) a = WithBias(a, {0, 1, 2, 3, 4, 5}), b = WithBias(b, {0, 1, 2, 3, 4, 5});
      EXPECT_EQ(SolveRow(a, 0).ranking, SolveRow(b, 0).ranking);
      EXPECT_EQ(SolveRow(a, 0).weight, SolveRow(b, 0).weight);
      EXPECT_EQ(SolveRow(Grouped(a, 3, 3), 0).ranking, SolveRow(b, 0).ranking) << "all groups kept";
    }
  }
}

TEST(OracleGroups, OtherOperationsDoNotLookAtGroups) {
  const RoutingProblem problem = OneRow(Operation::kTopkSigmoid, {9, 0, 8, 7}, 2);
  EXPECT_EQ(SolveRow(Grouped(problem, 2, 1), 0).ranking, SolveRow(problem, 0).ranking);
}

}  // namespace
}  // namespace gatefuzz
