// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The checker's search for surviving groups against the plain definition, by brute force: a choice is legal if some set
// of g groups is such that no other group must survive before one of them, and the choice is legal among their experts.
// With a window: if some experts outside it, put for the sentinels, make it so.

#include <algorithm>
#include <cstdlib>
#include <numeric>

#include "gtest/gtest.h"
#include "rapidcheck.h"
#include "reference/group_contender.h"
#include "reference/test_problems.h"
#include "reference/weights.h"

namespace gatefuzz {
namespace {

// Few distinct values, some of them near ties, others equal after underflow; or near ties alone.
std::vector<uint32_t> FewValues(int32_t count) {
  const bool near = *rc::gen::arbitrary<bool>();
  std::vector<uint32_t> out;
  for (int32_t i = 0; i < count; ++i) {
    out.push_back(
        FromDouble(DType::kF32, near ? *rc::gen::element(0.5, 0.5 + 0x1p-24, 0.5 + 0x1p-22, 0.5 + 0x1p-20)
                                     : *rc::gen::element(0.0, 0.0, 0.5, 0.5 + 0x1p-24, 1.0, 1 + 0x1p-23, 1 + 0x1p-21,
                                                         -200.0, -kInf, kInf, kNan, -9.0, 0.25, 3e38)));
  }
  return out;
}

RoutingProblem SmallProblem() {
  RoutingProblem p;
  p.operation = *rc::gen::element(Operation::kGroupedSigmoid, Operation::kGroupedSoftmax);
  p.non_finite = static_cast<NonFinitePolicy>(*rc::gen::inRange(0, 2));
  p.tokens = 1;
  const int32_t size = *rc::gen::inRange(1, 4);
  p.num_groups = *rc::gen::inRange(2, size == 3 ? 4 : 5);
  p.top_groups = *rc::gen::inRange(1, p.num_groups + 1);
  p.experts = size * p.num_groups;
  p.k = *rc::gen::inRange(1, std::min(size * p.top_groups, 4) + 1);
  p.renormalize = *rc::gen::arbitrary<bool>();
  p.logits = FewValues(p.experts);
  if (*rc::gen::inRange(0, 3) > 0) p.bias = FewValues(p.experts);
  return p;
}

// k different experts: the oracle's, or those of another choice of groups, with a few swaps.
std::vector<int32_t> NearlyRight(const RoutingProblem& problem, const OracleRow& row) {
  std::vector<int32_t> experts = row.ranking;
  for (int swaps = *rc::gen::inRange(0, 4); swaps > 0; --swaps) {
    const size_t i = *rc::gen::inRange<size_t>(0, experts.size() - 1);
    std::swap(experts[i], experts[i + 1]);
  }
  experts.resize(static_cast<size_t>(problem.k));
  return experts;
}

// The definition, of a choice without sentinels.
class Definition {
 public:
  Definition(const RoutingProblem& problem, Agreement level) : problem_(problem), groups_(GroupsOf(problem)) {
    const bool exact = IsExact(problem, level);
    OracleRow row;
    ScoreRow(problem, 0, &row);
    MakeContenders(problem, row, exact, &experts_);
    MakeGroupContenders(problem, exact, experts_, &contenders_);
  }

  bool IsLegal(const std::vector<int32_t>& chosen) const {
    for (size_t j = 1; j < chosen.size(); ++j) {
      for (size_t i = 0; i < j; ++i) {
        const bool bound =
            i + 1 == j || SameClass(experts_[static_cast<size_t>(chosen[i])], experts_[static_cast<size_t>(chosen[j])]);
        if (bound && !MayPrecede(experts_, chosen[i], chosen[j])) return false;
      }
    }
    for (uint32_t kept = 0; kept < 1u << groups_.count; ++kept) {
      if (__builtin_popcount(kept) == groups_.kept && IsLegalWith(kept, chosen)) return true;
    }
    return false;
  }

 private:
  bool IsLegalWith(uint32_t kept, const std::vector<int32_t>& chosen) const {
    const auto in = [kept](int32_t group) { return (kept >> group & 1) != 0; };
    for (int32_t a = 0; a < groups_.count; ++a) {
      for (int32_t b = 0; b < groups_.count; ++b) {
        if (in(a) && !in(b) && !MaySurviveBefore(contenders_, a, b)) return false;
      }
    }
    for (const int32_t expert : chosen) {
      if (!in(expert / groups_.size)) return false;
    }
    for (int32_t e = 0; e < problem_.experts; ++e) {
      if (!in(e / groups_.size) || std::ranges::find(chosen, e) != chosen.end()) continue;
      for (const int32_t expert : chosen) {
        if (!MayPrecede(experts_, expert, e)) return false;
      }
    }
    return true;
  }

  const RoutingProblem& problem_;
  const Groups groups_;
  std::vector<Contender> experts_;
  std::vector<GroupContender> contenders_;
};

RoutingResult ResultOf(const RoutingProblem& problem, const OracleRow& row, const std::vector<int32_t>& chosen) {
  RoutingResult result;
  result.ids.assign(chosen.begin(), chosen.end());
  for (const double w : ChosenWeights(problem, row, chosen)) result.weights.push_back(FromDouble(DType::kF32, w));
  return result;
}

TEST(GroupsProperty, TheVerdictIsThatOfTheDefinition) {
  for (const Agreement level : {Agreement::kExact, Agreement::kWithinTolerance}) {
    EXPECT_TRUE(rc::check("groups: verdict as by definition", [level] {
      const RoutingProblem problem = SmallProblem();
      RC_ASSERT(ValidateProblem(problem) == "");
      const OracleRow row = SolveRow(problem, 0);
      const std::vector<int32_t> chosen = NearlyRight(problem, row);
      const RoutingResult result = ResultOf(problem, row, chosen);
      const bool by_definition = Definition(problem, level).IsLegal(chosen);
      RC_CLASSIFY(by_definition, "legal");
      RC_CLASSIFY(by_definition && chosen != std::vector<int32_t>(row.ranking.begin(), row.ranking.begin() + problem.k),
                  "legal, another than the oracle's");
      RC_LOG() << Messages(problem, result, level);
      RC_ASSERT(CheckResult(problem, result, level).empty() == by_definition);
    }));
  }
}

// Is there a legal choice that shows as `open`, with some experts outside the window for its hidden slots?
bool IsLegalForSomeExperts(const RoutingProblem& problem, const Definition& definition, const RoutingResult& result,
                           Agreement level, std::vector<int32_t> open, const std::vector<int32_t>& outside) {
  const auto hidden = std::ranges::find(open, -1);
  if (hidden == open.end()) {
    if (!definition.IsLegal(open)) return false;
    RoutingResult shown = result;
    shown.ids.assign(open.begin(), open.end());
    return CheckResult(problem, shown, level).empty();
  }
  for (const int32_t expert : outside) {
    if (std::ranges::find(open, expert) != open.end()) continue;
    *hidden = expert;
    if (IsLegalForSomeExperts(problem, definition, result, level, open, outside)) return true;
  }
  return false;
}

TEST(GroupsProperty, BehindAWindowNoLegalResultIsRefusedAndAtTheExactLevelNoIllegalOneAccepted) {
  for (const Agreement level : {Agreement::kExact, Agreement::kWithinTolerance}) {
    EXPECT_TRUE(rc::check("groups behind a window: verdict as by definition, or more lenient", [level] {
      const RoutingProblem open = SmallProblem();
      RoutingProblem windowed = open;
      windowed.local_first = *rc::gen::inRange(0, open.experts + 1);
      windowed.local_count = *rc::gen::inRange(0, open.experts - windowed.local_first + 1);
      const OracleRow row = SolveRow(open, 0);
      const std::vector<int32_t> chosen = NearlyRight(open, row);
      RoutingResult result = ResultOf(open, row, chosen);
      const auto is_outside = [&](int32_t e) {
        return e < windowed.local_first || e >= windowed.local_first + windowed.local_count;
      };
      std::vector<int32_t> outside;
      for (int32_t e = 0; e < open.experts; ++e) {
        if (is_outside(e)) outside.push_back(e);
      }
      std::vector<int32_t> shown = chosen;
      for (size_t j = 0; j < chosen.size(); ++j) {
        if (is_outside(chosen[j])) shown[j] = -1;
        result.ids[j] = is_outside(chosen[j]) ? open.experts : chosen[j] - windowed.local_first;
      }
      const bool by_definition = IsLegalForSomeExperts(open, Definition(open, level), result, level, shown, outside);
      const bool accepted = CheckResult(windowed, result, level).empty();
      RC_CLASSIFY(accepted, "legal");
      RC_CLASSIFY(accepted && !by_definition, "forgiven");
      RC_LOG() << Messages(windowed, result, level);
      RC_ASSERT(by_definition <= accepted);
      if (IsExact(open, level)) RC_ASSERT(by_definition == accepted);
    }));
  }
}

}  // namespace
}  // namespace gatefuzz

int main(int argc, char** argv) {
  // The same cases in every run; a person who wants others sets RC_PARAMS.
  setenv("RC_PARAMS", "seed=20261124 max_success=3000", /*overwrite=*/0);
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
