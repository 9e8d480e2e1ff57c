// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Raised in the review of https://github.com/vllm-project/vllm/pull/31478.
//
// A block a row. Once an expert is chosen its choice score is overwritten with -1, "below every score": true of the
// probabilities that the code was written for, not of scores with a correction bias. Where those that are left lie
// below -1, the overwritten one is the largest, and the same expert is chosen in every further round.
//
// Trigger: a bias that takes choice scores below -1, and k >= 2. Must be caught by: unique.
// Lacks window and finished rows: where ids are hidden a repeated expert is not seen, and its weight breaks `value`.
#include "zoo/common.cuh"
#include "zoo/zoo_kernels.h"

namespace gatefuzz::zoo {
namespace {

constexpr int kThreads = 256;
constexpr float kTaken = -1.0f;

struct Shared {
  float score[kMaxExperts];
  float choice[kMaxExperts];
  float warp_value[kThreads / kWarpSize];
  Candidate warp_best[kThreads / kWarpSize];
  int winner[kMaxTopK];
  float winner_score[kMaxTopK];
};

__global__ void __launch_bounds__(kThreads) SentinelMinus1NegativeScoresKernel(const TopkArgs args) {
  __shared__ Shared shared;
  const int thread = threadIdx.x;
  const int experts = args.num_experts;
  for (int64_t row = blockIdx.x; row < args.num_tokens; row += gridDim.x) {
    for (int expert = thread; expert < experts; expert += kThreads) {
      shared.score[expert] = LoadLogit(args, row, expert);
    }
    __syncthreads();
    BlockSoftmax<kThreads>(shared.score, experts, shared.warp_value);
    for (int expert = thread; expert < experts; expert += kThreads) {
      shared.score[expert] = CleanScore(shared.score[expert]);
      shared.choice[expert] = ChoiceScore(args, shared.score[expert], expert);
    }
    __syncthreads();

    for (int slot = 0; slot < args.k; ++slot) {
      Candidate best = {-INFINITY, experts};
      for (int expert = thread; expert < experts; expert += kThreads) {
        best = Better(best, {shared.choice[expert], expert});
      }
      best = BlockBest<kThreads>(best, shared.warp_best);
      if (thread == 0) {
        shared.winner[slot] = best.expert;
        shared.winner_score[slot] = shared.score[best.expert];
        shared.choice[best.expert] = kTaken;
      }
      __syncthreads();
    }
    if (thread < args.k) {
      const float weight = Weight(args, shared.winner_score[thread], shared.winner_score);
      StoreChoice(args, row, thread, shared.winner[thread], weight);
    }
    __syncthreads();
  }
}

}  // namespace

Status SentinelMinus1NegativeScores(const TopkArgs& args, cudaStream_t stream) {
  return Launch(SentinelMinus1NegativeScoresKernel, args, stream, kThreads, 1);
}

}  // namespace gatefuzz::zoo
