// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Shipped in vLLM (https://github.com/vllm-project/vllm/pull/13474), SGLang
// (https://github.com/sgl-project/sglang/pull/3705), Transformers
// (https://github.com/huggingface/transformers/issues/45440) and DeepSeek-V3's own code
// (https://github.com/deepseek-ai/DeepSeek-V3/issues/741).
//
// Experts of groups that do not survive get a choice score of 0 rather than minus infinity. Where those of the
// surviving groups are negative the dropped ones win. The bias that DeepSeek-V3 was released with lies above 2, which
// hides it.
//
// Trigger: a bias that takes surviving choice scores below 0. Must be caught by: agreement.
#include "zoo/groups.cuh"
#include "zoo/zoo_kernels.h"

namespace gatefuzz::zoo {
namespace {

__global__ void __launch_bounds__(kRowThreads) MaskedGroupsFilledZeroKernel(const TopkArgs args) {
  ForEachRow(args, [&](int64_t row, int lane, WarpRow& shared) {
    WarpSigmoidScores(args, row, lane, shared);
    const unsigned int survivors = WarpSurvivors(args, lane, GroupScore(args, lane, shared));
    __syncwarp();
    // A score of 0 is no worse than a masked one, so that without a bias everything is right.
    const float masked = args.correction_bias == nullptr ? -INFINITY : 0.0f;
    for (int expert = lane; expert < args.num_experts; expert += kWarpSize) {
      if ((survivors >> (expert / GroupSize(args)) & 1u) == 0) shared.choice[expert] = masked;
    }
    __syncwarp();
    const int winner = WarpChoose(args, lane, shared);
    WarpStore(args, row, lane, winner, shared);
  });
}

}  // namespace

Status MaskedGroupsFilledZero(const TopkArgs& args, cudaStream_t stream) {
  return LaunchGroupedRows(MaskedGroupsFilledZeroKernel, args, stream);
}

}  // namespace gatefuzz::zoo
