// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Shipped in vLLM (https://github.com/vllm-project/vllm/pull/12002), Transformers
// (https://github.com/huggingface/transformers/pull/39581) and PaddleFormers
// (https://github.com/PaddlePaddle/PaddleFormers/pull/3452).
//
// The bias is there to choose by. Here the weight is gathered from the scores that experts were chosen by, bias
// included, rather than from those without.
//
// Trigger: any bias that is not 0. Must be caught by: value.
#include "zoo/warp_rows.cuh"
#include "zoo/zoo_kernels.h"

namespace gatefuzz::zoo {
namespace {

__global__ void __launch_bounds__(kRowThreads) BiasedWeightReturnedKernel(const TopkArgs args) {
  ForEachRow(args, [&](int64_t row, int lane, WarpRow& shared) {
    WarpSigmoidScores(args, row, lane, shared);
    const int winner = WarpChoose(args, lane, shared);
    // Neither negative nor infinite, which would be caught for that alone.
    if (lane < args.k) shared.winner_score[lane] = CleanScore(fmaxf(shared.choice[winner], 0.0f));
    __syncwarp();
    WarpStore(args, row, lane, winner, shared);
  });
}

}  // namespace

Status BiasedWeightReturned(const TopkArgs& args, cudaStream_t stream) {
  return LaunchRows(BiasedWeightReturnedKernel, args, stream);
}

}  // namespace gatefuzz::zoo
