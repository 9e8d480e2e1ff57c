// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "properties/clear_winners.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "reference/float_bits.h"
#include "reference/group_contender.h"
#include "reference/tolerance.h"

namespace gatefuzz {
namespace {

// Of each expert's choice score: a case may ask for it once for each pair of experts.
std::vector<double> Tolerances(const RoutingProblem& problem, const OracleRow& row) {
  std::vector<double> tolerances(row.score.size());
  for (size_t expert = 0; expert < tolerances.size(); ++expert) {
    const double bias = problem.bias.empty() ? 0 : ToDouble(DType::kF32, problem.bias[expert]);
    tolerances[expert] = ChoiceTolerance(problem.operation, row.score[expert], row.relative_tolerance[expert],
                                         problem.bias.empty() ? nullptr : &bias);
  }
  return tolerances;
}

// A chosen expert and the next one in the reference's order.
struct Pair {
  const RoutingProblem& problem;
  const OracleRow& row;
  const std::vector<double>& tolerances;
  size_t better;
  size_t next;

  double bias(size_t expert) const { return ToDouble(DType::kF32, problem.bias[expert]); }
  double tolerance(size_t expert) const { return tolerances[expert]; }
};

bool IsExactTie(const Pair& pair) {
  if (pair.row.effective_logit[pair.better] != pair.row.effective_logit[pair.next]) return false;
  return pair.problem.bias.empty() || pair.bias(pair.better) == pair.bias(pair.next);
}

bool IsClear(const Pair& pair, bool exact) {
  if (exact) return pair.row.effective_logit[pair.better] > pair.row.effective_logit[pair.next];
  const double gap = pair.row.choice[pair.better] - pair.row.choice[pair.next];
  return gap > 2 * (pair.tolerance(pair.better) + pair.tolerance(pair.next));
}

// Does each surviving group stand out from each that does not survive?
bool GroupsStandOut(const RoutingProblem& problem, const OracleRow& row, bool exact) {
  std::vector<Contender> experts;
  std::vector<GroupContender> groups;
  MakeContenders(problem, row, exact, &experts);
  MakeGroupContenders(problem, exact, experts, &groups);
  for (size_t a = 0; a < groups.size(); ++a) {
    for (size_t b = 0; b < groups.size(); ++b) {
      if (!row.survives[a] || row.survives[b]) continue;
      if (groups[a].tie == groups[b].tie) return false;
      if (groups[b].tie.empty()) continue;  // no expert of it takes part
      const double gap = (groups[a].low / 2 + groups[a].high / 2) - (groups[b].low / 2 + groups[b].high / 2);
      const double widths = (groups[a].high - groups[a].low) + (groups[b].high - groups[b].low);
      if (!(gap > widths)) return false;
    }
  }
  return true;
}

}  // namespace

bool HasClearWinners(const RoutingProblem& problem, int64_t row_index, Agreement agreement, Ties ties) {
  const OracleRow row = SolveRow(problem, row_index);
  if (row.bad) return false;
  const bool exact = agreement == Agreement::kExact && problem.bias.empty();
  // Tolerances grow with the distance from the largest logit, so a neighbour further down may reach higher than the
  // next one; but where each pair of neighbours is apart by twice their tolerances, that takes a bias. Then look at
  // all.
  const Groups groups = GroupsOf(problem);
  if (groups.kept < groups.count && !GroupsStandOut(problem, row, exact)) return false;
  const std::vector<double> tolerances = exact ? std::vector<double>() : Tolerances(problem, row);
  // Those that may be chosen come first in the ranking.
  const size_t experts = static_cast<size_t>(groups.kept * groups.size);
  for (size_t rank = 0; rank < std::min(static_cast<size_t>(problem.k), experts - 1); ++rank) {
    const size_t better = static_cast<size_t>(row.ranking[rank]);
    if (row.masked[better] || !std::isfinite(row.choice[better])) return false;
    // Beyond binary32's range it may tie with another that is.
    const double magnitude = std::abs(row.choice[better]);
    if (!exact && magnitude + tolerances[better] >= kLargestFloat) return false;
    const size_t last = exact || problem.bias.empty() ? rank + 1 : experts - 1;
    for (size_t other = rank + 1; other <= last; ++other) {
      const size_t next = static_cast<size_t>(row.ranking[other]);
      if (row.masked[next]) continue;
      const Pair pair{problem, row, tolerances, better, next};
      if (ties == Ties::kExactAllowed && IsExactTie(pair)) continue;
      if (!IsClear(pair, exact)) return false;
    }
  }
  return true;
}

}  // namespace gatefuzz
