// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Shipped in FlashInfer: https://github.com/flashinfer-ai/flashinfer/pull/3875 (fix),
// https://github.com/vllm-project/vllm/issues/47367.
//
// Only score + bias is carried through the search; the weight is recovered as (score + bias) - bias. With a bias of 12
// and scores of 1e-8 the sum rounds to the bias, and every weight is 0.
//
// Trigger: a bias much larger than the scores. Must be caught by: value.
#include "zoo/warp_rows.cuh"
#include "zoo/zoo_kernels.h"

namespace gatefuzz::zoo {
namespace {

__global__ void __launch_bounds__(kRowThreads) WeightBySubtractingBiasKernel(const TopkArgs args) {
  ForEachRow(args, [&](int64_t row, int lane, WarpRow& shared) {
    WarpSigmoidScores(args, row, lane, shared);
    const int winner = WarpChoose(args, lane, shared);
    if (lane < args.k && args.correction_bias != nullptr) {
      shared.winner_score[lane] = CleanScore(shared.choice[winner] - args.correction_bias[winner]);
    }
    __syncwarp();
    WarpStore(args, row, lane, winner, shared);
  });
}

}  // namespace

Status WeightBySubtractingBias(const TopkArgs& args, cudaStream_t stream) {
  return LaunchRows(WeightBySubtractingBiasKernel, args, stream);
}

}  // namespace gatefuzz::zoo
