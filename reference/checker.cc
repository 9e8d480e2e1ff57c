// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Row by row: ids as written, then the selection they stand for, then the weights of that selection. No part asks the
// oracle for the one right answer where the contract allows several.

#include "reference/checker.h"

#include <algorithm>
#include <utility>

#include "fmt/format.h"
#include "reference/row_judge.h"

namespace gatefuzz {
namespace {

void CheckSourceRows(RowJudge& judge) {
  if (!judge.problem.want_source_rows) return;
  for (int32_t j = 0; j < judge.problem.k; ++j) {
    const int64_t expected = j * judge.problem.tokens + judge.row;
    const int32_t actual = judge.result.source_rows[judge.Slot(j)];
    if (actual == expected) continue;
    judge.violations->push_back(
        {Clause::kSourceRows, judge.row, j,
         fmt::format("{}, not {} = {} * {} + {}", actual, expected, j, judge.problem.tokens, judge.row)});
  }
}

void CheckRow(RowJudge& judge, int64_t row) {
  const RoutingProblem& problem = judge.problem;
  judge.row = row;
  judge.finished = !problem.finished.empty() && problem.finished[static_cast<size_t>(row)] != 0;
  ScoreRow(problem, row, &judge.scored);
  const bool readable = CheckIds(judge);
  CheckWeightsAlone(judge);
  if (readable) {
    MakeContenders(problem, judge.scored, judge.exact, &judge.contenders);
    const bool selection_legal = CheckSelection(judge);
    CheckValues(judge, selection_legal);
  }
  CheckSourceRows(judge);
}

}  // namespace

std::vector<Violation> CheckResult(const RoutingProblem& problem, const RoutingResult& result, Agreement agreement,
                                   int limit) {
  std::vector<Violation> violations;
  RowJudge judge{.problem = problem, .result = result, .exact = IsExact(problem, agreement), .violations = &violations};
  for (int64_t row = 0; row < problem.tokens; ++row) {
    const auto first = static_cast<std::ptrdiff_t>(violations.size());
    CheckRow(judge, row);
    std::sort(violations.begin() + first, violations.end(), [](const Violation& a, const Violation& b) {
      return std::pair(a.clause, a.slot) < std::pair(b.clause, b.slot);
    });
    if (violations.size() >= static_cast<size_t>(limit)) {
      violations.resize(static_cast<size_t>(limit));
      break;
    }
  }
  return violations;
}

}  // namespace gatefuzz
