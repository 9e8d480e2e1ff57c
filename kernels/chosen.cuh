// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What becomes of the chosen experts: their weights, and the elements of the outputs.
#ifndef GATEFUZZ_KERNELS_CHOSEN_CUH_
#define GATEFUZZ_KERNELS_CHOSEN_CUH_

#include <cstdint>

#include "kernels/kernel_table.h"
#include "kernels/routing.h"
#include "kernels/scores.cuh"
#include "kernels/sort_key.cuh"
#include "kernels/warp_ops.cuh"

namespace gatefuzz {

// A row's softmax: score = exp(logit - max) / sum.
struct Softmax {
  bool none = false;  // the row has none: every score is 0
  float max = 0;
  float sum = 0;
};

// Is the softmax's sum over all experts needed for the weights?
template <Operation kOperation>
__device__ bool WeighsByRowSum(const TopkArgs& args) {
  return kSharesSum<kOperation> && kOperation != Operation::kTopkThenSoftmax && !args.renormalize;
}

// The largest of the chosen logits. kByLogit: the first lane's first logit is the largest.
template <bool kByLogit, int kLanes, int kEach>
__device__ float LargestChosen(const float (&logits)[kEach]) {
  if constexpr (kByLogit) {
    return __shfl_sync(kAllLanes, logits[0], 0, kLanes);
  } else {
    uint32_t key = 0;
#pragma unroll
    for (int i = 0; i < kEach; ++i) key = max(key, KeyFromFloat(logits[i]));
    return FloatFromKey<FloatFormat>(LanesMax<kLanes>(key));
  }
}

// Scores of the chosen, up to a factor that they share: without the underflow of scores far below the row's maximum, or
// far below 1.
template <Operation kOperation, int kEach>
__device__ void RatiosOfChosen(const float (&logits)[kEach], float largest, float (&ratios)[kEach]) {
  // Below this, sigmoid(x) is exp(x) and sqrt(softplus(x)) is exp(x/2), to 2^-25 relative.
  constexpr float kExponential = -18.0f;
  constexpr float kSlope = kOperation == Operation::kTopkSoftplusSqrt ? 0.5f : 1.0f;
  if (largest == NegativeInfinity()) largest = 0.0f;
  if (kSharesSum<kOperation> || largest < kExponential) {
#pragma unroll
    for (int i = 0; i < kEach; ++i) ratios[i] = RoughExp(kSlope * (logits[i] - largest));
  } else if constexpr (!kSharesSum<kOperation>) {
#pragma unroll
    for (int i = 0; i < kEach; ++i) ratios[i] = Score<kOperation>(logits[i]);
  }
}

// Where the chosen of a row lie: each lane of a warp has the place of its number.
struct PlacePerLane {
  static constexpr int kLanes = 32;
  static constexpr int kEach = 1;
  // The sum over all places, which pairs the most distant first, whichever lanes hold them.
  static __device__ float Sum(const float (&values)[1]) { return LanesSum<32>(values[0]); }
};

// The weights of a row's chosen experts from their effective logits; places without a choice hold -Inf. kByLogit: see
// LargestChosen. `softmax`: max and sum are looked at only where WeighsByRowSum.
template <Operation kOperation, bool kByLogit, typename Places>
__device__ void WeighChosen(const TopkArgs& args, const Softmax& softmax, const float (&logits)[Places::kEach],
                            float (&weights)[Places::kEach]) {
  constexpr int kEach = Places::kEach;
  if (args.renormalize || kOperation == Operation::kTopkThenSoftmax) {
    RatiosOfChosen<kOperation>(logits, LargestChosen<kByLogit, Places::kLanes>(logits), weights);
    const float sum = Places::Sum(weights);
    const bool none = softmax.none || sum == 0.0f;
    const float reciprocal = RoughReciprocal(sum);
#pragma unroll
    for (int i = 0; i < kEach; ++i) weights[i] = none ? 0.0f : weights[i] * reciprocal * args.scale;
  } else {
    if constexpr (kSharesSum<kOperation>) {
      const float reciprocal = 1.0f / softmax.sum;
#pragma unroll
      for (int i = 0; i < kEach; ++i) {
        weights[i] = softmax.none ? 0.0f : RoughExp(logits[i] - softmax.max) * reciprocal * args.scale;
      }
    } else {
#pragma unroll
      for (int i = 0; i < kEach; ++i) weights[i] = Score<kOperation>(logits[i]) * args.scale;
    }
  }
}

// kEach neighbouring elements, in one store where they are two or four.
template <int kEach>
__device__ void StoreWords(void* to, const uint32_t (&words)[kEach]) {
  static_assert(kEach == 2 || kEach % 4 == 0);
  if constexpr (kEach == 2) {
    *static_cast<uint2*>(to) = make_uint2(words[0], words[1]);
  } else {
#pragma unroll
    for (int i = 0; i < kEach; i += 4) {
      static_cast<uint4*>(to)[i / 4] = make_uint4(words[i], words[i + 1], words[i + 2], words[i + 3]);
    }
  }
}

// Writes the choices that stand at `place` of a row and after it, as far as there are such places.
template <int kEach>
__device__ void StoreChoices(const TopkArgs& args, int64_t row, int place, const int (&experts)[kEach],
                             const float (&weights)[kEach]) {
  if (place >= args.k) return;
  const int64_t at = row * args.k + place;
  const bool live = args.finished == nullptr || args.finished[row] == 0;
  uint32_t ids[kEach];
#pragma unroll
  for (int i = 0; i < kEach; ++i) {
    const int local = experts[i] - args.local_first;
    const bool here = static_cast<unsigned int>(local) < static_cast<unsigned int>(args.local_count);
    ids[i] = here && live ? local : args.num_experts;
  }
  if constexpr (kEach > 1) {
    constexpr int kStore = kEach > 4 ? 4 : kEach;  // elements
    const uintptr_t both = reinterpret_cast<uintptr_t>(args.weights) | reinterpret_cast<uintptr_t>(args.ids);
    if (args.k % kEach == 0 && both % (4 * kStore) == 0 && args.id_type != IdType::kInt64 &&
        args.source_rows == nullptr) {
      uint32_t bits[kEach];
#pragma unroll
      for (int i = 0; i < kEach; ++i) bits[i] = __float_as_uint(weights[i]);
      StoreWords(args.weights + at, bits);
      StoreWords(static_cast<int32_t*>(args.ids) + at, ids);
      return;
    }
  }
#pragma unroll
  for (int i = 0; i < kEach; ++i) {
    if (place + i >= args.k) return;
    args.weights[at + i] = weights[i];
    if (args.id_type == IdType::kInt64) {
      static_cast<int64_t*>(args.ids)[at + i] = ids[i];
    } else {
      static_cast<int32_t*>(args.ids)[at + i] = ids[i];
    }
    if (args.source_rows != nullptr) {
      args.source_rows[at + i] = static_cast<int32_t>((place + i) * args.num_tokens + row);
    }
  }
}

}  // namespace gatefuzz

#endif  // GATEFUZZ_KERNELS_CHOSEN_CUH_
