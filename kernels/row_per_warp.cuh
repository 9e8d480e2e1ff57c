// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Top-k routing with one row in a warp: any E, any k. The row stays in registers and is read once.
//
// Without a bias the experts are ranked by their logits, of which the scores are a rising function: exact, and no
// exponential is needed to choose. With one, they are ranked by score + bias in binary32.
#ifndef GATEFUZZ_KERNELS_ROW_PER_WARP_CUH_
#define GATEFUZZ_KERNELS_ROW_PER_WARP_CUH_

#include <cuda_runtime.h>

#include <cstdint>
#include <type_traits>

#include "kernels/choose_in_warp.cuh"
#include "kernels/chosen.cuh"
#include "kernels/routing.h"
#include "kernels/row_load.cuh"
#include "kernels/row_sum.cuh"
#include "kernels/scores.cuh"
#include "kernels/survivors.cuh"

namespace gatefuzz {

// What one kernel is made for. kGuarded: for any logits; a benchmark asks what it costs.
template <Operation kOperation_, DType kDType, int kPerLane_, bool kBiased_, bool kGuarded_ = true>
struct WarpSpec {
  static constexpr Operation kOperation = kOperation_;
  static constexpr int kPerLane = kPerLane_;
  static constexpr bool kBiased = kBiased_;
  static constexpr bool kGuarded = kGuarded_;
  // Blocks that a multiprocessor is to hold: as many as leave a thread the registers it needs.
  static constexpr bool kPlain = !kBiased && !IsGrouped(kOperation);
  static constexpr int kBlocks = kPerLane <= 2    ? 8
                                 : kPerLane <= 4  ? (kPlain ? 8 : 6)
                                 : kPerLane <= 8  ? (kPlain ? 5 : 4)
                                 : kPerLane <= 16 ? (kPlain                                              ? 4
                                                     : kBiased && IsGrouped(kOperation) && kPerLane > 12 ? 2
                                                                                                         : 3)
                                                  : (kPlain ? 2 : 1);
  using F = Format<kDType>;
  using Layout = WidestLayout<F, kWarpSize, kPerLane>;
  // Of what decides the choice: the logit, or the choice score.
  using KeyFormat = std::conditional_t<kBiased, FloatFormat, F>;
  using Keys = RowPart<KeyFormat, Layout>;
  using Logits = RowPart<F, Layout>;
  using Bias = std::conditional_t<kBiased, RowPart<FloatFormat, Layout>, std::nullptr_t>;
};

// The softmax's max and sum, and exp(logit - max) of each element.
template <typename Spec>
__device__ void SumExponentials(const typename Spec::Logits& logits, uint32_t largest_key, Softmax* softmax,
                                float (&exponentials)[Spec::kPerLane]) {
  softmax->max = FloatFromKey<typename Spec::F>(largest_key);
  float summed[Spec::kPerLane];
#pragma unroll
  for (int i = 0; i < Spec::kPerLane; ++i) summed[i] = exponentials[i] = RoughExp(logits.Float(i) - softmax->max);
  softmax->sum = RowSum<typename Spec::F, typename Spec::Layout>(summed);
}

// The largest key of the row.
template <typename Keys, int kPerLane>
__device__ uint32_t LargestKey(const Keys& keys) {
  uint32_t largest = 0;
#pragma unroll
  for (int i = 0; i < kPerLane; ++i) largest = max(largest, keys.Key(i));
  return WarpMax(largest);
}

// Keys of the choice scores; of masked elements kKeyOfMasked, of places beyond the row 0.
template <typename Spec>
__device__ typename Spec::Keys KeysOfBiasedScores(const TopkArgs& args, int lane, const typename Spec::Logits& logits,
                                                  const typename Spec::Bias& bias, bool mask, Softmax* softmax) {
  constexpr int kPerLane = Spec::kPerLane;
  constexpr bool kSoftmax = kSharesSum<Spec::kOperation>;
  float score[kPerLane];
  if constexpr (kSoftmax) {
    const uint32_t largest = LargestKey<typename Spec::Logits, kPerLane>(logits.Keys());
    softmax->none = HasNoSoftmax<typename Spec::F>(largest);
    if constexpr (Spec::kOperation == Operation::kTopkThenSoftmax) {
#pragma unroll
      for (int i = 0; i < kPerLane; ++i) score[i] = logits.Float(i);
    } else {
      SumExponentials<Spec>(logits, largest, softmax, score);
      const float reciprocal = 1.0f / softmax->sum;
#pragma unroll
      for (int i = 0; i < kPerLane; ++i) score[i] *= reciprocal;
    }
  } else {
#pragma unroll
    for (int i = 0; i < kPerLane; ++i) score[i] = Score<Spec::kOperation>(logits.Float(i));
  }

  typename Spec::Keys keys;
#pragma unroll
  for (int i = 0; i < kPerLane; ++i) {
    if (kSoftmax && softmax->none) score[i] = 0.0f;
    float choice = score[i] + bias.Float(i);
    // Infinities of both signs; other scores are finite. The sum of NaN or -0 with anything has no part here.
    if (Spec::kOperation == Operation::kTopkThenSoftmax) choice = fmaxf(choice, NegativeInfinity()) + 0.0f;
    keys.words[i] = FloatFormat::Keys(__float_as_uint(choice));
  }
  if (args.num_experts < Spec::Layout::kExperts) {
#pragma unroll
    for (int i = 0; i < kPerLane; ++i) {
      if (Spec::Layout::Expert(lane, i) >= args.num_experts) keys.words[i] = 0;
    }
  }
  if (mask) {
#pragma unroll
    for (int i = 0; i < kPerLane; ++i) {
      if (logits.Float(i) == NegativeInfinity() && keys.words[i] != 0) keys.words[i] = kKeyOfMasked;
    }
  }
  return keys;
}

// Routes one row. `live`: it is there; otherwise nothing is read or written.
template <typename Spec>
__device__ void RouteRow(const TopkArgs& args, const GroupShape& groups, const typename Spec::Bias& bias, int64_t row,
                         bool live, int lane) {
  using F = typename Spec::F;
  using KeyFormat = typename Spec::KeyFormat;
  using Layout = typename Spec::Layout;

  const char* const start = static_cast<const char*>(args.logits) + row * args.logits_row_stride * F::kBytes;
  typename Spec::Logits logits = LoadRow<F, Layout>(start, live ? args.num_experts : 0, lane);
  const bool mask = args.non_finite == NonFinitePolicy::kMask;
  if constexpr (Spec::kGuarded) {
#pragma unroll
    for (int i = 0; i < Spec::Logits::kWords; ++i) {
      logits.words[i] = EffectiveLogits<Spec::kOperation, F>(logits.words[i], mask);
    }
  }

  Softmax softmax;
  typename Spec::Keys keys;
  if constexpr (Spec::kBiased) {
    keys = KeysOfBiasedScores<Spec>(args, lane, logits, bias, mask, &softmax);
  } else {
    keys = logits.Keys();
  }
  if constexpr (kIsGrouped<Spec::kOperation>)
    KeepSurvivors<Spec::kBiased, KeyFormat, Layout>(args, groups, lane, &keys);

  const CandidateList<KeyFormat, Layout> candidates(keys, lane);
  const uint32_t best = WarpMax(candidates.head());
  if constexpr (kSharesSum<Spec::kOperation> && !Spec::kBiased) {
    softmax.none = Spec::kGuarded && HasNoSoftmax<F>(best);
    if (WeighsByRowSum<Spec::kOperation>(args)) {
      float exponentials[Spec::kPerLane];
      SumExponentials<Spec>(logits, LargestKey<typename Spec::Keys, Spec::kPerLane>(keys), &softmax, exponentials);
    }
  }

  Choice choice = ChooseInWarp<KeyFormat, Layout>(keys, candidates, best, args.k, lane);
  // Where no expert scores above 0 and none has a bias, the first k are the best.
  if (!Spec::kBiased && softmax.none) choice.expert = lane;

  float logit[1] = {NegativeInfinity()};
  if (live && lane < args.k) {
    if constexpr (Candidate<KeyFormat, Layout::kExperts>::kWholeKey) {
      logit[0] = FloatFromKey<F>(choice.key);
    } else {
      // The key cannot give the logit back. The row has just been read, so this comes from the cache.
      const float loaded = LoadFloat<F>(start + choice.expert * F::kBytes);
      logit[0] = FloatFormat::ToFloat(EffectiveLogits<Spec::kOperation, FloatFormat>(__float_as_uint(loaded), mask));
    }
  }
  float weight[1];
  WeighChosen<Spec::kOperation, !Spec::kBiased, PlacePerLane>(args, softmax, logit, weight);
  const int expert[1] = {choice.expert};
  if (live) StoreChoices<1>(args, row, lane, expert, weight);
}

template <typename Spec>
__global__ void __launch_bounds__(kMostRowsPerBlock* kWarpSize, Spec::kBlocks)
    RowPerWarpKernel(const TopkArgs args, const GroupShape groups) {
  WaitForPreviousKernel();
  const int lane = threadIdx.x % kWarpSize;
  const int rows = blockDim.x / kWarpSize;
  typename Spec::Bias bias = {};
  if constexpr (Spec::kBiased) {
    bias = LoadRow<FloatFormat, typename Spec::Layout>(args.correction_bias, args.num_experts, lane);
    // A NaN ranks as -Inf.
#pragma unroll
    for (int i = 0; i < Spec::kPerLane; ++i) bias.words[i] = FloatFormat::MaskNan(bias.words[i]);
  }
  // A block's warps go round together, so that the compiler knows a warp's lanes to be together.
  for (int64_t first = static_cast<int64_t>(blockIdx.x) * rows; first < args.num_tokens;
       first += static_cast<int64_t>(gridDim.x) * rows) {
    const int64_t row = first + threadIdx.x / kWarpSize;
    RouteRow<Spec>(args, groups, bias, row, row < args.num_tokens, lane);
  }
}

}  // namespace gatefuzz

#endif  // GATEFUZZ_KERNELS_ROW_PER_WARP_CUH_
