// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Shipped in Mirage and, in the same form, in vLLM: https://github.com/mirage-project/mirage/pull/664,
// https://github.com/vllm-project/vllm/pull/44167.
//
// A block of 256 threads a row. Up to 256 experts have a thread each, and the first thread beyond them sets a counter
// to 0, in which experts that have a score count themselves. With 256 experts there is no such thread, and the counter
// holds what the block before left in shared memory. Larger rows take another path, which is right.
//
// Trigger: E = 256. Must be caught by: memory.
#include "zoo/common.cuh"
#include "zoo/zoo_kernels.h"

namespace gatefuzz::zoo {
namespace {

constexpr int kThreads = 256;

struct Shared {
  WarpRow row;
  float warp_value[kThreads / kWarpSize];
  int scored;  // experts whose score is not 0
};

__device__ void CountScored(const TopkArgs& args, Shared& shared) {
  const int experts = args.num_experts;
  const int initialiser = experts <= kThreads ? experts : 0;
  if (threadIdx.x == initialiser) shared.scored = 0;
  __syncthreads();
  for (int expert = threadIdx.x; expert < experts; expert += kThreads) {
    if (shared.row.score[expert] != 0.0f) atomicAdd(&shared.scored, 1);
  }
  __syncthreads();
}

__global__ void __launch_bounds__(kThreads) InitByThreadThatDoesNotExistKernel(const TopkArgs args) {
  __shared__ Shared shared;
  const int thread = threadIdx.x;
  const int experts = args.num_experts;
  for (int64_t row = blockIdx.x; row < args.num_tokens; row += gridDim.x) {
    for (int expert = thread; expert < experts; expert += kThreads) {
      shared.row.score[expert] = LoadLogit(args, row, expert);
    }
    __syncthreads();
    BlockSoftmax<kThreads>(shared.row.score, experts, shared.warp_value);
    for (int expert = thread; expert < experts; expert += kThreads) {
      shared.row.score[expert] = CleanScore(shared.row.score[expert]);
      shared.row.choice[expert] = ChoiceScore(args, shared.row.score[expert], expert);
    }
    __syncthreads();
    CountScored(args, shared);
    if (thread < kWarpSize) {
      const int winner = WarpChoose(args, thread, shared.row);
      if (thread < args.k) {
        const float weight = Weight(args, shared.row.winner_score[thread], shared.row.winner_score);
        StoreChoice(args, row, thread, winner, shared.scored == 0 ? 0.0f : weight);
      }
    }
    __syncthreads();
  }
}

}  // namespace

Status InitByThreadThatDoesNotExist(const TopkArgs& args, cudaStream_t stream) {
  return Launch(InitByThreadThatDoesNotExistKernel, args, stream, kThreads, 1);
}

}  // namespace gatefuzz::zoo
