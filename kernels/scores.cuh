// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The score functions of docs/contract.md in binary32, within its tolerance, and what the non-finite policies make of a
// logit. Results below 2^-126 are 0.
#ifndef GATEFUZZ_KERNELS_SCORES_CUH_
#define GATEFUZZ_KERNELS_SCORES_CUH_

#include "kernels/kernel_table.h"
#include "kernels/sort_key.cuh"

namespace gatefuzz {

// Softmax over a row, or over its chosen experts: one bad logit spoils all scores.
template <Operation kOperation>
inline constexpr bool kSharesSum = kOperation == Operation::kTopkSoftmax || kOperation == Operation::kTopkThenSoftmax ||
                                   kOperation == Operation::kGroupedSoftmax;

template <Operation kOperation>
inline constexpr bool kIsSigmoid = kOperation == Operation::kTopkSigmoid || kOperation == Operation::kGroupedSigmoid;

template <Operation kOperation>
inline constexpr bool kIsGrouped = IsGrouped(kOperation);

// The logits of a word, or -Inf where the policy makes the score 0: from here on no score needs a special case, but for
// rows that have no softmax.
template <Operation kOperation, typename F>
__device__ uint32_t EffectiveLogits(uint32_t word, bool mask) {
  if (kOperation == Operation::kTopkSoftplusSqrt || mask) return F::MaskNonFinite(word);
  if (kIsSigmoid<kOperation>) return F::MaskNan(word);
  return word;
}

// 2^x and 1/x as the hardware has them, subnormal results flushed.
__device__ inline float RoughExp2(float x) {
  float result;
  asm("ex2.approx.ftz.f32 %0, %1;" : "=f"(result) : "f"(x));
  return result;
}

__device__ inline float RoughReciprocal(float x) {
  float result;
  asm("rcp.approx.ftz.f32 %0, %1;" : "=f"(result) : "f"(x));
  return result;
}

// In two parts, because the rounding of log2(e) alone would cost a quarter of the tolerance.
__device__ inline float RoughExp(float x) {
  constexpr float kLog2E = 1.44269502f;
  constexpr float kLog2ERest = 1.92596303e-8f;
  return RoughExp2(fmaf(x, kLog2ERest, x * kLog2E));
}

// log(1 + exp(x)).
__device__ inline float Softplus(float x) { return x > 20.0f ? x : log1pf(expf(x)); }

// Where log(1 + e) equals e to 2^-25 relative, the root is taken of the exponent.
__device__ inline float SoftplusSqrt(float x) { return x < -18.0f ? RoughExp(0.5f * x) : sqrtf(Softplus(x)); }

// The score of an effective logit, where it depends on that logit alone.
template <Operation kOperation>
__device__ float Score(float logit) {
  if constexpr (kIsSigmoid<kOperation>) {
    return RoughReciprocal(1.0f + RoughExp(-logit));
  } else {
    return SoftplusSqrt(logit);
  }
}

}  // namespace gatefuzz

#endif  // GATEFUZZ_KERNELS_SCORES_CUH_
