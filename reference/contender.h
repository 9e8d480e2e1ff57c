// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// "May expert a stand before expert b?": the one comparison on which the checker's order and agreement rest. At the
// exact level it is a total order; within tolerance it is not even transitive, so nothing here sorts.
#ifndef GATEFUZZ_REFERENCE_CONTENDER_H_
#define GATEFUZZ_REFERENCE_CONTENDER_H_

#include <cstdint>
#include <vector>

#include "reference/oracle.h"

namespace gatefuzz {

// One expert's place in the comparison.
struct Contender {
  // Where a kernel's f32 choice score may lie; exact level: both are the logit. Beyond f32's range an end is infinite.
  double low = 0;
  double high = 0;
  // Experts with equal keys get equal choice scores from any kernel, so their order is by id, at either level: equal
  // logit and bias; or choice scores that are infinite without rounding (a NaN bias and one of -Inf are equal).
  double tie_logit = 0;
  double tie_bias = 0;
  bool masked = false;
};

// Does the contract hold this problem to the exact ranking? Only a kernel that declares it, and only without bias.
bool IsExact(const RoutingProblem& problem, Agreement agreement);

// One contender for each expert of a scored row. Reuses `out`.
void MakeContenders(const RoutingProblem& problem, const OracleRow& row, bool exact, std::vector<Contender>* out);

inline bool SameClass(const Contender& a, const Contender& b) {
  return a.masked == b.masked && (a.masked || (a.tie_logit == b.tie_logit && a.tie_bias == b.tie_bias));
}

// May `a` be ranked before `b`? `a` and `b` are ids.
inline bool MayPrecede(const std::vector<Contender>& contenders, int32_t a, int32_t b) {
  const Contender& first = contenders[static_cast<size_t>(a)];
  const Contender& second = contenders[static_cast<size_t>(b)];
  if (SameClass(first, second)) return a < b;
  if (first.masked != second.masked) return second.masked;
  return first.high >= second.low;
}

}  // namespace gatefuzz

#endif  // GATEFUZZ_REFERENCE_CONTENDER_H_
