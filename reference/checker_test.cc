// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Each clause fires on a result made for it, by the smallest change to a legal one, and not on the legal one.

#include "reference/checker.h"

#include <cmath>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "reference/test_problems.h"

namespace gatefuzz {
namespace {

using ::testing::HasSubstr;

constexpr auto kSoftmax = Operation::kTopkSoftmax;
constexpr auto kSigmoid = Operation::kTopkSigmoid;
constexpr Operation kOperations[] = {kSoftmax,
                                     kSigmoid,
                                     Operation::kTopkThenSoftmax,
                                     Operation::kTopkSoftplusSqrt,
                                     Operation::kGroupedSigmoid,
                                     Operation::kGroupedSoftmax};
constexpr Agreement kLevels[] = {Agreement::kExact, Agreement::kWithinTolerance};

// Choices 3 1 2 4 of five experts, clearly apart.
RoutingProblem Plain(Operation operation = kSoftmax) { return OneRow(operation, {-3, 2, 1, 3, 0}, 4); }

// Plain with a bias that makes the worst expert the best.
RoutingProblem Biased(Operation operation) { return WithBias(Plain(operation), {100, 0, 0, 0.5, 0}); }

// What the checker says after `change` to the oracle's answer; the answer itself must be legal.
template <typename Change>
std::string After(const RoutingProblem& problem, Change change, Agreement level = Agreement::kExact) {
  RoutingResult result = Solve(problem);
  EXPECT_EQ(Messages(problem, result, level), "");
  change(result);
  return Broken(problem, result, level);
}

uint32_t Bits(double value) { return FromDouble(DType::kF32, value); }

TEST(Checker, UniqueFiresOnARepeatedExpertAndOnNothingElse) {
  for (const Agreement level : kLevels) {
    EXPECT_EQ(After(Plain(), [](RoutingResult& r) { r.ids[2] = r.ids[0]; }, level), "unique");
    EXPECT_EQ(After(Windowed(Plain(), 0, 4), [](RoutingResult& r) { r.ids[2] = r.ids[0]; }, level), "unique");
  }
}

TEST(Checker, UniqueNamesRowSlotsExpertIdsAndLogits) {
  RoutingProblem problem = OneRow(kSoftmax, std::vector<double>(6, kNan), 4);
  const std::vector<Violation> found = CheckResult(problem, Answer({0, 0, 0, 0}, {0, 0, 0, 0}), Agreement::kExact);
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0].clause, Clause::kUnique);
  EXPECT_EQ(found[0].row, 0);
  EXPECT_EQ(found[0].slot, 1);
  EXPECT_EQ(found[0].message, "expert 0 chosen twice (slots 0 and 1); ids [0 0 0 0]; logits [nan nan nan nan nan nan]");
}

TEST(Checker, RangeFiresOutsideTheExperts) {
  for (const int64_t id : {int64_t{-1}, int64_t{5}, int64_t{6}, int64_t{0xFFFFFFFF}, INT64_MIN}) {
    for (const Agreement level : kLevels) {
      EXPECT_EQ(After(Plain(), [&](RoutingResult& r) { r.ids[1] = id; }, level), "range") << id;
    }
    if (id == 5) continue;  // the sentinel: legal in a finished row
    RoutingProblem finished = Plain();
    finished.finished = {1};
    EXPECT_EQ(After(finished, [&](RoutingResult& r) { r.ids[1] = id; }), "range") << id;
  }
}

TEST(Checker, OrderFiresOnChosenExpertsOutOfOrder) {
  for (const Operation operation : kOperations) {
    for (const Agreement level : kLevels) {
      const auto swap = [](RoutingResult& r) { std::swap(r.ids[0], r.ids[1]), std::swap(r.weights[0], r.weights[1]); };
      EXPECT_EQ(After(Plain(operation), swap, level), "order");
      EXPECT_EQ(After(Biased(operation), swap, level), "order");
    }
  }
}

TEST(Checker, OrderFiresOnEqualsByFallingId) {
  for (const Operation operation : kOperations) {
    for (const Agreement level : kLevels) {
      const auto swap = [](RoutingResult& r) { std::swap(r.ids[0], r.ids[1]); };
      EXPECT_EQ(After(OneRow(operation, {-0.0, 0, -9}, 2), swap, level), "order");
      EXPECT_EQ(After(WithBias(OneRow(operation, {1, 1, -9}, 2), {4, 4, 0}), swap, level), "order");
      // Two biases that both make the choice score -Inf.
      EXPECT_EQ(After(WithBias(OneRow(operation, {1, 1}, 2), {kNan, -kInf}), swap, level), "order");
      EXPECT_EQ(After(Masking(OneRow(operation, {kNan, kInf, kNan}, 2)), swap, level), "order");
    }
  }
}

TEST(Checker, OrderFiresOnEqualsFarApart) {
  // Near ties between them, so that each neighbouring pair is in order.
  const double above = 1 + 0x1p-23;
  RoutingProblem problem = OneRow(kSigmoid, {1, above, 1, -50}, 3);
  RoutingResult result = Solve(problem);
  EXPECT_EQ(Broken(problem, result, Agreement::kWithinTolerance), "");
  result.ids = {2, 1, 0};
  EXPECT_EQ(Broken(problem, result, Agreement::kWithinTolerance), "order");
}

TEST(Checker, AgreementFiresOnABetterExpertPassedOver) {
  for (const Operation operation : kOperations) {
    for (const Agreement level : kLevels) {
      const std::string found =
          After(OneRow(operation, {-3, 2, 1, 3, 0}, 1), [](RoutingResult& r) { r.ids[0] = 1; }, level);
      EXPECT_THAT(found, HasSubstr("agreement"));
      EXPECT_THAT(found, ::testing::Not(HasSubstr("order")));
    }
  }
}

TEST(Checker, AgreementFiresOnAnEqualExpertWithALargerId) {
  for (const Operation operation : kOperations) {
    for (const Agreement level : kLevels) {
      const auto last = [](RoutingResult& r) { r.ids[1] = 2; };
      EXPECT_EQ(After(OneRow(operation, {1, 1, 1}, 2), last, level), "agreement");
      EXPECT_EQ(After(WithBias(OneRow(operation, {1, 1, 1}, 2), {2, 2, 2}), last, level), "agreement");
      EXPECT_EQ(After(OneRow(operation, {-kInf, -kInf, -kInf}, 2), last, level), "agreement");
      EXPECT_EQ(After(OneRow(operation, {kNan, kNan, -kNan}, 2), last, level), "agreement");
      EXPECT_EQ(After(Masking(OneRow(operation, {kNan, kInf, -kInf}, 2)), last, level), "agreement");
    }
  }
}

TEST(Checker, AgreementFiresOnAMaskedExpertBeforeAFiniteOne) {
  RoutingProblem problem = Masking(WithBias(OneRow(kSigmoid, {0, kNan}, 1), {-kInf, kInf}));
  EXPECT_EQ(After(problem, [](RoutingResult& r) { r.ids = {1}, r.weights = {0}; }), "agreement");
  EXPECT_EQ(
      After(problem, [](RoutingResult& r) { r.ids = {1}, r.weights = {0}; }, Agreement::kWithinTolerance), "agreement");
}

TEST(Checker, DeepUnderflowIsNoExcuseAtTheExactLevel) {
  RoutingProblem problem = OneRow(kSoftmax, {0, -1000, -2000}, 2);
  const auto last = [](RoutingResult& r) { r.ids[1] = 2; };
  EXPECT_EQ(After(problem, last), "agreement");
  EXPECT_EQ(After(problem, last, Agreement::kWithinTolerance), "");
}

TEST(Checker, FiniteFiresOnNanInfinityAndNegativeWeightsButNotOnMinusZero) {
  for (const double bad : {kNan, kInf, -kInf, -1.0, -0x1p-149}) {
    EXPECT_THAT(After(Plain(), [&](RoutingResult& r) { r.weights[3] = Bits(bad); }), HasSubstr("finite")) << bad;
  }
  RoutingProblem problem = OneRow(kSoftmax, {kNan, 1}, 1);
  EXPECT_EQ(After(problem, [&](RoutingResult& r) { r.weights[0] = Bits(-0.0); }), "");
}

TEST(Checker, ValueFiresOnAWeightOffByMoreThanTheTolerance) {
  for (const Operation operation : kOperations) {
    const auto scaled = [](double factor) {
      return [factor](RoutingResult& r) { r.weights[1] = Bits(ToDouble(DType::kF32, r.weights[1]) * factor); };
    };
    EXPECT_EQ(After(Plain(operation), scaled(1 + 0x1p-18)), "value");
    EXPECT_EQ(After(Plain(operation), scaled(1 - 0x1p-18)), "value");
    EXPECT_EQ(After(Plain(operation), scaled(1 + 0x1p-21)), "") << "within 8 ulps";
    EXPECT_THAT(After(Biased(operation), scaled(1 + 0x1p-16)), HasSubstr("value"));
  }
}

TEST(Checker, ValueFiresOnTheBiasedScore) {
  RoutingProblem problem = WithBias(OneRow(kSigmoid, {0, 0}, 1), {1, 0});
  EXPECT_EQ(After(problem, [](RoutingResult& r) { r.weights[0] = Bits(1.5); }), "value");
}

TEST(Checker, ValueFiresOnANonZeroWeightInAZeroedRow) {
  for (const bool renormalize : {false, true}) {
    RoutingProblem problem = OneRow(kSoftmax, {kNan, 1, 2, 3}, 2);
    problem.renormalize = renormalize;
    EXPECT_EQ(After(problem, [](RoutingResult& r) { r.weights = {Bits(0.5), Bits(0.5)}; }), "value");
  }
}

TEST(Checker, SumFiresWhereEachWeightAloneIsWithinTolerance) {
  // The tolerance of a weight grows with its distance from the best; that of the sum does not.
  RoutingProblem problem = Renormalized(OneRow(kSigmoid, {-60, -60}, 2));
  const auto up = [](RoutingResult& r) { r.weights = {Bits(0.5 + 0x1p-20), Bits(0.5 + 0x1p-20)}; };
  EXPECT_EQ(After(problem, up), "sum");
}

TEST(Checker, SumIsNotAskedOfWeightsThatAreNotRenormalised) {
  EXPECT_EQ(After(Plain(), [](RoutingResult&) {}), "");
  const auto half = [](RoutingResult& r) {
    for (uint32_t& w : r.weights) w = Bits(ToDouble(DType::kF32, w) / 2);
  };
  EXPECT_EQ(After(Plain(), half), "value");
  EXPECT_EQ(After(Renormalized(Plain()), half), "value sum");
  EXPECT_EQ(After(Plain(Operation::kTopkThenSoftmax), half), "value sum");
}

TEST(Checker, SourceRowsFiresOnARowMajorNumber) {
  RoutingProblem problem = Plain();
  problem.logits.insert(problem.logits.end(), problem.logits.begin(), problem.logits.end());
  problem.tokens = 2;
  problem.want_source_rows = true;
  EXPECT_EQ(After(problem, [](RoutingResult& r) { r.source_rows[1] = 1; }), "source_rows");
  const std::vector<Violation> found = [&] {
    RoutingResult result = Solve(problem);
    result.source_rows[5] = 0;
    return CheckResult(problem, result, Agreement::kExact);
  }();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].message, "0, not 3 = 1 * 2 + 1");
}

TEST(Checker, WindowFiresOnGlobalIdsAndOnTooManySentinels) {
  // Ranking 3 1 2 4 0; window 3..4: ids 0 5 5 1.
  const RoutingProblem problem = Windowed(Plain(), 3, 2);
  ASSERT_THAT(Solve(problem).ids, testing::ElementsAre(0, 5, 5, 1));
  for (const Agreement level : kLevels) {
    EXPECT_EQ(After(problem, [](RoutingResult& r) { r.ids[0] = 3; }, level), "window");
    EXPECT_EQ(After(problem, [](RoutingResult& r) { r.ids[0] = 5; }, level), "window");
    EXPECT_EQ(After(problem, [](RoutingResult& r) { r.ids[3] = 5; }, level), "window");
    EXPECT_EQ(After(problem, [](RoutingResult& r) { r.ids[1] = -2; }, level), "range") << "1 less the window's start";
  }
}

TEST(Checker, AWindowHidesNoBetterExpertPassedOver) {
  // Window 0..1, outside 2 3 4. Expert 0, the worst, is shown where the outsider 4 should be.
  const RoutingProblem problem = Windowed(Plain(), 0, 2);
  ASSERT_THAT(Solve(problem).ids, testing::ElementsAre(5, 1, 5, 5));
  for (const Agreement level : kLevels) {
    EXPECT_THAT(After(problem, [](RoutingResult& r) { r.ids[3] = 0; }, level), HasSubstr("agreement"));
  }
  // The order among the hidden slots and the shown one is known at the exact level only.
  const auto move = [](RoutingResult& r) {
    std::swap(r.ids[1], r.ids[2]);
    std::swap(r.weights[1], r.weights[2]);
  };
  EXPECT_EQ(After(problem, move), "order");
  EXPECT_EQ(After(problem, move, Agreement::kWithinTolerance), "");
}

TEST(Checker, AWindowThatHidesNothingStillJudgesTheExpertsOutside) {
  // All k choices are inside, and the best expert is outside.
  const RoutingProblem problem = Windowed(OneRow(kSigmoid, {1, 2, 9}, 2), 0, 2);
  for (const Agreement level : kLevels) {
    EXPECT_EQ(Broken(problem, Answer({1, 0}, {1 / (1 + std::exp(-2)), 1 / (1 + std::exp(-1))}), level), "agreement");
  }
}

TEST(Checker, WeightsOfHiddenSlotsAreJudged) {
  const auto spoil = [](RoutingResult& r) { r.weights[2] = Bits(ToDouble(DType::kF32, r.weights[2]) * 1.01); };
  for (const bool renormalize : {false, true}) {
    RoutingProblem problem = Plain();
    problem.renormalize = renormalize;
    RoutingProblem finished = problem;
    finished.finished = {7};
    for (const Agreement level : kLevels) {
      EXPECT_THAT(After(Windowed(problem, 0, 2), spoil, level), HasSubstr("value"));
      EXPECT_THAT(After(finished, spoil, level), HasSubstr("value"));
    }
  }
}

TEST(Checker, FinishedFiresOnAnIdInAFinishedRowOnly) {
  RoutingProblem problem = Plain();
  problem.finished = {1};
  for (const Agreement level : kLevels) {
    EXPECT_EQ(After(problem, [](RoutingResult& r) { r.ids[0] = 3; }, level), "finished");
    EXPECT_EQ(After(Windowed(problem, 3, 2), [](RoutingResult& r) { r.ids[0] = 0; }, level), "finished");
  }
  problem.finished = {0};
  EXPECT_EQ(After(problem, [](RoutingResult& r) { r.ids[0] = 5; }), "range");
}

TEST(Checker, ReportsRowByRowInTheOrderOfTheClausesUpToTheLimit) {
  RoutingProblem problem = Plain();
  for (int i = 0; i < 3; ++i)
    problem.logits.insert(problem.logits.end(), problem.logits.begin(), problem.logits.begin() + 5);
  problem.tokens = 4;
  problem.want_source_rows = true;
  RoutingResult result = Solve(problem);
  for (size_t row = 1; row < 4; ++row) {
    result.ids[row * 4 + 1] = result.ids[row * 4];
    result.weights[row * 4] = Bits(kNan);
    result.source_rows[row * 4 + 3] = -1;
  }
  const std::vector<Violation> all = CheckResult(problem, result, Agreement::kExact);
  ASSERT_EQ(all.size(), 9u);
  for (size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i].row, static_cast<int64_t>(1 + i / 3));
  EXPECT_EQ(all[3].clause, Clause::kUnique);
  EXPECT_EQ(all[4].clause, Clause::kFinite);
  EXPECT_EQ(all[5].clause, Clause::kSourceRows);
  EXPECT_EQ(CheckResult(problem, result, Agreement::kExact, 4).size(), 4u);
}

TEST(Checker, MessagesAreOneShortLineHoweverWideTheRow) {
  RoutingProblem problem = Renormalized(
      WithBias(OneRow(kSigmoid, std::vector<double>(1024, -20.123456), 32), std::vector<double>(1024, 0.123456)));
  RoutingResult result = Solve(problem);
  std::swap(result.ids[4], result.ids[9]);
  for (size_t j = 0; j < 32; ++j) result.weights[j] = Bits(0.1234567 + 1e-6 * static_cast<double>(j));
  const std::vector<Violation> found = CheckResult(problem, result, Agreement::kExact, 100);
  EXPECT_GT(found.size(), 30u);
  for (const Violation& violation : found) {
    EXPECT_LE(violation.message.size(), 400u) << violation.message;
    EXPECT_EQ(violation.message.find('\n'), std::string::npos);
  }
}

TEST(Checker, SaysNothingOfNoTokens) {
  RoutingProblem problem = OneRow(kSoftmax, {1}, 1);
  problem.tokens = 0;
  problem.logits.clear();
  EXPECT_EQ(Broken(problem, RoutingResult{}), "");
}

}  // namespace
}  // namespace gatefuzz
