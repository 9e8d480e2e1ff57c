// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Shipped in vLLM (https://github.com/vllm-project/vllm/pull/24886) and onnxruntime
// (https://github.com/microsoft/onnxruntime/pull/6164).
//
// The experts are padded to whole warps with "minus infinity", numeric_limits<T>::lowest(). Of a 16-bit type that has
// no specialisation this is T(), so 0, and negative logits lose to the padding, whose indices are no experts.
//
// Trigger: f16 or bf16, E no multiple of 32, fewer than k logits above 0. Must be caught by: range.
// Lacks window and finished rows, behind which an index that is no expert is the sentinel.
#include "zoo/warp_rows.cuh"
#include "zoo/zoo_kernels.h"

namespace gatefuzz::zoo {
namespace {

// Scores of 0 for a row with a NaN or +Inf, or of -Inf only.
__device__ bool IsBadRow(const WarpRow& shared, int experts, int lane) {
  bool bad = false;
  bool all_minus_infinity = true;
  for (int expert = lane; expert < experts; expert += kWarpSize) {
    bad = bad || isnan(shared.choice[expert]) || shared.choice[expert] == INFINITY;
    all_minus_infinity = all_minus_infinity && shared.choice[expert] == -INFINITY;
  }
  return __any_sync(kWholeWarp, bad) || __all_sync(kWholeWarp, all_minus_infinity);
}

__global__ void __launch_bounds__(kRowThreads) HalfLimitsReturnZeroKernel(const TopkArgs args) {
  ForEachRow(args, [&](int64_t row, int lane, WarpRow& shared) {
    const int padded = (args.num_experts + kWarpSize - 1) / kWarpSize * kWarpSize;
    const float lowest = args.logits_dtype == DType::kF32 ? -INFINITY : 0.0f;
    for (int expert = lane; expert < padded; expert += kWarpSize) {
      shared.choice[expert] = expert < args.num_experts ? LoadLogit(args, row, expert) : lowest;
    }
    __syncwarp();
    const bool bad = IsBadRow(shared, args.num_experts, lane);
    for (int expert = lane; bad && expert < args.num_experts; expert += kWarpSize) shared.choice[expert] = 0.0f;
    __syncwarp();

    TopkArgs all = args;
    all.num_experts = padded;
    for (int expert = lane; expert < padded; expert += kWarpSize) shared.score[expert] = shared.choice[expert];
    __syncwarp();
    const int winner = WarpChoose(all, lane, shared);
    const float max = shared.winner_score[0];
    __syncwarp();
    if (lane < args.k) shared.winner_score[lane] = bad ? 0.0f : expf(shared.winner_score[lane] - max);
    __syncwarp();
    if (lane < args.k) {
      TopkArgs normalized = args;
      normalized.renormalize = true;
      StoreChoice(args, row, lane, winner, Weight(normalized, shared.winner_score[lane], shared.winner_score));
    }
  });
}

}  // namespace

Status HalfLimitsReturnZero(const TopkArgs& args, cudaStream_t stream) {
  return LaunchRows(HalfLimitsReturnZeroKernel, args, stream);
}

}  // namespace gatefuzz::zoo
