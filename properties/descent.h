// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Shrinking of any kind of case: moves that may make it simpler, a measure that says whether they did, and the greedy
// descent. A Case is a value type; a measure's values are compared by <.
#ifndef GATEFUZZ_PROPERTIES_DESCENT_H_
#define GATEFUZZ_PROPERTIES_DESCENT_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

namespace gatefuzz {

template <typename Case>
struct ShrinkResultOf {
  Case smallest;
  int steps = 0;       // accepted
  int executions = 0;  // calls of still_fails
};

// The case after the move, if that is simpler.
template <typename Case, typename Complexity>
std::optional<Case> AppliedIfSimpler(const std::function<void(Case*)>& move, const Case& from,
                                     const Complexity& complexity, Complexity (*complexity_of)(const Case&)) {
  Case to = from;
  move(&to);
  if (complexity_of(to) < complexity) return to;
  return std::nullopt;
}

// After a step that helped the next one tried is its neighbour, not the first of all: the earlier ones have just
// failed. They get their turn again before the descent ends, because it ends only after a full round without a step.
template <typename Case, typename Complexity>
ShrinkResultOf<Case> Descend(const Case& start, const std::function<bool(const Case&)>& still_fails, int max_executions,
                             std::vector<std::function<void(Case*)>> (*moves_of)(const Case&),
                             Complexity (*complexity_of)(const Case&)) {
  ShrinkResultOf<Case> result{start, 0, 0};
  std::vector<std::function<void(Case*)>> moves = moves_of(result.smallest);
  Complexity complexity = complexity_of(result.smallest);
  size_t next = 0;
  size_t failed_in_a_row = 0;
  while (!moves.empty() && failed_in_a_row < moves.size() && result.executions < max_executions) {
    if (next >= moves.size()) next = 0;
    std::optional<Case> simpler = AppliedIfSimpler(moves[next], result.smallest, complexity, complexity_of);
    if (!simpler || (++result.executions, !still_fails(*simpler))) {
      ++next;
      ++failed_in_a_row;
      continue;
    }
    result.smallest = *std::move(simpler);
    ++result.steps;
    moves = moves_of(result.smallest);
    complexity = complexity_of(result.smallest);
    failed_in_a_row = 0;
  }
  return result;
}

// Calls visit(begin, end) for blocks of size count, count/2, ..., 1, as long as there are not too many of them.
template <typename Visit>
void ForHalvingBlocks(int64_t count, int64_t largest, const Visit& visit) {
  constexpr int64_t kMaxBlocks = 256;  // of one size
  for (int64_t size = largest; size >= 1 && (count + size - 1) / size <= kMaxBlocks; size /= 2) {
    for (int64_t begin = 0; begin < count; begin += size) visit(begin, begin + size < count ? begin + size : count);
  }
}

}  // namespace gatefuzz

#endif  // GATEFUZZ_PROPERTIES_DESCENT_H_
