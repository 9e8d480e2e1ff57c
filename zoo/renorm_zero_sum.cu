// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Shipped in FlashInfer (https://github.com/flashinfer-ai/flashinfer/pull/3803) and SGLang
// (https://github.com/sgl-project/sglang/pull/31017).
//
// Weights are divided by their sum, and the epsilon that the reference adds to it was lost in the port. Experts chosen
// for their bias may all have a sigmoid of 0, and so does every NaN: 0 / 0 is NaN for the whole row.
//
// Trigger: renormalisation, and no chosen score above 0. Must be caught by: finite.
#include "zoo/warp_rows.cuh"
#include "zoo/zoo_kernels.h"

namespace gatefuzz::zoo {
namespace {

__device__ float RenormalizedWeight(const TopkArgs& args, float score, const WarpRow& shared) {
  if (!args.renormalize) return score * args.scale;
  float part[4] = {};
  for (int slot = 0; slot < args.k; ++slot) part[slot % 4] += shared.winner_score[slot];
  return score / ((part[0] + part[1]) + (part[2] + part[3])) * args.scale;
}

__global__ void __launch_bounds__(kRowThreads) RenormZeroSumKernel(const TopkArgs args) {
  ForEachRow(args, [&](int64_t row, int lane, WarpRow& shared) {
    WarpSigmoidScores(args, row, lane, shared);
    const int winner = WarpChoose(args, lane, shared);
    // As --use_fast_math has it: denormals are 0.
    if (lane < args.k && shared.winner_score[lane] < FLT_MIN) shared.winner_score[lane] = 0.0f;
    __syncwarp();
    if (lane < args.k) {
      StoreChoice(args, row, lane, winner, RenormalizedWeight(args, shared.winner_score[lane], shared));
    }
  });
}

}  // namespace

Status RenormZeroSum(const TopkArgs& args, cudaStream_t stream) {
  return LaunchRows(RenormZeroSumKernel, args, stream);
}

}  // namespace gatefuzz::zoo
