// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Raised in the review of https://github.com/ROCm/FlyDSL/pull/540.
//
// A warp a row. Experts are visited in chunks of 512, and each lane notes in a register which of its 16 experts of the
// chunk are local. The register is read after the loop: it then speaks of the last chunk. With up to 512 experts there
// is one chunk and all is right; with 513, the second one leaves it 0 in nearly every lane.
//
// Trigger: E > 512, an expert-parallel window, and a chosen expert inside it. Must be caught by: window.
// Lacks finished rows, whose ids are the sentinel anyway.
#include "zoo/common.cuh"
#include "zoo/zoo_kernels.h"

namespace gatefuzz::zoo {
namespace {

constexpr int kWarpsPerBlock = 4;
constexpr int kChunk = 512;

// Bit i: the lane's i-th expert is local.
__device__ unsigned int LocalExperts(const TopkArgs& args, int lane) {
  unsigned int local = 0;
  for (int chunk = 0; chunk < args.num_experts; chunk += kChunk) {
    local = 0;
    for (int i = 0; i < kChunk / kWarpSize; ++i) {
      const int expert = chunk + i * kWarpSize + lane;
      const bool inside = expert >= args.local_first && expert < args.local_first + args.local_count;
      if (expert < args.num_experts && inside) local |= 1u << i;
    }
  }
  return local;
}

__global__ void __launch_bounds__(kWarpsPerBlock* kWarpSize) ChunkLoopClobbersRegisterKernel(const TopkArgs args) {
  __shared__ WarpRow rows[kWarpsPerBlock];
  const int lane = threadIdx.x % kWarpSize;
  WarpRow& shared = rows[threadIdx.x / kWarpSize];
  const int64_t step = static_cast<int64_t>(gridDim.x) * kWarpsPerBlock;
  int64_t row = static_cast<int64_t>(blockIdx.x) * kWarpsPerBlock + threadIdx.x / kWarpSize;
  for (; row < args.num_tokens; row += step) {
    WarpScores(args, row, lane, shared);
    const int winner = WarpChoose(args, lane, shared);
    TopkArgs store = args;
    if (args.local_count < args.num_experts) {
      const unsigned int owner = __shfl_sync(kWholeWarp, LocalExperts(args, lane), winner % kWarpSize);
      if ((owner >> (winner % kChunk / kWarpSize) & 1u) == 0) store.local_count = 0;
    }
    if (lane < args.k) {
      StoreChoice(store, row, lane, winner, Weight(args, shared.winner_score[lane], shared.winner_score));
    }
    __syncwarp();
  }
}

}  // namespace

Status ChunkLoopClobbersRegister(const TopkArgs& args, cudaStream_t stream) {
  return Launch(ChunkLoopClobbersRegisterKernel, args, stream, kWarpsPerBlock * kWarpSize, kWarpsPerBlock);
}

}  // namespace gatefuzz::zoo
