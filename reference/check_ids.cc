// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// unique, range, window, finished: what can be said of the ids as written, before asking which expert is better.
//
// A number that is no legal id is `range` when it lies outside [0, E] (or is E where no sentinel is allowed),
// `finished` when it names an expert in a finished row, and `window` when it is a global id where a local one belongs.
// A global id that happens to be small enough reads as another local expert; `order` or `agreement` then find it.

#include <algorithm>
#include <array>

#include "fmt/format.h"
#include "reference/row_judge.h"

namespace gatefuzz {
namespace {

// The clause that this id breaks, if it breaks one; else its expert in `expert`.
std::optional<Clause> Decode(const RowJudge& judge, int64_t id, int32_t* expert) {
  const RoutingProblem& problem = judge.problem;
  const bool windowed = problem.local_count >= 0;
  *expert = kHidden;
  if (id < 0 || id > problem.experts) return Clause::kRange;
  if (id == problem.experts) {
    return windowed || judge.finished ? std::nullopt : std::optional(Clause::kRange);
  }
  if (judge.finished) return Clause::kFinished;
  if (windowed && id >= problem.local_count) return Clause::kWindow;
  *expert = static_cast<int32_t>(id) + (windowed ? problem.local_first : 0);
  return std::nullopt;
}

std::string Explain(const RowJudge& judge, Clause clause, int64_t id) {
  const RoutingProblem& problem = judge.problem;
  if (clause == Clause::kFinished)
    return fmt::format("id {} in a finished row, not the sentinel {}", id, problem.experts);
  if (clause == Clause::kWindow) {
    return fmt::format("id {} is neither local to the window of {} experts from {} nor the sentinel {}", id,
                       problem.local_count, problem.local_first, problem.experts);
  }
  return fmt::format("id {} is not in [0, {}){}", id, problem.experts,
                     problem.local_count >= 0 || judge.finished ? fmt::format(" nor the sentinel {}", problem.experts)
                                                                : std::string());
}

}  // namespace

bool CheckIds(RowJudge& judge) {
  const int32_t k = judge.problem.k;
  judge.chosen.assign(static_cast<size_t>(k), kHidden);
  judge.slot_of.assign(static_cast<size_t>(judge.problem.experts), -1);
  judge.hidden_count = 0;
  bool good = true;
  for (int32_t j = 0; j < k; ++j) {
    const int64_t id = judge.result.ids[judge.Slot(j)];
    int32_t expert = kHidden;
    if (const std::optional<Clause> broken = Decode(judge, id, &expert)) {
      judge.Report(*broken, j, Explain(judge, *broken, id), {});
      good = false;
      continue;
    }
    judge.chosen[static_cast<size_t>(j)] = expert;
    if (expert == kHidden) {
      ++judge.hidden_count;
      continue;
    }
    int16_t& slot = judge.slot_of[static_cast<size_t>(expert)];
    if (slot >= 0) {
      judge.Report(Clause::kUnique, j, fmt::format("expert {} chosen twice (slots {} and {})", expert, slot, j), {});
      good = false;
    } else {
      slot = static_cast<int16_t>(j);
    }
  }
  return good;
}

}  // namespace gatefuzz
