// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// "May group a survive while group b does not?": what contender.h is for experts.
#ifndef GATEFUZZ_REFERENCE_GROUP_CONTENDER_H_
#define GATEFUZZ_REFERENCE_GROUP_CONTENDER_H_

#include <cstdint>
#include <utility>
#include <vector>

#include "reference/contender.h"

namespace gatefuzz {

// One group's place in the comparison.
struct GroupContender {
  // Where a kernel's f32 group score may lie; exact level: both are the largest logit. Infinite scores are written as
  // the largest doubles, so that a group in which no expert takes part, -Inf, ranks after any other.
  double low = 0;
  double high = 0;
  // Groups with equal keys get equal scores from any kernel, so their order is by id: the (logit, bias) pairs of the
  // experts that may be among those a group is scored by. Empty for a group in which no expert takes part.
  std::vector<std::pair<double, double>> tie;
};

// One contender for each group, from those of its experts (MakeContenders). Reuses `out`.
void MakeGroupContenders(const RoutingProblem& problem, bool exact, const std::vector<Contender>& experts,
                         std::vector<GroupContender>* out);

// May `a` survive where `b` does not? `a` and `b` are groups.
inline bool MaySurviveBefore(const std::vector<GroupContender>& contenders, int32_t a, int32_t b) {
  const GroupContender& first = contenders[static_cast<size_t>(a)];
  const GroupContender& second = contenders[static_cast<size_t>(b)];
  return first.tie == second.tie ? a < b : first.high >= second.low;
}

}  // namespace gatefuzz

#endif  // GATEFUZZ_REFERENCE_GROUP_CONTENDER_H_
