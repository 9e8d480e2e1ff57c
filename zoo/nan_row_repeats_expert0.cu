// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Shipped in vLLM's softmax router: https://github.com/vllm-project/vllm/pull/39391 (fix),
// https://github.com/vllm-project/vllm/issues/39244, https://github.com/vllm-project/vllm/issues/39288 (crashes),
// https://github.com/vllm-project/vllm/pull/39593 (NaN in nearly all padded steps).
//
// A block a row: softmax into shared memory, then k rounds of arg max by cub::BlockReduce. A round starts at expert 0
// with the value -1, below any probability, and goes over to another expert where that one's score is greater. One NaN
// logit makes the whole softmax NaN, no comparison is true, and every round ends where it began: expert 0, k times. The
// sort of the next kernel then finds fewer experts than slots and follows what its memory held.
//
// Trigger: a row with a NaN or +Inf, or of -Inf only, and k >= 2. Must be caught by: unique.
// Lacks a bias, which a NaN row would not get to: with k = 1 that would be `agreement`. Lacks the window: a repeated
// expert outside it is not seen, and too many sentinels break `window`.
#include <cub/block/block_reduce.cuh>

#include "zoo/common.cuh"
#include "zoo/zoo_kernels.h"

namespace gatefuzz::zoo {
namespace {

constexpr int kThreads = 128;
using FloatReduce = cub::BlockReduce<float, kThreads>;
using CandidateReduce = cub::BlockReduce<Candidate, kThreads>;

struct MaxOp {
  __device__ float operator()(float a, float b) const { return fmaxf(a, b); }
};

struct SumOp {
  __device__ float operator()(float a, float b) const { return a + b; }
};

struct ArgMaxOp {
  __device__ Candidate operator()(const Candidate& a, const Candidate& b) const { return Better(a, b); }
};

struct Shared {
  union {
    FloatReduce::TempStorage floats;
    CandidateReduce::TempStorage candidates;
  } reduce;
  float score[kMaxExperts];
  float max;
  float sum;
  int winner[kMaxTopK];
  float winner_score[kMaxTopK];
};

__device__ void Softmax(const TopkArgs& args, int64_t row, Shared& shared) {
  float max = -INFINITY;
  for (int expert = threadIdx.x; expert < args.num_experts; expert += kThreads) {
    shared.score[expert] = LoadLogit(args, row, expert);
    max = fmaxf(max, shared.score[expert]);
  }
  max = FloatReduce(shared.reduce.floats).Reduce(max, MaxOp());
  if (threadIdx.x == 0) shared.max = max;
  __syncthreads();
  max = shared.max;
  const float share = SumOfExponentials(shared.score, args.num_experts, max, threadIdx.x, kThreads);
  const float sum = FloatReduce(shared.reduce.floats).Reduce(share, SumOp());
  if (threadIdx.x == 0) shared.sum = sum;
  __syncthreads();
  for (int expert = threadIdx.x; expert < args.num_experts; expert += kThreads) {
    shared.score[expert] = expf(shared.score[expert] - max) / shared.sum;
  }
  __syncthreads();
}

__device__ bool WonBefore(const Shared& shared, int slot, int expert) {
  for (int i = 0; i < slot; ++i) {
    if (shared.winner[i] == expert) return true;
  }
  return false;
}

__device__ void Choose(const TopkArgs& args, Shared& shared) {
  for (int slot = 0; slot < args.k; ++slot) {
    Candidate best = {-1.0f, 0};
    for (int expert = threadIdx.x; expert < args.num_experts; expert += kThreads) {
      if (!WonBefore(shared, slot, expert)) best = Better(best, {shared.score[expert], expert});
    }
    best = CandidateReduce(shared.reduce.candidates).Reduce(best, ArgMaxOp());
    if (threadIdx.x == 0) {
      shared.winner[slot] = best.expert;
      shared.winner_score[slot] = CleanScore(shared.score[best.expert]);
    }
    __syncthreads();
  }
}

__global__ void __launch_bounds__(kThreads) NanRowRepeatsExpert0Kernel(const TopkArgs args) {
  __shared__ Shared shared;
  for (int64_t row = blockIdx.x; row < args.num_tokens; row += gridDim.x) {
    Softmax(args, row, shared);
    Choose(args, shared);
    const int slot = threadIdx.x;
    if (slot < args.k) {
      const float weight = Weight(args, shared.winner_score[slot], shared.winner_score);
      StoreChoice(args, row, slot, shared.winner[slot], weight);
    }
    __syncthreads();
  }
}

}  // namespace

Status NanRowRepeatsExpert0(const TopkArgs& args, cudaStream_t stream) {
  return Launch(NanRowRepeatsExpert0Kernel, args, stream, kThreads, 1);
}

}  // namespace gatefuzz::zoo
