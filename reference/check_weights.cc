// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// finite, value, sum. Weights are judged against the experts that the kernel chose, not those it should have chosen.
//
// Where a slot's expert is hidden (see check_selection.cc) its weight must fit one of the experts it may stand for.
// Where even the set of those is open and weights are renormalised, every weight depends on it: then `value` says
// nothing of the row, and finite and sum remain.

#include <algorithm>
#include <array>
#include <cmath>

#include "fmt/format.h"
#include "reference/float_bits.h"
#include "reference/row_judge.h"
#include "reference/tolerance.h"

namespace gatefuzz {
namespace {

double Weight(const RowJudge& judge, int32_t slot) {
  return ToDouble(DType::kF32, judge.result.weights[judge.Slot(slot)]);
}

std::string WeightList(const RowJudge& judge) {
  std::string out = "weights [";
  for (int32_t j = 0; j < judge.problem.k; ++j) {
    if (j == 8) return out + " ...]";
    out += fmt::format("{}{:.9g}", j == 0 ? "" : " ", Weight(judge, j));
  }
  return out + "]";
}

// A product of score and scale beyond f32 is infinite in f32: then no kernel can do better.
bool OverflowIsLegal(const RowJudge& judge) {
  double largest = 1;
  if (!IsNormalized(judge.problem)) {
    largest = *std::max_element(judge.scored.score.begin(), judge.scored.score.end());
  }
  return largest * judge.problem.scale * (1 + 16 * kUlp) >= kLargestFloat;
}

bool Fits(double weight, const WeightBounds& bounds) {
  if (std::isinf(weight)) return weight > 0 && bounds.high >= kLargestFloat;
  return weight >= bounds.low && weight <= bounds.high;
}

void ReportValue(RowJudge& judge, int32_t slot, const WeightBounds& bounds, int32_t expert) {
  const double weight = Weight(judge, slot);
  const auto hidden = judge.chosen[static_cast<size_t>(slot)] == kHidden ? " (or another outside the window)" : "";
  judge.Report(Clause::kValue, slot,
               fmt::format("weight {:.9g} of expert {}{}, exactly {:.9g}, off by {:.3g}, legal {:.9g} to {:.9g}; {}",
                           weight, expert, hidden, bounds.exact, weight - bounds.exact, std::max(0.0, bounds.low),
                           bounds.high, WeightList(judge)),
               std::array{expert});
}

// Every expert of every slot is known, or the set of the hidden ones is.
void CheckSettled(RowJudge& judge) {
  // The hidden set goes into the hidden slots in any order; each hidden slot may then match any of these slots.
  std::vector<int32_t> experts = judge.chosen;
  std::vector<size_t> hidden;
  for (size_t j = 0; j < experts.size(); ++j) {
    if (experts[j] != kHidden) continue;
    experts[j] = judge.hidden_candidates[hidden.size()];
    hidden.push_back(j);
  }
  BoundWeights(judge.problem, judge.scored, experts, &judge.bounds);
  const std::vector<WeightBounds>& bounds = judge.bounds.slots;
  bool all_zero = true;
  for (int32_t j = 0; j < judge.problem.k; ++j) all_zero = all_zero && Weight(judge, j) == 0;
  if (all_zero && judge.bounds.all_zero_legal) return;
  for (int32_t j = 0; j < judge.problem.k; ++j) {
    const size_t slot = static_cast<size_t>(j);
    const double weight = Weight(judge, j);
    if (Fits(weight, bounds[slot])) continue;
    if (judge.chosen[slot] == kHidden &&
        std::any_of(hidden.begin(), hidden.end(), [&](size_t i) { return Fits(weight, bounds[i]); })) {
      continue;
    }
    ReportValue(judge, j, bounds[slot], experts[slot]);
  }
}

// The set behind the hidden slots is open: judge what does not depend on it.
void CheckUnsettled(RowJudge& judge) {
  if (IsNormalized(judge.problem)) return;
  RowBounds candidates;
  BoundWeights(judge.problem, judge.scored, judge.hidden_candidates, &candidates);
  for (int32_t j = 0; j < judge.problem.k; ++j) {
    const int32_t expert = judge.chosen[static_cast<size_t>(j)];
    const double weight = Weight(judge, j);
    if (expert != kHidden) {
      BoundWeights(judge.problem, judge.scored, std::span(&expert, 1), &judge.bounds);
      if (!Fits(weight, judge.bounds.slots[0])) ReportValue(judge, j, judge.bounds.slots[0], expert);
      continue;
    }
    // No candidates: the selection was illegal, and anything may stand here.
    if (candidates.slots.empty()) continue;
    if (std::none_of(candidates.slots.begin(), candidates.slots.end(),
                     [&](const WeightBounds& bounds) { return Fits(weight, bounds); })) {
      ReportValue(judge, j, candidates.slots[0], judge.hidden_candidates[0]);
    }
  }
}

}  // namespace

void CheckWeightsAlone(RowJudge& judge) {
  double sum = 0;
  bool finite = true;
  bool all_zero = true;
  for (int32_t j = 0; j < judge.problem.k; ++j) {
    const double weight = Weight(judge, j);
    sum += weight;
    all_zero = all_zero && weight == 0;
    finite = finite && std::isfinite(weight);
    const bool overflow = std::isinf(weight) && weight > 0 && OverflowIsLegal(judge);
    if ((std::isfinite(weight) && weight >= 0) || overflow) continue;
    judge.Report(Clause::kFinite, j, fmt::format("weight {:.9g}; {}", weight, WeightList(judge)), {});
  }
  if (!finite || all_zero || !IsNormalized(judge.problem)) return;
  const double tolerance = SumTolerance(judge.problem.k, judge.problem.scale);
  if (std::abs(sum - judge.problem.scale) <= tolerance) return;
  judge.Report(Clause::kSum, -1,
               fmt::format("weights sum to {:.9g}, not {:.9g} (tolerance {:.2g}); {}", sum,
                           static_cast<double>(judge.problem.scale), tolerance, WeightList(judge)),
               {});
}

void CheckValues(RowJudge& judge, bool selection_legal) {
  for (int32_t j = 0; j < judge.problem.k; ++j) {
    if (std::isnan(Weight(judge, j)) || Weight(judge, j) < 0) return;  // `finite` has said so
  }
  const bool settled =
      std::count(judge.chosen.begin(), judge.chosen.end(), kHidden) == 0 || (selection_legal && judge.hidden_settled);
  if (settled) {
    CheckSettled(judge);
  } else {
    if (!selection_legal) judge.hidden_candidates.clear();
    CheckUnsettled(judge);
  }
}

}  // namespace gatefuzz
