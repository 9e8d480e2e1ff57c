// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Shipped in SGLang: https://github.com/sgl-project/sglang/issues/36807.
//
// A warp a row. Choice scores are sorted into buckets by their leading eight bits, and those of the best buckets that
// together hold k are gathered into a buffer, from which the k best are taken. The buffer has 256 entries (4096 in the
// original, whose rows are longer). Where more scores share those buckets the rest is dropped in order of arrival.
//
// Trigger: more than 256 choice scores with equal leading bits, the k best not among the first 256. Must be caught by:
// agreement. Lacks window and finished rows: where ids are hidden a wrong choice shows in the weights alone.
#include "zoo/common.cuh"
#include "zoo/zoo_kernels.h"

namespace gatefuzz::zoo {
namespace {

constexpr int kBuckets = 256;
constexpr int kBuffer = 256;

struct Shared {
  WarpRow row;
  int count[kBuckets];
  int candidate[kBuffer];
  int candidates;
};

// Rises with the score.
__device__ unsigned int Bucket(float choice) {
  const unsigned int bits = __float_as_uint(choice == 0.0f ? 0.0f : choice);
  return (bits >> 31 != 0 ? ~bits : bits | 0x80000000u) >> 24;
}

// The lowest bucket of those that hold the k best.
__device__ int LowestBucket(const TopkArgs& args, int lane, Shared& shared) {
  for (int i = lane; i < kBuckets; i += kWarpSize) shared.count[i] = 0;
  __syncwarp();
  for (int expert = lane; expert < args.num_experts; expert += kWarpSize) {
    atomicAdd(&shared.count[Bucket(shared.row.choice[expert])], 1);
  }
  __syncwarp();
  int bucket = kBuckets;
  for (int held = 0; held < args.k; held += shared.count[bucket]) --bucket;
  return bucket;
}

__device__ void Gather(const TopkArgs& args, int lane, Shared& shared) {
  const unsigned int lowest = LowestBucket(args, lane, shared);
  if (lane == 0) shared.candidates = 0;
  __syncwarp();
  for (int first = 0; first < args.num_experts; first += kWarpSize) {
    const int expert = first + lane;
    const bool in = expert < args.num_experts && Bucket(shared.row.choice[expert]) >= lowest;
    const unsigned int all = __ballot_sync(kWholeWarp, in);
    const int at = shared.candidates + __popc(all & ((1u << lane) - 1u));
    if (in && at < kBuffer) shared.candidate[at] = expert;
    __syncwarp();
    if (lane == 0) shared.candidates = min(shared.candidates + __popc(all), kBuffer);
    __syncwarp();
  }
}

__device__ int Choose(const TopkArgs& args, int lane, Shared& shared) {
  unsigned int taken = 0;
  int my_winner = 0;
  for (int slot = 0; slot < args.k; ++slot) {
    Candidate best = {-INFINITY, args.num_experts};
    int mine = -1;
    for (int at = lane, i = 0; at < shared.candidates; at += kWarpSize, ++i) {
      const int expert = shared.candidate[at];
      const Candidate better = Better(best, {shared.row.choice[expert], expert});
      if ((taken >> i & 1u) != 0 || better.expert == best.expert) continue;
      best = better;
      mine = i;
    }
    const int my_best = best.expert;
    best = WarpBest(best);
    if (mine >= 0 && my_best == best.expert) taken |= 1u << mine;
    if (lane == slot) {
      my_winner = best.expert;
      shared.row.winner_score[slot] = shared.row.score[best.expert];
    }
  }
  __syncwarp();
  return my_winner;
}

__global__ void __launch_bounds__(kWarpSize) RadixBucketBufferOverflowKernel(const TopkArgs args) {
  __shared__ Shared shared;
  const int lane = threadIdx.x;
  for (int64_t row = blockIdx.x; row < args.num_tokens; row += gridDim.x) {
    WarpScores(args, row, lane, shared.row);
    Gather(args, lane, shared);
    const int winner = Choose(args, lane, shared);
    if (lane < args.k) {
      StoreChoice(args, row, lane, winner, Weight(args, shared.row.winner_score[lane], shared.row.winner_score));
    }
    __syncwarp();
  }
}

}  // namespace

Status RadixBucketBufferOverflow(const TopkArgs& args, cudaStream_t stream) {
  return Launch(RadixBucketBufferOverflowKernel, args, stream, kWarpSize, 1);
}

}  // namespace gatefuzz::zoo
