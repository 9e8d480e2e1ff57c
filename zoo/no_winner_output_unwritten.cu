// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Shipped in SGLang: https://github.com/sgl-project/sglang/pull/15306.
//
// A warp a row. A round starts with the expert -1 and the value -Inf, and stores its winner if it found one. Where no
// score is greater than -Inf it finds none, stores nothing, and the outputs keep what their memory held. The next
// kernel counts that as an expert and increments a word of shared memory that is not its own.
//
// Trigger: a row with a NaN or +Inf, or of -Inf only; a bias of -Inf or NaN at more than E - k experts. Must be caught
// by: complete.
#include "zoo/common.cuh"
#include "zoo/zoo_kernels.h"

namespace gatefuzz::zoo {
namespace {

constexpr int kWarpsPerBlock = 4;
constexpr int kNobody = -1;

struct WarpShared {
  float score[kMaxExperts];
  float winner_score[kMaxTopK];
};

__device__ void RouteRow(const TopkArgs& args, int64_t row, int lane, WarpShared& shared) {
  const int experts = args.num_experts;
  for (int expert = lane; expert < experts; expert += kWarpSize) shared.score[expert] = LoadLogit(args, row, expert);
  __syncwarp();
  WarpSoftmax(shared.score, experts, lane);

  unsigned int taken = 0;  // bit i: the lane's i-th expert
  int my_winner = kNobody;
  for (int slot = 0; slot < args.k; ++slot) {
    Candidate best = {-INFINITY, kNobody};
    for (int expert = lane, i = 0; expert < experts; expert += kWarpSize, ++i) {
      const float choice = ChoiceScore(args, shared.score[expert], expert);
      if ((taken >> i & 1u) == 0 && choice > best.value) best = {choice, expert};
    }
    best = WarpBest(best);
    const bool found = best.expert != kNobody;
    if (found && best.expert % kWarpSize == lane) taken |= 1u << (best.expert / kWarpSize);
    if (lane == slot) {
      my_winner = best.expert;
      shared.winner_score[slot] = found ? shared.score[best.expert] : 0.0f;
    }
  }
  __syncwarp();
  if (my_winner != kNobody) {
    StoreChoice(args, row, lane, my_winner, Weight(args, shared.winner_score[lane], shared.winner_score));
  }
  __syncwarp();
}

__global__ void __launch_bounds__(kWarpsPerBlock* kWarpSize) NoWinnerOutputUnwrittenKernel(const TopkArgs args) {
  __shared__ WarpShared shared[kWarpsPerBlock];
  const int warp = threadIdx.x / kWarpSize;
  const int lane = threadIdx.x % kWarpSize;
  const int64_t step = static_cast<int64_t>(gridDim.x) * kWarpsPerBlock;
  for (int64_t row = static_cast<int64_t>(blockIdx.x) * kWarpsPerBlock + warp; row < args.num_tokens; row += step) {
    RouteRow(args, row, lane, shared[warp]);
  }
}

}  // namespace

Status NoWinnerOutputUnwritten(const TopkArgs& args, cudaStream_t stream) {
  return Launch(NoWinnerOutputUnwrittenKernel, args, stream, kWarpsPerBlock * kWarpSize, kWarpsPerBlock);
}

}  // namespace gatefuzz::zoo
