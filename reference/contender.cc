// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0

#include "reference/contender.h"

#include <cmath>
#include <limits>

#include "reference/float_bits.h"
#include "reference/tolerance.h"

namespace gatefuzz {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

Contender WithinTolerance(const RoutingProblem& problem, const OracleRow& row, size_t e) {
  Contender out;
  const double choice = row.choice[e];
  double bias = 0;
  if (!problem.bias.empty()) bias = ToDouble(DType::kF32, problem.bias[e]);
  if (std::isinf(choice)) {
    out.low = out.high = out.tie_logit = choice;
    out.tie_bias = kInfinity;  // no expert with a finite choice score has it
    return out;
  }
  const double tolerance = ChoiceTolerance(problem.operation, row.score[e], row.relative_tolerance[e],
                                           problem.bias.empty() ? nullptr : &bias);
  out.low = choice - tolerance;
  out.high = choice + tolerance;
  // The addition may overflow in f32 and then ties with an infinite bias; wider arithmetic need not. Either is legal.
  if (out.high >= kLargestFloat) out.high = kInfinity;
  if (out.low <= -kLargestFloat) out.low = -kInfinity;
  out.tie_logit = row.effective_logit[e];
  out.tie_bias = bias;
  return out;
}

}  // namespace

bool IsExact(const RoutingProblem& problem, Agreement agreement) {
  return agreement == Agreement::kExact && problem.bias.empty();
}

void MakeContenders(const RoutingProblem& problem, const OracleRow& row, bool exact, std::vector<Contender>* out) {
  out->resize(static_cast<size_t>(problem.experts));
  for (size_t e = 0; e < out->size(); ++e) {
    Contender& contender = (*out)[e];
    if (row.masked[e]) {
      contender = {-kInfinity, -kInfinity, 0, 0, true};
    } else if (exact) {
      const double logit = row.effective_logit[e];
      contender = {logit, logit, logit, 0, false};
    } else {
      contender = WithinTolerance(problem, row, e);
    }
  }
}

}  // namespace gatefuzz
