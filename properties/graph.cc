// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// graph: the case's call captured at a few rows more than the case has, and at a smaller size over the same buffers;
// replayed at full size, then with other rows of the case, fewer of them, and padding that the seed draws.

#include <algorithm>

#include "properties/graph_replays.h"
#include "properties/relational.h"

namespace gatefuzz {
namespace {

constexpr int64_t kMorePadding = 4;  // rows
constexpr int kSmallerReplays = 3;

GraphPlan DrawPlan(const RoutingCase& routing_case) {
  Random random(routing_case.seed, kGraphStream);
  const int64_t tokens = routing_case.problem.tokens;
  const int64_t room = std::min(kMaxCaseTokens, kMaxCaseLogits / routing_case.problem.experts) - tokens;
  const int64_t largest = tokens + std::min(room, random.Between(1, kMorePadding));
  GraphPlan plan;
  plan.sizes = {largest, random.Between(1, largest)};
  plan.replays.push_back({.graph = 0, .live = largest});
  for (int i = 0; i < kSmallerReplays; ++i) {
    GraphReplay replay;
    // Both graphs have their turn, in either order.
    replay.graph = i == 0 ? random.Below(2) : 1 - plan.replays.back().graph;
    replay.live = random.Between(1, plan.sizes[replay.graph]);
    replay.first_row = random.Between(0, tokens - 1);
    replay.padding = static_cast<Padding>(random.Below(5));
    replay.times = 1 + static_cast<int>(random.Below(2));
    plan.replays.push_back(replay);
  }
  return plan;
}

}  // namespace

Outcome CheckGraph(const RoutingCase& routing_case, Runner& runner) {
  if (routing_case.problem.tokens == 0) return Discard{"no rows"};
  return CheckReplays(routing_case, runner, DrawPlan(routing_case));
}

}  // namespace gatefuzz
