// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// A window hides which expert a sentinel stands for. The checker's verdict on a windowed result is compared with the
// plain definition, by brute force: the result is legal if some choice of outside experts for the sentinels makes it
// legal without a window. At the exact level the two agree; within tolerance the checker may forgive more, never less.

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numeric>

#include "gtest/gtest.h"
#include "rapidcheck.h"
#include "reference/test_problems.h"
#include "reference/weights.h"

namespace gatefuzz {
namespace {

// Few distinct values, some of them near ties, others equal after underflow.
std::vector<uint32_t> FewValues(int32_t count) {
  std::vector<uint32_t> out;
  for (int32_t i = 0; i < count; ++i) {
    out.push_back(FromDouble(
        DType::kF32, *rc::gen::element(0.0, 0.5, 0.5 + 0x1p-24, 1.0, 1 + 0x1p-23, -200.0, -210.0, -kInf, -9.0, 0.25)));
  }
  return out;
}

RoutingProblem SmallProblem() {
  RoutingProblem p;
  p.operation = static_cast<Operation>(*rc::gen::inRange(0, 6));
  p.non_finite = static_cast<NonFinitePolicy>(*rc::gen::inRange(0, 2));
  p.tokens = 1;
  p.experts = *rc::gen::inRange(2, 7);
  p.k = *rc::gen::inRange(1, std::min(p.experts, 4) + 1);
  p.renormalize = *rc::gen::arbitrary<bool>();
  p.logits = FewValues(p.experts);
  if (*rc::gen::arbitrary<bool>()) p.bias = FewValues(p.experts);
  return p;
}

// k different experts: the oracle's, with a few swaps.
std::vector<int32_t> NearlyRight(const RoutingProblem& problem, const OracleRow& row) {
  std::vector<int32_t> experts = row.ranking;
  for (int swaps = *rc::gen::inRange(0, 3); swaps > 0; --swaps) {
    const size_t i = *rc::gen::inRange<size_t>(0, experts.size() - 1);
    std::swap(experts[i], experts[i + 1]);
  }
  experts.resize(static_cast<size_t>(problem.k));
  return experts;
}

bool IsLegalForSomeAssignment(const RoutingProblem& open, RoutingResult result, const std::vector<int32_t>& outside,
                              size_t slot, Agreement level) {
  while (slot < result.ids.size() && result.ids[slot] != open.experts) ++slot;
  if (slot == result.ids.size()) return CheckResult(open, result, level).empty();
  for (const int32_t expert : outside) {
    if (std::find(result.ids.begin(), result.ids.end(), expert) != result.ids.end()) continue;
    RoutingResult next = result;
    next.ids[slot] = expert;
    if (IsLegalForSomeAssignment(open, next, outside, slot + 1, level)) return true;
  }
  return false;
}

struct Verdicts {
  bool windowed;
  bool by_definition;
  bool exact;
  std::string messages;
};

Verdicts Judge(Agreement level) {
  const RoutingProblem open = SmallProblem();
  RoutingProblem windowed = open;
  if (*rc::gen::inRange(0, 4) == 0) {
    windowed.finished = {1};
  } else {
    windowed.local_first = *rc::gen::inRange(0, open.experts + 1);
    windowed.local_count = *rc::gen::inRange(0, open.experts - windowed.local_first + 1);
  }
  const OracleRow row = SolveRow(open, 0);
  const std::vector<int32_t> chosen = NearlyRight(open, row);
  RoutingResult global;
  RoutingResult local;
  std::vector<int32_t> outside;
  const auto is_outside = [&](int32_t e) {
    return !windowed.finished.empty() || e < windowed.local_first || e >= windowed.local_first + windowed.local_count;
  };
  for (int32_t e = 0; e < open.experts; ++e) {
    if (is_outside(e)) outside.push_back(e);
  }
  for (const int32_t e : chosen) {
    global.ids.push_back(is_outside(e) ? open.experts : e);
    local.ids.push_back(is_outside(e) ? open.experts : e - windowed.local_first);
  }
  for (const double w : ChosenWeights(open, row, chosen)) global.weights.push_back(FromDouble(DType::kF32, w));
  local.weights = global.weights;
  return {CheckResult(windowed, local, level).empty(), IsLegalForSomeAssignment(open, global, outside, 0, level),
          open.bias.empty(), Messages(windowed, local, level)};
}

TEST(CheckerWindow, AtTheExactLevelTheVerdictIsThatOfTheDefinition) {
  EXPECT_TRUE(rc::check("exact level: verdict as by definition", [] {
    const Verdicts verdicts = Judge(Agreement::kExact);
    RC_CLASSIFY(verdicts.windowed, "legal");
    RC_LOG() << verdicts.messages;
    // Without bias only: with one, this level too is judged within tolerance.
    if (verdicts.exact) RC_ASSERT(verdicts.by_definition == verdicts.windowed);
    RC_ASSERT(verdicts.by_definition <= verdicts.windowed);
  }));
}

TEST(CheckerWindow, WithinToleranceALegalResultIsNeverRejected) {
  EXPECT_TRUE(rc::check("within tolerance: no false report", [] {
    const Verdicts verdicts = Judge(Agreement::kWithinTolerance);
    RC_CLASSIFY(verdicts.windowed, "legal");
    RC_CLASSIFY(verdicts.windowed != verdicts.by_definition, "forgiven");
    RC_LOG() << verdicts.messages;
    RC_ASSERT(verdicts.by_definition <= verdicts.windowed);
  }));
}

}  // namespace
}  // namespace gatefuzz

int main(int argc, char** argv) {
  setenv("RC_PARAMS", "seed=20261123 max_success=3000", /*overwrite=*/0);
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
