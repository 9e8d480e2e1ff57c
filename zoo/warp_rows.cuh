// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// A warp a row, as most of the zoo's later kernels go: the loop over rows, sigmoid scores, and what is stored.
#ifndef GATEFUZZ_ZOO_WARP_ROWS_CUH_
#define GATEFUZZ_ZOO_WARP_ROWS_CUH_

#include "zoo/common.cuh"

namespace gatefuzz::zoo {

inline constexpr int kRowWarps = 4;  // of a block
inline constexpr int kRowThreads = kRowWarps * kWarpSize;

// Calls body(row, lane, shared) for each of the warp's rows. For kernels of kRowThreads threads.
template <typename Body>
__device__ void ForEachRow(const TopkArgs& args, const Body& body) {
  __shared__ WarpRow rows[kRowWarps];
  const int warp = threadIdx.x / kWarpSize;
  const int64_t step = static_cast<int64_t>(gridDim.x) * kRowWarps;
  for (int64_t row = static_cast<int64_t>(blockIdx.x) * kRowWarps + warp; row < args.num_tokens; row += step) {
    body(row, static_cast<int>(threadIdx.x) % kWarpSize, rows[warp]);
    __syncwarp();
  }
}

__device__ inline float Sigmoid(float logit) { return CleanScore(1.0f / (1.0f + expf(-logit))); }

// Fills scores and choice scores of a row, as WarpScores does, by the sigmoid.
__device__ inline void WarpSigmoidScores(const TopkArgs& args, int64_t row, int lane, WarpRow& shared) {
  for (int expert = lane; expert < args.num_experts; expert += kWarpSize) {
    shared.score[expert] = Sigmoid(LoadLogit(args, row, expert));
    shared.choice[expert] = ChoiceScore(args, shared.score[expert], expert);
  }
  __syncwarp();
}

// Stores the row whose lane j < k holds the (j+1)th choice, by the scores in winner_score.
__device__ inline void WarpStore(const TopkArgs& args, int64_t row, int lane, int winner, const WarpRow& shared) {
  if (lane >= args.k) return;
  StoreChoice(args, row, lane, winner, Weight(args, shared.winner_score[lane], shared.winner_score));
}

inline Status LaunchRows(Kernel kernel, const TopkArgs& args, cudaStream_t stream) {
  return Launch(kernel, args, stream, kRowThreads, kRowWarps);
}

}  // namespace gatefuzz::zoo

#endif  // GATEFUZZ_ZOO_WARP_ROWS_CUH_
