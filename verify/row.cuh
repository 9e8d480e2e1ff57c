// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// One row under judgement by one warp: its logits after the non-finite policy, its scores, and where a kernel's f32
// arithmetic may put each expert's choice score. Doubles throughout: a verdict may not hang on the judge's rounding.
#ifndef GATEFUZZ_VERIFY_ROW_CUH_
#define GATEFUZZ_VERIFY_ROW_CUH_

#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <cuda_runtime.h>

#include <cfloat>
#include <cmath>
#include <cstdint>

#include "reference/score_rule.h"
#include "verify/judge.h"

namespace gatefuzz::verify {

inline constexpr int kWarp = 32;
inline constexpr unsigned int kAllLanes = 0xffffffffu;
inline constexpr int kHiddenExpert = -1;  // the slot holds the sentinel

// docs/contract.md, "tolerance", in units of 2^-23.
inline constexpr double kUnit = 0x1p-23;
inline constexpr double kFlushed = 0x1p-126;

// ---------------------------------------------------------------------------------------------------------------------
// warps

__device__ inline double SumOfLanes(double value) {
  for (int distance = kWarp / 2; distance > 0; distance /= 2) value += __shfl_xor_sync(kAllLanes, value, distance);
  return value;
}

__device__ inline float MaxOfLanes(float value) {
  for (int distance = kWarp / 2; distance > 0; distance /= 2) {
    value = fmaxf(value, __shfl_xor_sync(kAllLanes, value, distance));
  }
  return value;
}

__device__ inline double MaxOfLanes(double value) {
  for (int distance = kWarp / 2; distance > 0; distance /= 2) {
    value = fmax(value, __shfl_xor_sync(kAllLanes, value, distance));
  }
  return value;
}

__device__ inline double MinOfLanes(double value) { return -MaxOfLanes(-value); }

__device__ inline bool Any(bool value) { return __any_sync(kAllLanes, value) != 0; }
__device__ inline bool All(bool value) { return __all_sync(kAllLanes, value) != 0; }
__device__ inline int Count(bool value) { return __popc(__ballot_sync(kAllLanes, value)); }

// ---------------------------------------------------------------------------------------------------------------------
// scores

// The logits of one row, whatever their type.
__device__ inline float LogitAt(const TopkArgs& call, int64_t row, int expert) {
  const int64_t at = row * call.logits_row_stride + expert;
  switch (call.logits_dtype) {
    case DType::kF16:
      return __half2float(static_cast<const __half*>(call.logits)[at]);
    case DType::kBF16:
      return __uint_as_float(static_cast<uint32_t>(static_cast<const uint16_t*>(call.logits)[at]) << 16);
    case DType::kF32:
      break;
  }
  return static_cast<const float*>(call.logits)[at];
}

__device__ inline double LogOfOnePlusExp(double x) { return fmax(x, 0.0) + log1p(exp(-fabs(x))); }

// 1 / (1 + exp(-x)), with an exponential that cannot overflow.
__device__ inline double SigmoidOf(double x) {
  const double e = exp(-fabs(x));
  return (x >= 0 ? 1.0 : e) / (1.0 + e);
}

// Far down, log(1 + e^x) is e^x to all digits, and its root is e^(x/2), which underflows later.
inline constexpr double kDeepLogit = -40;

__device__ inline double SoftplusRootOf(double x) { return x < kDeepLogit ? exp(x / 2) : sqrt(LogOfOnePlusExp(x)); }

// The logarithm of a score that is not 0 by policy, up to a constant of the row.
__device__ inline double LogOfScore(ScoreRule rule, double x) {
  if (rule == ScoreRule::kSigmoid) return -LogOfOnePlusExp(-x);
  if (rule == ScoreRule::kSoftplusSqrt) return x < kDeepLogit ? x / 2 : 0.5 * log(LogOfOnePlusExp(x));
  return x;
}

__device__ inline double FloorOf(ScoreRule rule) { return rule == ScoreRule::kSoftplusSqrt ? 0x1p-63 : kFlushed; }

// ---------------------------------------------------------------------------------------------------------------------
// the row

// Shared memory of one warp.
struct RowMemory {
  float* effective;       // [E] the logit, or -Inf where the policy makes the score 0
  double* low;            // [E] bounds of the choice score; absent where the ids are judged exactly
  double* high;           // [E]
  uint32_t* chosen_bits;  // [32] bit e%32 of word e/32: some slot shows expert e
  uint32_t* maybe_bits;   // [32] likewise: a hidden slot may stand for e
  int* chosen;            // [32] by slot: an expert or kHiddenExpert
  int* outside_of_group;  // [32]
};

struct Row {
  const JudgeArgs& args;
  const RowMemory& memory;
  const ScoreRule rule;
  const bool exact;
  const int lane;
  const int experts;
  const int k;
  const bool masks;  // policy `mask`

  int64_t row = 0;
  bool finished = false;
  double max = 0;      // of the finite effective logits, 0 if there is none
  double exp_sum = 0;  // softmax: the sum of exp(x - max)
  float top = 0;       // the largest effective logit
  bool bad = false;    // every score is 0 for one logit's sake
  // Of this lane's slot, where it has one.
  double weight = 0;
  // The groups that are in some, in every legal set of surviving groups, a bit a group.
  uint32_t may_survive = ~0u;
  uint32_t must_survive = ~0u;
  int group_size = 1;

  __device__ bool HasSlot() const { return lane < k; }
  __device__ float Effective(int e) const { return memory.effective[e]; }
  __device__ double Low(int e) const { return exact ? static_cast<double>(memory.effective[e]) : memory.low[e]; }
  __device__ double High(int e) const { return exact ? static_cast<double>(memory.effective[e]) : memory.high[e]; }
  __device__ bool Masked(int e) const { return masks && memory.effective[e] == -INFINITY; }
  __device__ bool IsChosen(int e) const { return (memory.chosen_bits[e / kWarp] >> (e % kWarp) & 1u) != 0; }
  __device__ bool MaySurvive(int e) const { return (may_survive >> (e / group_size) & 1u) != 0; }
  __device__ bool MustSurvive(int e) const { return (must_survive >> (e / group_size) & 1u) != 0; }
  __device__ bool Windowed() const { return args.call.local_count >= 0 || finished; }
  __device__ bool IsOutside(int e) const {
    if (finished) return true;
    if (args.call.local_count < 0) return false;
    return e < args.call.local_first || e >= args.call.local_first + args.call.local_count;
  }
  __device__ bool IsNormalized() const { return args.call.renormalize || rule == ScoreRule::kThenSoftmax; }

  __device__ double Score(double effective) const {
    switch (rule) {
      case ScoreRule::kSoftmax:
        return effective == -INFINITY ? 0.0 : exp(effective - max) / exp_sum;
      case ScoreRule::kSigmoid:
        return effective == -INFINITY ? 0.0 : SigmoidOf(effective);
      case ScoreRule::kSoftplusSqrt:
        return effective == -INFINITY ? 0.0 : SoftplusRootOf(effective);
      case ScoreRule::kThenSoftmax:
        break;
    }
    return bad ? 0.0 : effective;
  }

  // Relative tolerance of the score.
  __device__ double Tolerance(double effective) const {
    if (rule == ScoreRule::kThenSoftmax) return 0;
    if (!isfinite(effective)) return 8 * kUnit;
    return (8 + (rule == ScoreRule::kSoftmax ? fabs(effective - max) : fmax(0.0, -effective))) * kUnit;
  }

  __device__ void Load();
  __device__ void BoundChoices();

  // Do any two kernels give these experts equal choice scores?
  __device__ bool SameClass(int a, int b) const {
    const bool masked = Masked(a);
    if (masked != Masked(b)) return false;
    if (masked) return true;
    if (exact) return Effective(a) == Effective(b);
    const bool infinite_a = Low(a) == High(a) && isinf(Low(a));
    const bool infinite_b = Low(b) == High(b) && isinf(Low(b));
    if (infinite_a || infinite_b) return infinite_a && infinite_b && Low(a) == Low(b);
    const float* bias = args.call.correction_bias;
    return Effective(a) == Effective(b) && (bias == nullptr || bias[a] == bias[b]);
  }

  // May `a` be ranked before `b`?
  __device__ bool MayPrecede(int a, int b) const {
    if (SameClass(a, b)) return a < b;
    const bool masked = Masked(b);
    if (Masked(a) != masked) return masked;
    return High(a) >= Low(b);
  }

  // Is there a visible choice that may not stand before `e`?
  __device__ bool IsPassedOver(int e) const {
    for (int j = 0; j < k; ++j) {
      const int other = memory.chosen[j];
      if (other != kHiddenExpert && !MayPrecede(other, e)) return true;
    }
    return false;
  }
};

// Effective logits, their maximum, the sum of exponentials.
__device__ inline void Row::Load() {
  const bool row_wide = IsRowWide(rule) && !masks;
  bool spoiled = false;  // by a NaN or +Inf
  float largest = -INFINITY;
  float largest_finite = -INFINITY;
  for (int e = lane; e < experts; e += kWarp) {
    const float x = LogitAt(args.call, row, e);
    const bool counts = isfinite(x) || (rule == ScoreRule::kSigmoid && !masks && x == INFINITY);
    spoiled |= isnan(x) || x == INFINITY;
    memory.effective[e] = counts ? x : -INFINITY;
    largest = fmaxf(largest, counts ? x : -INFINITY);
    largest_finite = fmaxf(largest_finite, isfinite(x) ? x : -INFINITY);
  }
  top = MaxOfLanes(largest);
  bad = row_wide && (Any(spoiled) || top == -INFINITY);
  if (bad) {
    for (int e = lane; e < experts; e += kWarp) memory.effective[e] = -INFINITY;
    top = -INFINITY;
  }
  largest_finite = bad ? -INFINITY : MaxOfLanes(largest_finite);
  max = isfinite(largest_finite) ? largest_finite : 0.0;
  __syncwarp();
  exp_sum = 0;
  if (rule != ScoreRule::kSoftmax || top == -INFINITY) {
    exp_sum = rule == ScoreRule::kSoftmax ? 1.0 : 0.0;  // every score is 0 anyway
    return;
  }
  for (int e = lane; e < experts; e += kWarp) exp_sum += exp(memory.effective[e] - max);
  exp_sum = SumOfLanes(exp_sum);
}

// Where f32 arithmetic may put each choice score. Requires: Load.
__device__ inline void Row::BoundChoices() {
  if (exact) return;
  const float* bias = args.call.correction_bias;
  for (int e = lane; e < experts; e += kWarp) {
    if (Masked(e)) {
      memory.low[e] = memory.high[e] = -INFINITY;
      continue;
    }
    const double effective = memory.effective[e];
    const double score = Score(effective);
    double choice = bias == nullptr ? score : score + static_cast<double>(bias[e]);
    if (isnan(choice)) choice = -INFINITY;
    double low = choice;
    double high = choice;
    if (!isinf(choice)) {
      double tolerance = 0;
      if (bias != nullptr || (rule != ScoreRule::kThenSoftmax && score != 0)) {
        tolerance = Tolerance(effective) * fabs(score) + FloorOf(rule);
        if (bias != nullptr) tolerance += 8 * kUnit * fmax(fabs(score), fabs(static_cast<double>(bias[e])));
      }
      low = choice - tolerance;
      high = choice + tolerance;
      // f32 may overflow here where wider arithmetic does not: both are legal.
      if (high >= FLT_MAX) high = INFINITY;
      if (low <= -FLT_MAX) low = -INFINITY;
    }
    memory.low[e] = low;
    memory.high[e] = high;
  }
  __syncwarp();
}

}  // namespace gatefuzz::verify

#endif  // GATEFUZZ_VERIFY_ROW_CUH_
