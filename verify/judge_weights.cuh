// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// finite, sum, value. Weights are judged against the experts that the kernel chose. Renormalised ones are quotients of
// scores that may all underflow while the quotients stay ordinary numbers, so there are two ways to come by them: from
// the scores, or from their ratios to the best of the chosen.
#ifndef GATEFUZZ_VERIFY_JUDGE_WEIGHTS_CUH_
#define GATEFUZZ_VERIFY_JUDGE_WEIGHTS_CUH_

#include "verify/judge_selection.cuh"
#include "verify/row.cuh"

namespace gatefuzz::verify {

struct Bounds {
  double low = 0;
  double high = 0;
};

__device__ inline bool Fits(double weight, const Bounds& bounds) {
  if (isinf(weight)) return weight > 0 && bounds.high >= FLT_MAX;
  return weight >= bounds.low && weight <= bounds.high;
}

// finite and sum. Requires: every lane with a slot has its weight.
__device__ inline Verdict JudgeWeightsAlone(const Row& row) {
  const double scale = row.args.call.scale;
  const double weight = row.HasSlot() ? row.weight : 0;
  bool wrong = !(isfinite(weight) && weight >= 0);
  if (Any(isinf(weight) && weight > 0)) {
    // A product of score and scale beyond f32 has no other result.
    const double largest = row.IsNormalized() ? 1.0 : row.Score(row.top);
    if (isinf(weight) && weight > 0 && largest * scale * (1 + 16 * kUnit) >= FLT_MAX) wrong = false;
  }
  Verdict verdict = Any(wrong) ? Breaks(Clause::kFinite) : 0;
  if (!row.IsNormalized() || !All(isfinite(weight)) || All(weight == 0)) return verdict;
  const double sum = SumOfLanes(weight);
  const double tolerance = row.k * (0x1p-22 * scale + kFlushed);
  if (!(fabs(sum - scale) <= tolerance)) verdict |= Breaks(Clause::kSum);
  return verdict;
}

// The bounds of quotients term / (sum of terms), each term within its error.
__device__ inline Bounds BoundQuotient(double value, double error, double scale, bool has_slot) {
  const double low = has_slot ? fmax(0.0, value - error) : 0.0;
  const double high = has_slot ? value + error : 0.0;
  const double sum_low = SumOfLanes(low);
  const double sum_high = SumOfLanes(high);
  const double least = low == 0 ? 0 : low / (low + fmax(0.0, sum_high - high));
  const double most = high == 0 ? 0 : high / (high + fmax(0.0, sum_low - low));
  return {least * scale * (1 - 4 * kUnit) - kFlushed, most * scale * (1 + 4 * kUnit) + kFlushed};
}

__device__ inline Bounds BoundPlain(const Row& row, double effective) {
  const double scale = row.args.call.scale;
  const double score = row.Score(effective);
  const double error = effective == -INFINITY ? 0 : row.Tolerance(effective) * score + FloorOf(row.rule);
  return {score * scale - error * scale - kFlushed, score * scale + error * scale + kFlushed};
}

// The bounds of this lane's slot where the k slots hold the experts with these effective logits. `zeros`: k zeros are
// legal too.
__device__ inline Bounds BoundWeight(const Row& row, double effective, bool* zeros) {
  *zeros = false;
  if (!row.IsNormalized()) return BoundPlain(row, effective);
  const bool has_slot = row.HasSlot();
  const bool counts = has_slot && effective != -INFINITY;
  if (!Any(counts)) return {};  // the sum is 0: every weight is
  const double floor = FloorOf(row.rule);
  const double score = counts ? row.Score(effective) : 0;
  const double relative = counts ? row.Tolerance(effective) : 0;
  bool ratios = row.rule == ScoreRule::kThenSoftmax;
  double unit = 1;
  if (!ratios && All(!has_slot || score * (1 + relative) < floor)) {
    *zeros = true;
    // exp(x - max) before its division by the row's sum may still stand above the floor.
    unit = row.rule == ScoreRule::kSoftmax ? row.exp_sum : 1;
    ratios = All(!has_slot || score * unit * (1 + relative) < floor);
  }
  double value, error;
  if (ratios) {
    const double log_score = counts ? LogOfScore(row.rule, effective) : -INFINITY;
    const double distance = MaxOfLanes(log_score) - log_score;
    value = counts ? exp(-distance) : 0;
    error = counts ? (8 + distance) * kUnit * value + floor : 0;
  } else {
    value = score * unit;
    error = counts ? relative * value + floor : 0;
  }
  return BoundQuotient(value, error, row.args.call.scale, has_slot);
}

// Every slot's expert is known, but for which of the candidates stands behind which sentinel.
__device__ inline Verdict JudgeSettledValues(const Row& row, const Hidden& hidden) {
  int expert = row.HasSlot() ? row.memory.chosen[row.lane] : kHiddenExpert;
  const bool hides = row.HasSlot() && expert == kHiddenExpert;
  const uint32_t hiding = __ballot_sync(kAllLanes, hides);
  if (hiding != 0) {
    // The i-th sentinel gets the i-th candidate.
    int skip = __popc(hiding & ((1u << row.lane) - 1));
    for (int word = 0; word * kWarp < row.experts; ++word) {
      const uint32_t bits = row.memory.maybe_bits[word];
      if (hides && skip >= 0 && skip < __popc(bits)) expert = word * kWarp + static_cast<int>(__fns(bits, 0, skip + 1));
      skip -= __popc(bits);
    }
  }
  const double effective = row.HasSlot() ? row.Effective(expert) : -INFINITY;
  bool zeros;
  const Bounds bounds = BoundWeight(row, effective, &zeros);
  if (zeros && All(!row.HasSlot() || row.weight == 0)) return 0;
  bool fits = !row.HasSlot() || Fits(row.weight, bounds);
  for (uint32_t rest = hiding; rest != 0; rest &= rest - 1) {
    const int slot = __ffs(static_cast<int>(rest)) - 1;
    const Bounds other = {__shfl_sync(kAllLanes, bounds.low, slot), __shfl_sync(kAllLanes, bounds.high, slot)};
    fits |= hides && Fits(row.weight, other);
  }
  return All(fits) ? 0 : Breaks(Clause::kValue);
}

// The set behind the sentinels is open: what does not depend on it. `candidates`: memory.maybe_bits counts.
__device__ inline Verdict JudgeUnsettledValues(const Row& row, bool candidates) {
  if (row.IsNormalized()) return 0;
  bool fits = true;
  bool waits = false;  // for a candidate that explains it
  if (row.HasSlot()) {
    const int expert = row.memory.chosen[row.lane];
    if (expert != kHiddenExpert) {
      fits = Fits(row.weight, BoundPlain(row, row.Effective(expert)));
    } else {
      waits = candidates;
    }
  }
  for (int e = 0; candidates && e < row.experts && Any(waits); ++e) {
    if ((row.memory.maybe_bits[e / kWarp] >> (e % kWarp) & 1u) == 0) continue;
    const Bounds bounds = BoundPlain(row, row.Effective(e));
    if (waits && Fits(row.weight, bounds)) waits = false;
  }
  return All(fits && !waits) ? 0 : Breaks(Clause::kValue);
}

// value. Requires: the selection was judged; `legal` says whether nothing was found.
__device__ inline Verdict JudgeValues(const Row& row, const Hidden& hidden, bool legal) {
  if (Any(row.HasSlot() && (isnan(row.weight) || row.weight < 0))) return 0;  // `finite` has said so
  const bool all_known = !Any(row.HasSlot() && row.memory.chosen[row.lane] == kHiddenExpert);
  if (all_known || (legal && hidden.settled)) return JudgeSettledValues(row, hidden);
  return JudgeUnsettledValues(row, legal && hidden.any);
}

}  // namespace gatefuzz::verify

#endif  // GATEFUZZ_VERIFY_JUDGE_WEIGHTS_CUH_
