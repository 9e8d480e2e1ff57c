// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Shipped in FlagGems: https://github.com/flagos-ai/FlagGems/pull/4244,
// https://github.com/flagos-ai/FlagGems/issues/4245, https://github.com/flagos-ai/FlagGems/pull/4610.
//
// Score plus bias is kept in the logits' own type. In bf16 that leaves eight bits, and the rounding changes which
// experts are the best.
//
// Trigger: bf16 logits whose scores differ past the eighth bit. Must be caught by: agreement.
#include "zoo/warp_rows.cuh"
#include "zoo/zoo_kernels.h"

namespace gatefuzz::zoo {
namespace {

__global__ void __launch_bounds__(kRowThreads) Bf16ScorePlusBiasKernel(const TopkArgs args) {
  ForEachRow(args, [&](int64_t row, int lane, WarpRow& shared) {
    WarpSigmoidScores(args, row, lane, shared);
    if (args.logits_dtype == DType::kBF16) {
      for (int expert = lane; expert < args.num_experts; expert += kWarpSize) {
        shared.choice[expert] = __bfloat162float(__float2bfloat16(shared.choice[expert]));
      }
    }
    __syncwarp();
    const int winner = WarpChoose(args, lane, shared);
    WarpStore(args, row, lane, winner, shared);
  });
}

}  // namespace

Status Bf16ScorePlusBias(const TopkArgs& args, cudaStream_t stream) {
  return LaunchRows(Bf16ScorePlusBiasKernel, args, stream);
}

}  // namespace gatefuzz::zoo
