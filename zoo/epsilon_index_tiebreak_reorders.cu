// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Shipped in SGLang: https://github.com/sgl-project/sglang/pull/31768.
//
// Ties are "broken" by taking expert * 3e-7 off each score before the search. That also reorders scores that are not
// equal but closer than it: up to a tenth of real tokens got other experts, and the tests' reference did the same.
//
// Trigger: scores closer than 3e-7 an expert between them. Must be caught by: agreement.
#include "zoo/warp_rows.cuh"
#include "zoo/zoo_kernels.h"

namespace gatefuzz::zoo {
namespace {

constexpr float kEpsilon = 3e-7f;

__global__ void __launch_bounds__(kRowThreads) EpsilonIndexTiebreakReordersKernel(const TopkArgs args) {
  ForEachRow(args, [&](int64_t row, int lane, WarpRow& shared) {
    WarpSigmoidScores(args, row, lane, shared);
    for (int expert = lane; expert < args.num_experts; expert += kWarpSize) {
      shared.choice[expert] -= static_cast<float>(expert) * kEpsilon;
    }
    __syncwarp();
    const int winner = WarpChoose(args, lane, shared);
    WarpStore(args, row, lane, winner, shared);
  });
}

}  // namespace

Status EpsilonIndexTiebreakReorders(const TopkArgs& args, cudaStream_t stream) {
  return LaunchRows(EpsilonIndexTiebreakReordersKernel, args, stream);
}

}  // namespace gatefuzz::zoo
