// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Renormalised weights are quotients of scores, and every chosen score may underflow in any precision while their
// quotients stay ordinary numbers (eight logits at -1000: 1/8 each). So they are worked out from logarithms.
//
// Bounds of a quotient v_j / sum(v): each v_i lies within v_i +- d_i, so the quotient is smallest with v_j at its low
// end and all others at their high ends, and largest the other way round. 8u on top for the sum, the division and the
// scale.

#include "reference/weights.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "reference/score_rule.h"
#include "reference/scores.h"
#include "reference/tolerance.h"

namespace gatefuzz {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// The logarithm of the score, less a constant of the row (softmax); -Inf for a score that is 0 by policy.
double LogScore(Operation operation, double effective_logit) {
  if (effective_logit == -kInfinity) return -kInfinity;
  switch (ScoreRuleOf(operation)) {
    case ScoreRule::kSigmoid:
      return LogSigmoid(effective_logit);
    case ScoreRule::kSoftplusSqrt:
      return LogSoftplusSqrt(effective_logit);
    case ScoreRule::kSoftmax:
    case ScoreRule::kThenSoftmax:
      break;
  }
  return effective_logit;
}

// What renormalising divides: the scores of the chosen relative to the best of them.
struct Shares {
  std::array<double, kMaxTopK> log_ratio;  // <= 0
  std::array<double, kMaxTopK> share;      // sums to 1, or all 0
  bool none = true;                        // every chosen score is 0 by policy
};

Shares ComputeShares(const RoutingProblem& problem, const OracleRow& row, std::span<const int32_t> chosen) {
  Shares out;
  double best = -kInfinity;
  for (size_t j = 0; j < chosen.size(); ++j) {
    out.log_ratio[j] = LogScore(problem.operation, row.effective_logit[static_cast<size_t>(chosen[j])]);
    best = std::max(best, out.log_ratio[j]);
  }
  out.none = best == -kInfinity;
  double sum = 0;
  for (size_t j = 0; j < chosen.size(); ++j) {
    out.log_ratio[j] = out.none ? -kInfinity : out.log_ratio[j] - best;
    sum += out.share[j] = std::exp(out.log_ratio[j]);
  }
  for (size_t j = 0; j < chosen.size(); ++j) out.share[j] = out.none ? 0 : out.share[j] / sum;
  return out;
}

// The chosen quantities that a kernel may have divided, and how far each may be off.
struct Terms {
  std::array<double, kMaxTopK> value;
  std::array<double, kMaxTopK> error;
};

void BoundQuotients(const Terms& terms, double scale, std::span<WeightBounds> slots) {
  double sum_low = 0;
  double sum_high = 0;
  for (size_t j = 0; j < slots.size(); ++j) {
    sum_low += std::max(0.0, terms.value[j] - terms.error[j]);
    sum_high += terms.value[j] + terms.error[j];
  }
  for (size_t j = 0; j < slots.size(); ++j) {
    const double low = std::max(0.0, terms.value[j] - terms.error[j]);
    const double high = terms.value[j] + terms.error[j];
    const double least = low == 0 ? 0 : low / (low + std::max(0.0, sum_high - high));
    const double most = high == 0 ? 0 : high / (high + std::max(0.0, sum_low - low));
    slots[j].low = least * scale * (1 - 4 * kUlp) - kSmallestNormal;
    slots[j].high = most * scale * (1 + 4 * kUlp) + kSmallestNormal;
  }
}

// The scores themselves, in units of `unit`; a score that is 0 by policy is exactly 0.
Terms ScoreTerms(const RoutingProblem& problem, const OracleRow& row, std::span<const int32_t> chosen, double unit) {
  Terms terms;
  for (size_t j = 0; j < chosen.size(); ++j) {
    const size_t e = static_cast<size_t>(chosen[j]);
    const bool zero = row.effective_logit[e] == -kInfinity;
    terms.value[j] = row.score[e] * unit;
    terms.error[j] = zero ? 0 : row.relative_tolerance[e] * terms.value[j] + ScoreFloor(problem.operation);
  }
  return terms;
}

// The scores relative to the best of the chosen: how a kernel gets exact ratios where the scores themselves underflow.
Terms RatioTerms(const RoutingProblem& problem, const Shares& shares, size_t count) {
  Terms terms;
  for (size_t j = 0; j < count; ++j) {
    const bool zero = shares.log_ratio[j] == -kInfinity;
    terms.value[j] = std::exp(shares.log_ratio[j]);
    const double relative = zero ? 0 : SpreadTolerance(-shares.log_ratio[j]);
    terms.error[j] = zero ? 0 : relative * terms.value[j] + ScoreFloor(problem.operation);
  }
  return terms;
}

// Does every term lie below the floor, whatever its error?
bool AllBelow(double floor, const OracleRow& row, std::span<const int32_t> chosen, double unit) {
  return std::all_of(chosen.begin(), chosen.end(), [&](int32_t expert) {
    const size_t e = static_cast<size_t>(expert);
    return row.score[e] * unit * (1 + row.relative_tolerance[e]) < floor;
  });
}

void BoundNormalized(const RoutingProblem& problem, const OracleRow& row, std::span<const int32_t> chosen,
                     RowBounds* out) {
  const Shares shares = ComputeShares(problem, row, chosen);
  for (size_t j = 0; j < chosen.size(); ++j) out->slots[j].exact = shares.share[j] * problem.scale;
  if (shares.none) return;  // sum 0: every weight is exactly 0
  const std::span<WeightBounds> slots(out->slots);
  const double floor = ScoreFloor(problem.operation);
  if (ScoreRuleOf(problem.operation) == ScoreRule::kThenSoftmax) {
    BoundQuotients(RatioTerms(problem, shares, chosen.size()), problem.scale, slots);
  } else if (!AllBelow(floor, row, chosen, 1)) {
    BoundQuotients(ScoreTerms(problem, row, chosen, 1), problem.scale, slots);
  } else {
    out->all_zero_legal = true;
    // Between the two regimes: exp(x - max) before its division by the row's sum may still stand above the floor, some
    // of them only just, so that one is kept and its neighbour flushed.
    const double unit = ScoreRuleOf(problem.operation) == ScoreRule::kSoftmax ? row.exp_sum : 1;
    const bool underflown = AllBelow(floor, row, chosen, unit);
    BoundQuotients(underflown ? RatioTerms(problem, shares, chosen.size()) : ScoreTerms(problem, row, chosen, unit),
                   problem.scale, slots);
  }
}

}  // namespace

bool IsNormalized(const RoutingProblem& problem) {
  return problem.renormalize || ScoreRuleOf(problem.operation) == ScoreRule::kThenSoftmax;
}

std::vector<double> ChosenWeights(const RoutingProblem& problem, const OracleRow& row,
                                  std::span<const int32_t> chosen) {
  std::vector<double> weights(chosen.size());
  if (IsNormalized(problem)) {
    const Shares shares = ComputeShares(problem, row, chosen);
    for (size_t j = 0; j < chosen.size(); ++j) weights[j] = shares.share[j] * problem.scale;
  } else {
    for (size_t j = 0; j < chosen.size(); ++j) {
      weights[j] = row.score[static_cast<size_t>(chosen[j])] * problem.scale;
    }
  }
  return weights;
}

void BoundWeights(const RoutingProblem& problem, const OracleRow& row, std::span<const int32_t> chosen,
                  RowBounds* out) {
  out->slots.assign(chosen.size(), WeightBounds{});
  out->all_zero_legal = false;
  if (IsNormalized(problem)) {
    BoundNormalized(problem, row, chosen, out);
    return;
  }
  for (size_t j = 0; j < chosen.size(); ++j) {
    const size_t e = static_cast<size_t>(chosen[j]);
    WeightBounds& slot = out->slots[j];
    slot.exact = row.score[e] * problem.scale;
    const bool zero = row.effective_logit[e] == -kInfinity;
    const double error = zero ? 0 : row.relative_tolerance[e] * row.score[e] + ScoreFloor(problem.operation);
    slot.low = slot.exact - error * problem.scale - kSmallestNormal;
    slot.high = slot.exact + error * problem.scale + kSmallestNormal;
  }
}

}  // namespace gatefuzz
