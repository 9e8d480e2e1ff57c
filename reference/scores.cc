// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Each function picks the branch whose exponential cannot overflow and whose sum cannot cancel.

#include "reference/scores.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace gatefuzz {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// log(1 + exp(x)).
double Softplus(double x) { return x > 0 ? x + std::log1p(std::exp(-x)) : std::log1p(std::exp(x)); }

// Below this, log(1 + exp(x)) equals exp(x) to 2^-57 relative, and exp(x) goes on to underflow where exp(x/2) does not.
constexpr double kDeep = -40;

}  // namespace

double Sigmoid(double x) {
  if (x >= 0) return 1 / (1 + std::exp(-x));
  const double e = std::exp(x);
  return e / (1 + e);
}

double LogSigmoid(double x) { return x >= 0 ? -std::log1p(std::exp(-x)) : x - std::log1p(std::exp(x)); }

double SoftplusSqrt(double x) { return x < kDeep ? std::exp(x / 2) : std::sqrt(Softplus(x)); }

double LogSoftplusSqrt(double x) { return x < kDeep ? x / 2 : std::log(Softplus(x)) / 2; }

double Softmax(const std::vector<double>& logits, std::vector<double>* scores) {
  scores->resize(logits.size());
  double max = -kInfinity;
  for (const double x : logits) max = std::max(max, x);
  if (max == -kInfinity) {
    std::fill(scores->begin(), scores->end(), 0.0);
    return 0;
  }
  double sum = 0;
  for (size_t i = 0; i < logits.size(); ++i) sum += (*scores)[i] = std::exp(logits[i] - max);
  for (double& score : *scores) score /= sum;
  return sum;
}

}  // namespace gatefuzz
