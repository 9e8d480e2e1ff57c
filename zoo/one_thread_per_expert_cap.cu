// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Shipped in imp: https://github.com/kekzl/imp/pull/2056.
//
// A block of 256 threads a row. The softmax steps over all experts. The selection gives each thread one expert, its own
// number, and does not step: experts from 256 on are no candidates. All else is right, and with up to 256 experts all
// is.
//
// Trigger: E > 256 with one of the k best at an index of 256 or more. Must be caught by: agreement.
// Lacks window and finished rows: where ids are hidden a missing expert shows in the weights alone, which is `value`.
#include "zoo/common.cuh"
#include "zoo/zoo_kernels.h"

namespace gatefuzz::zoo {
namespace {

constexpr int kThreads = 256;

struct Shared {
  float score[kMaxExperts];
  float warp_value[kThreads / kWarpSize];
  Candidate warp_best[kThreads / kWarpSize];
  float winner_score[kMaxTopK];
};

__global__ void __launch_bounds__(kThreads) OneThreadPerExpertCapKernel(const TopkArgs args) {
  __shared__ Shared shared;
  const int thread = threadIdx.x;
  const int experts = args.num_experts;
  for (int64_t row = blockIdx.x; row < args.num_tokens; row += gridDim.x) {
    for (int expert = thread; expert < experts; expert += kThreads) {
      shared.score[expert] = LoadLogit(args, row, expert);
    }
    __syncthreads();
    BlockSoftmax<kThreads>(shared.score, experts, shared.warp_value);

    const Candidate nobody = {-INFINITY, experts};
    Candidate mine = nobody;
    float my_score = 0.0f;
    if (thread < experts) {
      my_score = CleanScore(shared.score[thread]);
      mine = {ChoiceScore(args, my_score, thread), thread};
    }
    int my_winner = 0;
    for (int slot = 0; slot < args.k; ++slot) {
      const Candidate best = BlockBest<kThreads>(mine, shared.warp_best);
      if (thread == slot) my_winner = best.expert;
      if (thread == best.expert) {
        shared.winner_score[slot] = my_score;
        mine = nobody;
      }
    }
    __syncthreads();
    if (thread < args.k) {
      StoreChoice(args, row, thread, my_winner, Weight(args, shared.winner_score[thread], shared.winner_score));
    }
    __syncthreads();
  }
}

}  // namespace

Status OneThreadPerExpertCap(const TopkArgs& args, cudaStream_t stream) {
  return Launch(OneThreadPerExpertCapKernel, args, stream, kThreads, 1);
}

}  // namespace gatefuzz::zoo
