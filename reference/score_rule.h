// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// How an operation scores a logit, whether it has groups or not: what scores, tolerances and weights depend on.
#ifndef GATEFUZZ_REFERENCE_SCORE_RULE_H_
#define GATEFUZZ_REFERENCE_SCORE_RULE_H_

#include "kernels/kernel_table.h"

namespace gatefuzz {

// docs/contract.md, "Scores".
enum class ScoreRule { kSoftmax, kSigmoid, kSoftplusSqrt, kThenSoftmax };

constexpr ScoreRule ScoreRuleOf(Operation operation) {
  switch (operation) {
    case Operation::kTopkSoftmax:
    case Operation::kGroupedSoftmax:
      return ScoreRule::kSoftmax;
    case Operation::kTopkSigmoid:
    case Operation::kGroupedSigmoid:
      return ScoreRule::kSigmoid;
    case Operation::kTopkSoftplusSqrt:
      return ScoreRule::kSoftplusSqrt;
    case Operation::kTopkThenSoftmax:
      break;
  }
  return ScoreRule::kThenSoftmax;
}

// Rules by which the row's experts share one exponential sum: one bad logit spoils them all, and a constant added to
// all logits changes nothing.
constexpr bool IsRowWide(ScoreRule rule) { return rule == ScoreRule::kSoftmax || rule == ScoreRule::kThenSoftmax; }

}  // namespace gatefuzz

#endif  // GATEFUZZ_REFERENCE_SCORE_RULE_H_
