// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// shift: for softmax, adding a constant to a finite row changes no id, if every sum is exact in the dtype. Each row
// gets a constant of its own; rows for which none of the candidates is exact stay as they are and are not compared.

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "fmt/format.h"
#include "harness/case_edit.h"
#include "harness/random.h"
#include "properties/clear_winners.h"
#include "properties/property.h"
#include "properties/relational.h"
#include "reference/float_bits.h"

namespace gatefuzz {
namespace {

// a + b if that is exact in double and in the dtype, and finite.
std::optional<uint32_t> ExactSum(DType dtype, double a, double b) {
  const double sum = a + b;
  const double b_kept = sum - a;
  if ((a - (sum - b_kept)) + (b - b_kept) != 0) return std::nullopt;
  const uint32_t bits = FromDouble(dtype, sum);
  if (!IsFinite(dtype, bits) || ToDouble(dtype, bits) != sum) return std::nullopt;
  return bits;
}

std::optional<std::vector<uint32_t>> ShiftedRow(DType dtype, std::span<const uint32_t> row, double constant) {
  std::vector<uint32_t> shifted;
  for (const uint32_t bits : row) {
    const std::optional<uint32_t> sum = ExactSum(dtype, ToDouble(dtype, bits), constant);
    if (!sum) return std::nullopt;
    shifted.push_back(*sum);
  }
  return shifted;
}

// The largest power of two of which every value of the row is a multiple: sums with multiples of it have a chance.
double Grain(DType dtype, std::span<const uint32_t> row) {
  int exponent = 100;
  for (const uint32_t bits : row) {
    const double value = ToDouble(dtype, bits);
    if (value == 0) continue;
    int e = 0;
    const double fraction = std::frexp(value, &e);
    const int64_t mantissa = static_cast<int64_t>(std::ldexp(std::fabs(fraction), 53));
    exponent = std::min(exponent, e - 53 + __builtin_ctzll(static_cast<uint64_t>(mantissa)));
  }
  return std::ldexp(1.0, exponent == 100 ? 0 : exponent);
}

// Shifts the row in place and returns the constant, or leaves it and returns nothing.
std::optional<double> TryShift(DType dtype, std::span<uint32_t> row, Random* random) {
  for (const uint32_t bits : row) {
    if (!IsFinite(dtype, bits)) return std::nullopt;
  }
  const double grain = Grain(dtype, row);
  double largest = 0;
  for (const uint32_t bits : row) largest = std::max(largest, std::fabs(ToDouble(dtype, bits)));
  const double sign = random->Percent(50) ? 1 : -1;
  const double drawn = static_cast<double>(random->Between(1, 64));
  for (const double candidate :
       {sign * drawn, sign, -sign, sign * 0.5, sign * drawn * grain, sign * grain, -sign * grain, -largest, largest}) {
    if (candidate == 0) continue;
    if (const auto shifted = ShiftedRow(dtype, row, candidate)) {
      std::copy(shifted->begin(), shifted->end(), row.begin());
      return candidate;
    }
  }
  return std::nullopt;
}

}  // namespace

Outcome CheckShift(const RoutingCase& routing_case, Runner& runner) {
  const KernelInfo& kernel = runner.kernel();
  if (!Concerns(Clause::kShift, kernel.operation)) return Discard{"the scores are not a softmax"};
  if (std::optional<std::string> reason = WhyInapplicable(kernel, routing_case)) return Discard{*reason};
  RoutingCase plain = routing_case;
  plain.problem.operation = kernel.operation;
  const RoutingProblem& problem = plain.problem;
  // Where scores are compared with a tolerance, rounding may move them a little; such rows need clear winners.
  const bool exact = kernel.agreement == Agreement::kExact && problem.bias.empty();
  Random random(routing_case.seed, kShiftStream);
  RoutingCase shifted = plain;
  std::vector<std::pair<int64_t, double>> rows;
  for (int64_t row = 0; row < problem.tokens; ++row) {
    if (!exact && !HasClearWinners(problem, row, kernel.agreement, Ties::kExactAllowed)) continue;
    const auto constant = TryShift(problem.dtype, LogitRow(&shifted, row), &random);
    if (!constant) continue;
    // Added to larger logits, a bias may no longer tell them apart.
    if (!exact && !HasClearWinners(shifted.problem, row, kernel.agreement, Ties::kExactAllowed)) continue;
    rows.emplace_back(row, *constant);
  }
  if (rows.empty()) return Discard{"no finite row that an exact constant can shift"};

  RoutingResult before, after;
  if (std::optional<Outcome> stop = RunOrStop(plain, runner, "", &before)) return *stop;
  if (std::optional<Outcome> stop = RunOrStop(shifted, runner, "rows shifted", &after)) return *stop;
  for (const auto& [row, constant] : rows) {
    if (auto difference =
            FirstDifference(Clause::kShift, {before, row, problem.k}, {after, row, problem.k}, problem.k, Compare::kIds,
                            fmt::format("when {} was added to every logit of the row", constant))) {
      return FailOf(*difference);
    }
  }
  return Pass{};
}

}  // namespace gatefuzz
