// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0

#include "reference/tolerance.h"

#include <algorithm>
#include <cmath>

#include "reference/score_rule.h"

namespace gatefuzz {

double ScoreTolerance(Operation operation, double x, double max) {
  const ScoreRule rule = ScoreRuleOf(operation);
  if (rule == ScoreRule::kThenSoftmax) return 0;
  if (!std::isfinite(x)) return 8 * kUlp;
  const double argument = rule == ScoreRule::kSoftmax ? std::abs(x - max) : std::max(0.0, -x);
  return (8 + argument) * kUlp;
}

double SpreadTolerance(double distance) { return (8 + distance) * kUlp; }

double ScoreFloor(Operation operation) {
  return ScoreRuleOf(operation) == ScoreRule::kSoftplusSqrt ? std::sqrt(kSmallestNormal) : kSmallestNormal;
}

double ChoiceTolerance(Operation operation, double score, double relative, const double* bias) {
  const double magnitude = std::abs(score);
  if (bias == nullptr && (ScoreRuleOf(operation) == ScoreRule::kThenSoftmax || score == 0)) return 0;
  const double own = relative * magnitude + ScoreFloor(operation);
  return bias == nullptr ? own : own + 8 * kUlp * std::max(magnitude, std::abs(*bias));
}

double PairSumTolerance(double a, double b) { return 8 * kUlp * std::max(std::abs(a), std::abs(b)) + kSmallestNormal; }

double SumTolerance(int k, double scale) { return k * (0x1p-22 * scale + kSmallestNormal); }

}  // namespace gatefuzz
