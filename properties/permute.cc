// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// permute: permuting experts (and bias) permutes ids, on rows where no tie is settled by the id. The case is tried
// without window and finished flags, which hide ids. Weights are not compared: the order of a sum changes their bits.

#include <numeric>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "harness/case_edit.h"
#include "harness/random.h"
#include "properties/clear_winners.h"
#include "properties/relational.h"

namespace gatefuzz {
namespace {

std::vector<int32_t> DrawOrder(int32_t count, Random* random) {
  std::vector<int32_t> order(static_cast<size_t>(count));
  std::iota(order.begin(), order.end(), 0);
  for (size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random->Below(i)]);
  return order;
}

// Of the experts; groups move as wholes, and experts within them.
std::vector<int32_t> DrawPermutation(const Groups& groups, Random* random) {
  if (groups.count == 1) return DrawOrder(groups.size, random);
  std::vector<int32_t> order;
  for (const int32_t group : DrawOrder(groups.count, random)) {
    for (const int32_t member : DrawOrder(groups.size, random)) order.push_back(group * groups.size + member);
  }
  return order;
}

}  // namespace

Outcome CheckPermute(const RoutingCase& routing_case, Runner& runner) {
  RoutingCase plain = routing_case;
  plain.problem.operation = runner.kernel().operation;
  plain.problem.local_first = 0;
  plain.problem.local_count = -1;
  plain.problem.finished.clear();
  if (std::optional<std::string> reason = WhyInapplicable(runner.kernel(), plain)) return Discard{*reason};
  std::vector<int64_t> rows;
  for (int64_t row = 0; row < plain.problem.tokens; ++row) {
    if (HasClearWinners(plain.problem, row, runner.kernel().agreement, Ties::kNone)) rows.push_back(row);
  }
  if (rows.empty()) return Discard{"no row without ties"};

  Random random(routing_case.seed, kPermuteStream);
  const std::vector<int32_t> order = DrawPermutation(GroupsOf(plain.problem), &random);
  RoutingResult before, after;
  if (std::optional<Outcome> stop = RunOrStop(plain, runner, "", &before)) return *stop;
  if (auto stop = RunOrStop(WithExperts(plain, order), runner, "experts permuted", &after)) return *stop;
  // Expert i of the permuted case is order[i] of the plain one.
  for (int64_t& id : after.ids) {
    if (id >= 0 && id < plain.problem.experts) id = order[static_cast<size_t>(id)];
  }
  const int32_t k = plain.problem.k;
  for (const int64_t row : rows) {
    if (auto difference = FirstDifference(Clause::kPermute, {before, row, k}, {after, row, k}, k, Compare::kIds,
                                          "(by its old id) when the experts were permuted")) {
      return FailOf(*difference);
    }
  }
  return Pass{};
}

}  // namespace gatefuzz
