// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The weights that a row owes for a given list of chosen experts: exactly, and the bounds within which f32 arithmetic
// may put them. The list need not be the best one, so that a kernel that chose legally otherwise is judged by its own
// choice.
#ifndef GATEFUZZ_REFERENCE_WEIGHTS_H_
#define GATEFUZZ_REFERENCE_WEIGHTS_H_

#include <cstdint>
#include <span>
#include <vector>

#include "reference/oracle.h"

namespace gatefuzz {

// Do the weights of a row sum to the scale?
bool IsNormalized(const RoutingProblem& problem);

// The weight of each chosen expert. Requires: the row is scored; `chosen` holds different experts.
std::vector<double> ChosenWeights(const RoutingProblem& problem, const OracleRow& row, std::span<const int32_t> chosen);

struct WeightBounds {
  double exact = 0;
  double low = 0;  // a legal weight w has low <= w <= high
  double high = 0;
};

// One row's bounds. `all_zero_legal`: beside them, k zeros are legal (every chosen score lies below ScoreFloor).
struct RowBounds {
  std::vector<WeightBounds> slots;
  bool all_zero_legal = false;
};

// Reuses `out`. Same requirements.
void BoundWeights(const RoutingProblem& problem, const OracleRow& row, std::span<const int32_t> chosen, RowBounds* out);

}  // namespace gatefuzz

#endif  // GATEFUZZ_REFERENCE_WEIGHTS_H_
