// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Shipped in vLLM-metax: https://github.com/MetaX-MACA/vLLM-metax/issues/270,
// https://github.com/MetaX-MACA/vLLM-metax/pull/284.
//
// A warp a row. One shape has a tile of its own, which takes the wrong branch where weights are made: it normalises the
// choice scores, with their bias, rather than the scores. Ids are right, and so is every other shape.
//
// Trigger: E = 128 and k = 8 with a bias that is not 0. Must be caught by: value.
#include "zoo/common.cuh"
#include "zoo/zoo_kernels.h"

namespace gatefuzz::zoo {
namespace {

constexpr int kWarpsPerBlock = 4;
constexpr int kTileExperts = 128;
constexpr int kTileTopK = 8;

__global__ void __launch_bounds__(kWarpsPerBlock* kWarpSize) ShapeTileWrongWeightBranchKernel(const TopkArgs args) {
  __shared__ WarpRow rows[kWarpsPerBlock];
  const int lane = threadIdx.x % kWarpSize;
  WarpRow& shared = rows[threadIdx.x / kWarpSize];
  const int64_t step = static_cast<int64_t>(gridDim.x) * kWarpsPerBlock;
  int64_t row = static_cast<int64_t>(blockIdx.x) * kWarpsPerBlock + threadIdx.x / kWarpSize;
  for (; row < args.num_tokens; row += step) {
    WarpScores(args, row, lane, shared);
    const int winner = WarpChoose(args, lane, shared);
    if (args.num_experts == kTileExperts && args.k == kTileTopK) {
      if (lane < kTileTopK) shared.winner_score[lane] = CleanScore(fmaxf(shared.choice[winner], 0.0f));
      __syncwarp();
    }
    if (lane < args.k) {
      StoreChoice(args, row, lane, winner, Weight(args, shared.winner_score[lane], shared.winner_score));
    }
    __syncwarp();
  }
}

}  // namespace

Status ShapeTileWrongWeightBranch(const TopkArgs& args, cudaStream_t stream) {
  return Launch(ShapeTileWrongWeightBranchKernel, args, stream, kWarpsPerBlock * kWarpSize, kWarpsPerBlock);
}

}  // namespace gatefuzz::zoo
