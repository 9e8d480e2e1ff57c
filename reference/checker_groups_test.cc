// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The agreement clause where experts come in groups: each legal choice of groups is accepted, the nearest illegal one
// is refused, and the report names the groups. Most logits are 0, so that each choice score is 0.5 + bias.

#include <cmath>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "reference/checker.h"
#include "reference/test_problems.h"

namespace gatefuzz {
namespace {

using ::testing::HasSubstr;

constexpr auto kSigmoid = Operation::kGroupedSigmoid;
constexpr auto kSoftmax = Operation::kGroupedSoftmax;
constexpr Agreement kLevels[] = {Agreement::kExact, Agreement::kWithinTolerance};

// Groups of two experts, logits 0, these biases.
RoutingProblem Biased(const std::vector<double>& bias, int32_t kept, int32_t k) {
  return Grouped(WithBias(OneRow(kSigmoid, std::vector<double>(bias.size(), 0), k), bias),
                 static_cast<int32_t>(bias.size()) / 2, kept);
}

// What is said of these experts (sentinels as they are) with weights of 0.5 each, as Biased has them.
std::string After(const RoutingProblem& problem, const std::vector<int64_t>& ids, Agreement level) {
  EXPECT_EQ(Messages(problem, Solve(problem), level), "");
  return Broken(problem, Answer(ids, std::vector<double>(ids.size(), 0.5)), level);
}

std::string After(const RoutingProblem& problem, const std::vector<int64_t>& ids) {
  const std::string exact = After(problem, ids, Agreement::kExact);
  EXPECT_EQ(After(problem, ids, Agreement::kWithinTolerance), exact);
  return exact;
}

TEST(CheckerGroups, TheBestOfAllExpertsMayNotBeChosenFromAWorseGroup) {
  // Groups score 1.3, 1.4, 1.1, 1.25.
  const RoutingProblem problem = Biased({0.3, 0, 0.2, 0.2, 0.5, -0.4, 0.1, 0.15}, 2, 3);
  EXPECT_EQ(After(problem, {0, 2, 3}), "");
  EXPECT_EQ(After(problem, {4, 0, 2}), "agreement") << "groups forgotten";
  EXPECT_EQ(After(problem, {2, 3, 7}), "agreement") << "group 3 for group 0";
  EXPECT_EQ(After(problem, {0, 2, 1}), "agreement") << "expert 3 passed over";
  EXPECT_EQ(After(problem, {2, 0, 3}), "order");
}

TEST(CheckerGroups, TheReportNamesTheGroups) {
  const RoutingProblem problem = Biased({0.25, 0, 1, 0.5, 0, 0}, 1, 2);
  EXPECT_EQ(
      Messages(problem, Answer({0, 1}, {0.5, 0.5}), Agreement::kExact),
      "expert 1 lies in group 0 (score 1.25, tolerance 2.6e-06), group 1 (score 2.5, tolerance 3.8e-06) was passed "
      "over; ids [0 1]; logits [1:0]\n");
  EXPECT_THAT(Messages(problem, Answer({2, 0}, {0.5, 0.5}), Agreement::kExact),
              HasSubstr("expert 0 lies in group 0 (score 1.25, tolerance 2.6e-06), group 1 (score 2.5, tolerance "
                        "3.8e-06) comes before it, and 1 of 3 survive"));
  const RoutingProblem near = Biased({1e-6, 0, 0, 0}, 1, 2);
  EXPECT_THAT(Messages(near, Answer({0, 2}, {0.5, 0.5}), Agreement::kExact),
              HasSubstr("choices from 2 groups, of which 1 survive"));
  const RoutingProblem exact = Grouped(OneRow(kSoftmax, {0, 0, -2000, 1, 0, -3000}, 1), 3, 1);
  EXPECT_THAT(Messages(exact, Answer({0}, {std::exp(-1)}), Agreement::kExact),
              HasSubstr("expert 0 lies in group 0 (largest logit 0), group 1 (largest logit 1) was passed over"));
}

TEST(CheckerGroups, AnUnchosenExpertOfASurvivingGroupIsNamedWithIt) {
  // Groups 0 and 1 survive; nothing is chosen from group 1, though expert 2 is better than expert 1.
  const RoutingProblem problem = Biased({3, 0, 2, 2, -9, -9}, 2, 2);
  EXPECT_THAT(
      Messages(problem, Answer({0, 1}, {0.5, 0.5}), Agreement::kExact),
      HasSubstr("expert 1 (choice 0.5, bias 0, tolerance 9.5e-07) chosen, expert 2 (choice 2.5, bias 2, tolerance "
                "2.4e-06) not, of group 1 (score 5,"));
}

TEST(CheckerGroups, NegativeScoresDoNotLetOtherGroupsIn) {
  const RoutingProblem problem = Biased({-3, -3, -4, -1}, 1, 2);
  EXPECT_EQ(After(problem, {3, 2}), "");
  EXPECT_EQ(After(problem, {3, 0}), "agreement") << "the best two of all";
  const RoutingProblem infinite = Biased({-kInf, -kInf, -5, -kInf, -1, -2}, 2, 4);
  EXPECT_EQ(After(infinite, {4, 5, 0, 1}), "");
  EXPECT_EQ(After(infinite, {4, 5, 2, 3}), "agreement") << "-Inf groups come by id";
  EXPECT_EQ(After(infinite, {4, 5, 2, 0}), "agreement");
}

TEST(CheckerGroups, EqualGroupsComeByIdAtBothLevels) {
  EXPECT_EQ(After(Biased({0, 0, 0, 0}, 1, 1), {2}), "agreement");
  EXPECT_EQ(After(Biased({1, 0, -9, 0, 1, -9, 0, 1}, 1, 1), {7}), "agreement") << "the same two, the other way about";
  EXPECT_EQ(After(Grouped(OneRow(kSigmoid, {0, 0, 0, 0}, 1), 2, 1), {2}), "agreement");
  EXPECT_EQ(After(Grouped(OneRow(kSigmoid, {0, -1, 0, -2}, 1), 2, 1), {2}), "agreement") << "by the largest alone";
  EXPECT_EQ(After(Biased({kNan, -kInf, -kInf, -kInf}, 1, 1), {2}), "agreement");
  EXPECT_EQ(After(Biased({kInf, 3, kInf, 4}, 1, 1), {2}), "agreement") << "infinite both";
}

TEST(CheckerGroups, NearTiesOfGroupsMayGoEitherWay) {
  // Sums 1 + 1e-6 and 1, each of which an addition in f32 may round.
  const RoutingProblem near = Biased({1e-6, 0, 0, 0, -9, 0}, 1, 2);
  EXPECT_EQ(After(near, {0, 1}), "");
  EXPECT_EQ(After(near, {2, 3}), "");
  EXPECT_EQ(After(near, {5, 4}), "agreement");
  EXPECT_EQ(After(near, {0, 2}), "agreement") << "but not half of each";
  EXPECT_EQ(After(Biased({1e-4, 0, 0, 0}, 1, 2), {2, 3}), "agreement") << "not near";
  // A large bias makes wide ranges.
  EXPECT_EQ(After(Biased({1e6, 0, 1e6, 1e-3}, 1, 2), {0, 1}), "");
}

TEST(CheckerGroups, OfTheNearTiesNoneWithABetterExpertMayBeFilledUp) {
  // Group 0 certainly survives, and one of the near ties 1 and 2, each of which holds a better expert than expert 1.
  const RoutingProblem problem = Biased({9, 0.1, 1, 0, 1e-6, 1, -9, -9}, 2, 2);
  EXPECT_EQ(After(problem, {0, 2}), "");
  EXPECT_EQ(After(problem, {0, 5}), "");
  EXPECT_EQ(After(problem, {0, 1}), "agreement");
  EXPECT_THAT(Messages(problem, Answer({0, 1}, {0.5, 0.5}), Agreement::kExact),
              HasSubstr("; any groups that may survive hold such an expert"));
  // Here group 2 holds none, so that it may have been the one.
  EXPECT_EQ(After(Biased({9, 0.75, 1, 0, 0.5 + 1e-6, 0.5, -9, -9}, 2, 2), {0, 1}), "");
}

TEST(CheckerGroups, WithoutBiasGroupsAreHeldToTheExactRanking) {
  const RoutingProblem problem = Grouped(OneRow(kSigmoid, {1, 0, 1 + 0x1p-23, 0}, 1), 2, 1);
  const RoutingResult other = Answer({0}, {1 / (1 + std::exp(-1))});
  EXPECT_EQ(Broken(problem, other, Agreement::kExact), "agreement");
  EXPECT_EQ(Broken(problem, other, Agreement::kWithinTolerance), "");
  // Deep underflow.
  const RoutingProblem deep = Grouped(OneRow(kSoftmax, {0, -9, -3000, -3000, -2000, -2000}, 4), 3, 2);
  EXPECT_EQ(Broken(deep, Solve(deep), Agreement::kExact), "");
  RoutingResult result = Solve(deep);
  result.ids = {0, 1, 2, 3};
  EXPECT_EQ(Broken(deep, result, Agreement::kExact), "agreement");
  EXPECT_EQ(Broken(deep, result, Agreement::kWithinTolerance), "");
}

TEST(CheckerGroups, MaskedExpertsTakeNoPartInTheScoreOfTheirGroup) {
  const RoutingProblem problem =
      Grouped(Masking(WithBias(OneRow(kSigmoid, {kNan, 0, 0, 0}, 2), {9, 1, 0.4, 0.5})), 2, 1);
  for (const Agreement level : kLevels) {
    EXPECT_EQ(Broken(problem, Answer({3, 2}, {0.5, 0.5}), level), "");
    EXPECT_EQ(Broken(problem, Answer({1, 0}, {0.5, 0}), level), "agreement")
        << "the mask forgotten in the group's score";
    EXPECT_EQ(Broken(problem, Answer({3, 0}, {0.5, 0}), level), "agreement");
  }
}

TEST(CheckerGroups, AGroupOfMaskedExpertsSurvivesAfterAnyOther) {
  const RoutingProblem problem =
      Grouped(Masking(WithBias(OneRow(kSigmoid, {kNan, kInf, kNan, kNan, 0, 0}, 3), {9, 9, 9, 9, -kInf, kNan})), 3, 2);
  for (const Agreement level : kLevels) {
    EXPECT_EQ(Broken(problem, Answer({4, 5, 0}, {0.5, 0.5, 0}), level), "");
    EXPECT_EQ(Broken(problem, Answer({4, 5, 2}, {0.5, 0.5, 0}), level), "agreement") << "the larger group";
    EXPECT_EQ(Broken(problem, Answer({0, 1, 2}, {0, 0, 0}), level), "agreement") << "masked groups before a finite one";
  }
}

TEST(CheckerGroups, SumsBeyondFloatMayTieWithInfinity) {
  const double huge = 2e38;
  const RoutingProblem problem = Biased({huge, huge, kInf, 0}, 1, 1);
  EXPECT_EQ(Broken(problem, Answer({2}, {0.5})), "");
  EXPECT_EQ(Broken(problem, Answer({0}, {0.5})), "") << "their sum overflows in f32";
  EXPECT_EQ(Broken(Biased({huge, 0, kInf, 0}, 1, 1), Answer({0}, {0.5})), "agreement");
}

TEST(CheckerGroups, ASentinelStandsForAnExpertOfAGroupThatMaySurvive) {
  // Group 1 survives, wholly outside the window of group 0; the better expert 0 is inside.
  const RoutingProblem problem = Windowed(Biased({2, -9, 1, 1, 0, 0}, 1, 2), 0, 2);
  EXPECT_EQ(After(problem, {6, 6}), "");
  EXPECT_EQ(After(problem, {0, 6}), "agreement") << "expert 0 lies in a group that does not survive";
  // Groups 0 and 1 survive. Outside: 2 to 5, of which 4 and 5 cannot be meant.
  const RoutingProblem two = Windowed(Biased({2, 1, 0.5, -0.5, 0.25, -9}, 2, 3), 0, 2);
  EXPECT_EQ(After(two, {0, 1, 6}), "");
  EXPECT_EQ(After(two, {0, 6, 6}), "window");
  // The weight of a hidden slot is that of expert 3 or 2.
  RoutingProblem weighted = Windowed(Grouped(OneRow(kSigmoid, {3, 2, 1, 0, 0.5, -9}, 3), 3, 2), 0, 2);
  for (const Agreement level : kLevels) {
    RoutingResult result = Solve(weighted);
    EXPECT_EQ(Broken(weighted, result, level), "");
    result.weights[2] = FromDouble(DType::kF32, 1 / (1 + std::exp(-0.5)));
    EXPECT_EQ(Broken(weighted, result, level), "value") << "that of expert 4";
  }
}

TEST(CheckerGroups, AGroupWithMoreHiddenExpertsThanSentinelsCannotSurvive) {
  // Groups 1 and 2, outside, are near ties.
  const RoutingProblem problem = Windowed(Biased({9, 0.5, 1, 1, 1 + 1e-6, 1}, 2, 3), 0, 2);
  EXPECT_EQ(After(problem, {0, 6, 6}), "");
  EXPECT_EQ(After(problem, {0, 6, 1}), "agreement") << "any second group has two better ones, and one is hidden";
  EXPECT_EQ(After(Windowed(Biased({9, 0.5, 1, 1, 1 + 1e-6, 0.25}, 2, 3), 0, 2), {0, 6, 1}), "agreement");
  EXPECT_EQ(After(Windowed(Biased({9, 0.5, 1, 0.25, 1 + 1e-6, 0.25}, 2, 3), 0, 2), {0, 6, 1}), "");
}

TEST(CheckerGroups, AnEqualGroupComesOnlyAfterTheOneOfSmallerId) {
  // Groups 1 and 2 are equals by their two best, which the window hides. Group 1 has expert 3 besides, inside.
  const RoutingProblem problem = Windowed(
      Grouped(WithBias(OneRow(kSigmoid, std::vector<double>(9, 0), 4), {9, 0.1, -9, 0.5, 1, 1, -9, 1, 1}), 3, 2), 0, 4);
  EXPECT_EQ(After(problem, {0, 9, 9, 3}), "");
  EXPECT_EQ(After(problem, {0, 9, 9, 1}), "agreement") << "as if group 2 had survived";
  // Behind a finished row it shows in the weights: group 0 survives, in which no expert has this score.
  RoutingProblem finished = Grouped(OneRow(kSigmoid, {0, -1, 0, -0.5}, 2), 2, 1);
  finished.finished = {1};
  for (const Agreement level : kLevels) {
    EXPECT_EQ(Broken(finished, Answer({4, 4}, {0.5, 1 / (1 + std::exp(0.5))}), level), "value");
    EXPECT_EQ(Broken(finished, Answer({4, 4}, {0.5, 1 / (1 + std::exp(1))}), level), "");
  }
}

TEST(CheckerGroups, GroupsOfTheSameKindsInOtherNumbersAreNotEquals) {
  // Near ties, of which group 1 has more of the better kind.
  const RoutingProblem problem =
      Grouped(WithBias(OneRow(kSigmoid, std::vector<double>(6, 0), 1), {0, 0, 1e-6, 0, 1e-6, 1e-6}), 2, 1);
  EXPECT_EQ(After(problem, {4}), "");
  EXPECT_EQ(After(problem, {2}), "");
}

TEST(CheckerGroups, FinishedRowsHideAllAndAreStillJudgedByWeight) {
  RoutingProblem problem = Grouped(OneRow(kSigmoid, {3, 2, 1, 0}, 2), 2, 1);
  problem.finished = {1};
  for (const Agreement level : kLevels) {
    RoutingResult result = Solve(problem);
    EXPECT_EQ(Broken(problem, result, level), "");
    result.weights[1] = FromDouble(DType::kF32, 1 / (1 + std::exp(-1.0)));
    EXPECT_EQ(Broken(problem, result, level), "value");
  }
}

TEST(CheckerGroups, OneGroupAndAllGroupsKeptAreJudgedAsWithoutGroups) {
  for (const RoutingProblem& problem : {Biased({1, 2}, 1, 1), Grouped(Biased({1, 2, 0, 0}, 1, 1), 2, 2)}) {
    EXPECT_EQ(After(problem, {1}), "");
    EXPECT_EQ(After(problem, {0}), "agreement");
  }
}

}  // namespace
}  // namespace gatefuzz
