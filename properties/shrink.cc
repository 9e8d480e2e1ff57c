// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "properties/shrink.h"

#include <optional>
#include <utility>

#include "properties/shrink_moves.h"
#include "properties/simplicity.h"

namespace gatefuzz {
namespace {

// For SimplerCases, which holds them all: logits of all the cases together.
constexpr size_t kMaxHeldLogits = size_t{1} << 24;

// The case after the move, if that is simpler.
std::optional<RoutingCase> Apply(const ShrinkMove& move, const RoutingCase& from, const Complexity& complexity) {
  RoutingCase to = from;
  move(&to);
  if (ComplexityOf(to) < complexity) return to;
  return std::nullopt;
}

}  // namespace

std::vector<RoutingCase> SimplerCases(const RoutingCase& routing_case) {
  const Complexity complexity = ComplexityOf(routing_case);
  std::vector<RoutingCase> simpler;
  size_t held = 0;
  for (const ShrinkMove& move : ShrinkMoves(routing_case)) {
    std::optional<RoutingCase> next = Apply(move, routing_case, complexity);
    if (!next) continue;
    held += next->problem.logits.size();
    if (held > kMaxHeldLogits) break;
    simpler.push_back(*std::move(next));
  }
  return simpler;
}

// After a step that helped the next one tried is its neighbour, not the first of all: the earlier ones have just
// failed. They get their turn again before the descent ends, because it ends only after a full round without a step.
ShrinkResult Shrink(const RoutingCase& start, const std::function<bool(const RoutingCase&)>& still_fails,
                    int max_executions) {
  ShrinkResult result{start, 0, 0};
  std::vector<ShrinkMove> moves = ShrinkMoves(result.smallest);
  Complexity complexity = ComplexityOf(result.smallest);
  size_t next = 0;
  size_t failed_in_a_row = 0;
  while (!moves.empty() && failed_in_a_row < moves.size() && result.executions < max_executions) {
    if (next >= moves.size()) next = 0;
    std::optional<RoutingCase> simpler = Apply(moves[next], result.smallest, complexity);
    if (!simpler || (++result.executions, !still_fails(*simpler))) {
      ++next;
      ++failed_in_a_row;
      continue;
    }
    result.smallest = *std::move(simpler);
    ++result.steps;
    moves = ShrinkMoves(result.smallest);
    complexity = ComplexityOf(result.smallest);
    failed_in_a_row = 0;
  }
  return result;
}

}  // namespace gatefuzz
