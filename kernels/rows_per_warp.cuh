// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Top-k routing with several rows in a warp, for small k and elements of 16 bits, without a bias: what a large batch
// wants, for which comparisons are the bottleneck. See merge_lanes.cuh.
#ifndef GATEFUZZ_KERNELS_ROWS_PER_WARP_CUH_
#define GATEFUZZ_KERNELS_ROWS_PER_WARP_CUH_

#include <cuda_runtime.h>

#include <cstdint>

#include "kernels/chosen.cuh"
#include "kernels/lane_list.cuh"
#include "kernels/merge_lanes.cuh"
#include "kernels/routing.h"
#include "kernels/row_load.cuh"
#include "kernels/row_sum.cuh"
#include "kernels/scores.cuh"

namespace gatefuzz {

inline constexpr int kMostThreadsPerBlock = 256;

// What one kernel is made for. kGuarded: for any logits; a benchmark asks what it costs.
template <Operation kOperation_, DType kDType, int kLanes_, int kPerLane_, int kLength_, bool kGuarded_ = true>
struct LanesSpec {
  static constexpr Operation kOperation = kOperation_;
  static constexpr bool kGuarded = kGuarded_;
  static constexpr int kLanes = kLanes_;
  static constexpr int kPerLane = kPerLane_;
  static constexpr int kLength = kLength_;  // of the lists: the largest k
  using F = Format<kDType>;
  using Layout = WidestLayout<F, kLanes, kPerLane>;
  using Entry = Candidate<F, Layout::kExperts>;
  static_assert(Entry::kWholeKey && kPerLane >= kLength);
};

template <typename Spec>
__device__ void RouteRows(const TopkArgs& args, int64_t row, bool live, int lane) {
  using F = typename Spec::F;
  using Layout = typename Spec::Layout;
  using Entry = typename Spec::Entry;
  using Merged = MergedList<Spec::kLength, Spec::kLanes>;
  constexpr int kPerLane = Spec::kPerLane;
  constexpr int kEach = Merged::kEach;

  const char* const start = static_cast<const char*>(args.logits) + row * args.logits_row_stride * F::kBytes;
  RowPart<F, Layout> logits = LoadRow<F, Layout>(start, live ? args.num_experts : 0, lane);
  const bool mask = args.non_finite == NonFinitePolicy::kMask;
  if constexpr (Spec::kGuarded) {
#pragma unroll
    for (int i = 0; i < logits.kWords; ++i) {
      logits.words[i] = EffectiveLogits<Spec::kOperation, F>(logits.words[i], mask);
    }
  }
  const RowPart<F, Layout> keys = logits.Keys();
  uint32_t list[kPerLane];
#pragma unroll
  for (int i = 0; i < kPerLane; ++i) list[i] = Entry::Make(keys.Key(i), Layout::SlotPart(i));
  KeepLargest<Spec::kLength, kPerLane>(list);
#pragma unroll
  for (int i = 0; i < Spec::kLength; ++i) list[i] -= Layout::LanePart(lane);
  MergeLanes<Spec::kLength, Spec::kLanes>(list, lane);

  Softmax softmax;
  if constexpr (kSharesSum<Spec::kOperation>) {
    const uint32_t best = __shfl_sync(kAllLanes, list[0], 0, Spec::kLanes);
    softmax.none = Spec::kGuarded && HasNoSoftmax<F>(best);
    if (WeighsByRowSum<Spec::kOperation>(args)) {
      softmax.max = FloatFromKey<F>(Entry::UpperBits(best));
      float exponentials[kPerLane];
#pragma unroll
      for (int i = 0; i < kPerLane; ++i) exponentials[i] = RoughExp(logits.Float(i) - softmax.max);
      softmax.sum = RowSum<F, Layout>(exponentials);
    }
  }

  // Lanes that hold what others hold too are left out of sums.
  const bool counts = (lane & Merged::kDuplicates) == 0;
  const int first = Merged::FirstPlace(lane);
  float logit[kEach];
  int expert[kEach];
#pragma unroll
  for (int i = 0; i < kEach; ++i) {
    const bool holds = counts && first + i < args.k;
    logit[i] = holds ? FloatFromKey<F>(Entry::UpperBits(list[i])) : NegativeInfinity();
    expert[i] = softmax.none ? first + i : Entry::Expert(list[i]);
  }
  float weight[kEach];
  WeighChosen<Spec::kOperation, true, Merged>(args, softmax, logit, weight);
  if (live && counts) StoreChoices<kEach>(args, row, first, expert, weight);
}

template <typename Spec>
__global__ void __launch_bounds__(kMostThreadsPerBlock) RowsPerWarpKernel(const TopkArgs args) {
  WaitForPreviousKernel();
  const int rows = blockDim.x / Spec::kLanes;
  // Whole blocks go round together: merging takes all lanes of a warp.
  for (int64_t first = static_cast<int64_t>(blockIdx.x) * rows; first < args.num_tokens;
       first += static_cast<int64_t>(gridDim.x) * rows) {
    const int64_t row = first + threadIdx.x / Spec::kLanes;
    RouteRows<Spec>(args, row, row < args.num_tokens, threadIdx.x % Spec::kLanes);
  }
}

}  // namespace gatefuzz

#endif  // GATEFUZZ_KERNELS_ROWS_PER_WARP_CUH_
