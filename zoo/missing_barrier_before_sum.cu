// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Shipped in SGLang: https://github.com/sgl-project/sglang/pull/11183 (there the winner and the reader are lanes of one
// warp; here they are in different warps, as in https://github.com/sgl-project/sglang/pull/37663).
//
// A block of two warps a row, each thread with its experts. The thread that owns a round's winner notes the winner's
// score; the second warp reads the notes, sums them and writes the results. Nothing stands between the last note and
// the sum. Where the first warp goes first, all is right. Where the second one does, it misses the last note if the
// winner is the first warp's: that weight is 0, and the others are normalised to too small a sum.
//
// Trigger: any row. For a wrong result: a schedule, and a last choice among the experts e with e % 64 < 32. Must be
// caught by: race; with the race check off, under a schedule that shows it: value.
#include "zoo/common.cuh"
#include "zoo/zoo_kernels.h"

namespace gatefuzz::zoo {
namespace {

constexpr int kThreads = 2 * kWarpSize;
constexpr int kPerThread = kMaxExperts / kThreads;

struct Shared {
  float score[kMaxExperts];
  float warp_value[kThreads / kWarpSize];
  Candidate warp_best[kThreads / kWarpSize];
  float winner_score[kMaxTopK];
};

__global__ void __launch_bounds__(kThreads) MissingBarrierBeforeSumKernel(const TopkArgs args) {
  __shared__ Shared shared;
  const int thread = threadIdx.x;
  const int experts = args.num_experts;
  for (int64_t row = blockIdx.x; row < args.num_tokens; row += gridDim.x) {
    for (int expert = thread; expert < experts; expert += kThreads) {
      shared.score[expert] = LoadLogit(args, row, expert);
    }
    if (thread < kMaxTopK) shared.winner_score[thread] = 0.0f;
    __syncthreads();
    BlockSoftmax<kThreads>(shared.score, experts, shared.warp_value);
    // Whoever completes a barrier goes on first: with this one an even number of them leaves that to the first warp.
    __syncthreads();

    unsigned int taken = 0;  // bit i: the thread's i-th expert
    static_assert(kPerThread <= 32, "an expert a bit");
    int my_winner = 0;
    for (int slot = 0; slot < args.k; ++slot) {
      Candidate mine = {-INFINITY, experts};
      for (int expert = thread, i = 0; expert < experts; expert += kThreads, ++i) {
        if ((taken >> i & 1u) != 0) continue;
        mine = Better(mine, {ChoiceScore(args, CleanScore(shared.score[expert]), expert), expert});
      }
      const Candidate best = BlockBest<kThreads>(mine, shared.warp_best);
      if (thread - kWarpSize == slot) my_winner = best.expert;
      if (best.expert % kThreads == thread) {
        taken |= 1u << (best.expert / kThreads);
        shared.winner_score[slot] = CleanScore(shared.score[best.expert]);
      }
    }
    // __syncthreads() is missing.
    const int slot = thread - kWarpSize;
    if (slot >= 0 && slot < args.k) {
      StoreChoice(args, row, slot, my_winner, Weight(args, shared.winner_score[slot], shared.winner_score));
    }
    __syncthreads();
  }
}

}  // namespace

Status MissingBarrierBeforeSum(const TopkArgs& args, cudaStream_t stream) {
  return Launch(MissingBarrierBeforeSumKernel, args, stream, kThreads, 1);
}

}  // namespace gatefuzz::zoo
