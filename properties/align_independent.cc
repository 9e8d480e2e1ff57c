// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// independent: the outputs do not depend on what workspace and outputs held: poison, drawn garbage, or what a larger
// call left there. An element of the larger call that is still there is `complete`'s: a stale tail.
#include <algorithm>

#include "harness/random.h"
#include "kernels/align.h"
#include "properties/align_relational.h"

namespace gatefuzz {
namespace {

constexpr int64_t kMoreTokens = 5;

// A call that needs more of every buffer, as far as a case can, and whose ids all name experts.
AlignCase Larger(const AlignCase& align_case) {
  Random random(align_case.seed, kAlignIndependentStream);
  AlignCase larger = align_case;
  AlignProblem& problem = larger.problem;
  problem.tokens = std::min(2 * problem.tokens + kMoreTokens, kMaxAlignSlots / problem.k);
  problem.experts = std::min(problem.experts + 1, kMaxExperts);
  problem.ids.resize(static_cast<size_t>(problem.slots()));
  for (int64_t& id : problem.ids) id = static_cast<int64_t>(random.Below(static_cast<uint64_t>(problem.experts)));
  return larger;
}

}  // namespace

Outcome CheckAlignIndependent(const AlignCase& align_case, AlignRunner& runner) {
  const Clause clause = Clause::kIndependent;
  AlignLaunch first, other, larger;
  if (auto stop = LaunchOrStop(align_case, runner, AlignMemory::kPoison, "", &first)) return *stop;
  if (auto stop = LaunchOrStop(align_case, runner, AlignMemory::kPlausible, "over other garbage", &other)) return *stop;
  if (auto stop = StopIfDifferent(first, other, clause, "over other garbage")) return *stop;

  if (auto stop = LaunchOrStop(Larger(align_case), runner, AlignMemory::kPoison, "a larger call", &larger))
    return *stop;
  if (auto stop = LaunchOrStop(align_case, runner, AlignMemory::kLeftOver, "after a larger call", &other)) return *stop;
  if (auto stop = StopIfDifferent(first, other, clause, "after a larger call in the same memory")) return *stop;
  return Pass{};
}

}  // namespace gatefuzz
