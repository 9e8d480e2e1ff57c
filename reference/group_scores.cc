// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0

#include "reference/group_scores.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace gatefuzz {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// How a group stands among the groups of its row.
struct Standing {
  bool has_participant = false;  // an expert that is not masked
  double score = -kInfinity;
  double key = -kInfinity;  // what ranks it: the score, without bias the largest logit
};

Standing StandingOf(const RoutingProblem& problem, const OracleRow& row, size_t first, size_t size) {
  Standing out;
  double largest = -kInfinity;
  double second = -kInfinity;
  int participants = 0;
  for (size_t e = first; e < first + size; ++e) {
    if (row.masked[e]) continue;
    ++participants;
    out.key = std::max(out.key, row.effective_logit[e]);
    if (row.choice[e] > largest) {
      second = largest;
      largest = row.choice[e];
    } else {
      second = std::max(second, row.choice[e]);
    }
  }
  out.has_participant = participants > 0;
  out.score = largest;
  if (problem.bias.empty()) return out;
  if (participants > 1) out.score = largest + second;
  if (std::isnan(out.score)) out.score = -kInfinity;
  out.key = out.score;
  return out;
}

}  // namespace

void ScoreGroups(const RoutingProblem& problem, OracleRow* row) {
  row->group_score.clear();
  row->survives.clear();
  if (!IsGrouped(problem.operation)) return;
  const Groups groups = GroupsOf(problem);
  std::vector<Standing> standings;
  for (int32_t group = 0; group < groups.count; ++group) {
    const size_t first = static_cast<size_t>(group * groups.size);
    standings.push_back(StandingOf(problem, *row, first, static_cast<size_t>(groups.size)));
    row->group_score.push_back(standings.back().score);
  }
  std::vector<size_t> order(standings.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    if (standings[a].has_participant != standings[b].has_participant) return standings[a].has_participant;
    return standings[a].key != standings[b].key ? standings[a].key > standings[b].key : a < b;
  });
  row->survives.assign(standings.size(), false);
  for (int32_t rank = 0; rank < groups.kept; ++rank) row->survives[order[static_cast<size_t>(rank)]] = true;
}

}  // namespace gatefuzz
