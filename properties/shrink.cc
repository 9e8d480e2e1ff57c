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

}  // namespace

std::vector<RoutingCase> SimplerCases(const RoutingCase& routing_case) {
  const Complexity complexity = ComplexityOf(routing_case);
  std::vector<RoutingCase> simpler;
  size_t held = 0;
  for (const ShrinkMove& move : ShrinkMoves(routing_case)) {
    std::optional<RoutingCase> next = AppliedIfSimpler(move, routing_case, complexity, ComplexityOf);
    if (!next) continue;
    held += next->problem.logits.size();
    if (held > kMaxHeldLogits) break;
    simpler.push_back(*std::move(next));
  }
  return simpler;
}

ShrinkResult Shrink(const RoutingCase& start, const std::function<bool(const RoutingCase&)>& still_fails,
                    int max_executions) {
  return Descend(start, still_fails, max_executions, ShrinkMoves, ComplexityOf);
}

}  // namespace gatefuzz
