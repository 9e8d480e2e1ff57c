// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What the checker's parts share while they judge one row. Internal to reference/: users call checker.h.
#ifndef GATEFUZZ_REFERENCE_ROW_JUDGE_H_
#define GATEFUZZ_REFERENCE_ROW_JUDGE_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "reference/contender.h"
#include "reference/group_contender.h"
#include "reference/oracle.h"
#include "reference/weights.h"

namespace gatefuzz {

// In `chosen`: the slot holds the sentinel, so that its expert is one outside the window (finished row: any expert).
inline constexpr int32_t kHidden = -1;

struct RowJudge {
  const RoutingProblem& problem;
  const RoutingResult& result;
  const bool exact;
  std::vector<Violation>* violations;

  // Of the current row; reused from row to row.
  int64_t row = 0;
  bool finished = false;
  OracleRow scored = {};
  std::vector<Contender> contenders = {};
  std::vector<GroupContender> groups = {};  // grouped, where not all survive
  // By group, set by CheckSurvivors: is it in some, in every set of groups that may survive? Empty: all survive.
  std::vector<bool> may_survive = {};
  std::vector<bool> must_survive = {};
  std::vector<int32_t> chosen = {};   // k experts or kHidden, by slot; set by CheckIds
  std::vector<int16_t> slot_of = {};  // E: the slot that shows this expert, or -1
  int32_t hidden_count = 0;
  // The experts that the hidden slots may stand for, set by CheckSelection. Settled: exactly these, as many as slots;
  // at the exact level and in the ranking's order they have been put into `chosen` instead.
  std::vector<int32_t> hidden_candidates = {};
  bool hidden_settled = false;
  RowBounds bounds = {};  // scratch of CheckWeights

  size_t Slot(int32_t j) const {
    return static_cast<size_t>(row) * static_cast<size_t>(problem.k) + static_cast<size_t>(j);
  }
  bool IsOutside(int32_t expert) const {
    if (finished) return true;
    if (problem.local_count < 0) return false;
    return expert < problem.local_first || expert >= problem.local_first + problem.local_count;
  }
  bool MaySurvive(int32_t expert) const { return Flag(may_survive, expert); }
  bool MustSurvive(int32_t expert) const { return Flag(must_survive, expert); }
  // Adds a violation with the message "TEXT; ids [...]; logits [...]", of the concerned experts (none: the row's
  // first). Clause, row and slot are not repeated in the text; whoever prints a violation puts them before it. Slot -1:
  // the row.
  void Report(Clause clause, int32_t slot, std::string_view text, std::span<const int32_t> concerned);

 private:
  bool Flag(const std::vector<bool>& flags, int32_t expert) const {
    return flags.empty() || flags[static_cast<size_t>(expert / GroupsOf(problem).size)];
  }
};

// unique, range, window, finished. True if the row can be judged further; then `chosen` is filled.
bool CheckIds(RowJudge& judge);
// agreement of groups. True if nothing was found; then may_survive and must_survive are set. Requires: CheckIds
// returned true and `contenders` are made.
bool CheckSurvivors(RowJudge& judge);
// order, agreement, window (too many sentinels). True if nothing was found. Requires: CheckIds returned true.
bool CheckSelection(RowJudge& judge);
// finite and sum, which need no ids.
void CheckWeightsAlone(RowJudge& judge);
// value. Requires: CheckIds returned true; `selection_legal` is what CheckSelection returned.
void CheckValues(RowJudge& judge, bool selection_legal);

// "expert 3 (logit -0.5, bias 2, choice score 1.5)", for messages.
std::string DescribeExpert(const RowJudge& judge, int32_t expert);
// "group 2 (score 1.5, tolerance 1e-6)". Requires: `groups` are made.
std::string DescribeGroup(const RowJudge& judge, int32_t group);

}  // namespace gatefuzz

#endif  // GATEFUZZ_REFERENCE_ROW_JUDGE_H_
