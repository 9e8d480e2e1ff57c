// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Shipped in SGLang and TokenSpeed: https://github.com/sgl-project/sglang/pull/30079,
// https://github.com/lightseekorg/tokenspeed/pull/1461, https://github.com/lightseekorg/tokenspeed/pull/552.
//
// A warp a row. A round reduces the largest score first, then the smallest index whose score equals it, with E standing
// for "not here". The scores of a row that held a NaN are all NaN, equal to nothing, so that every lane says "not here"
// and E itself is stored as the winner. The next kernel counts experts in a histogram and runs off its end.
//
// Trigger: a row with a NaN or +Inf, or of -Inf only (padding rows of a captured graph). Must be caught by: range.
// Lacks a bias: choice scores of -Inf and NaN would need marks of their own. Lacks the window, where E is a legal id
// and too many of it break `window`.
#include "zoo/common.cuh"
#include "zoo/zoo_kernels.h"

namespace gatefuzz::zoo {
namespace {

constexpr int kWarpsPerBlock = 4;

// No probability is as small.
constexpr float kTaken = -1.0f;

__device__ void RouteRow(const TopkArgs& args, int64_t row, int lane, float* score, float* winner_score) {
  const int experts = args.num_experts;
  for (int expert = lane; expert < experts; expert += kWarpSize) score[expert] = LoadLogit(args, row, expert);
  WarpSoftmax(score, experts, lane);

  unsigned int my_winner = 0;
  for (int slot = 0; slot < args.k; ++slot) {
    float max = -INFINITY;
    for (int expert = lane; expert < experts; expert += kWarpSize) max = fmaxf(max, score[expert]);
    max = WarpMax(max);
    unsigned int winner = experts;
    for (int expert = lane; expert < experts; expert += kWarpSize) {
      if (score[expert] == max) winner = min(winner, static_cast<unsigned int>(expert));
    }
    winner = __reduce_min_sync(kWholeWarp, winner);
    if (lane == slot) {
      my_winner = winner;
      winner_score[slot] = CleanScore(max);
    }
    if (winner % kWarpSize == lane && winner < experts) score[winner] = kTaken;
    __syncwarp();
  }
  if (lane < args.k) StoreChoice(args, row, lane, my_winner, Weight(args, winner_score[lane], winner_score));
  __syncwarp();
}

__global__ void __launch_bounds__(kWarpsPerBlock* kWarpSize) NanRowSentinelLeaksKernel(const TopkArgs args) {
  __shared__ float score[kWarpsPerBlock][kMaxExperts];
  __shared__ float winner_score[kWarpsPerBlock][kMaxTopK];
  const int warp = threadIdx.x / kWarpSize;
  const int lane = threadIdx.x % kWarpSize;
  const int64_t step = static_cast<int64_t>(gridDim.x) * kWarpsPerBlock;
  for (int64_t row = static_cast<int64_t>(blockIdx.x) * kWarpsPerBlock + warp; row < args.num_tokens; row += step) {
    RouteRow(args, row, lane, score[warp], winner_score[warp]);
  }
}

}  // namespace

Status NanRowSentinelLeaks(const TopkArgs& args, cudaStream_t stream) {
  return Launch(NanRowSentinelLeaksKernel, args, stream, kWarpsPerBlock * kWarpSize, kWarpsPerBlock);
}

}  // namespace gatefuzz::zoo
