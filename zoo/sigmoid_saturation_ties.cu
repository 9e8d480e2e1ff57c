// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Shipped in FlashInfer: https://github.com/flashinfer-ai/flashinfer/pull/4404.
//
// Ranks sigmoid(x) rather than x. From about 17 on a sigmoid is 1 in binary32, distinct logits tie, and the smaller
// expert wins. Right only where a router promises no more than to rank its rounded scores; this one says it is exact.
//
// Trigger: two logits above 17, or others whose sigmoids round alike. Must be caught by: agreement.
// Lacks a bias, with which no router is exact.
#include "zoo/warp_rows.cuh"
#include "zoo/zoo_kernels.h"

namespace gatefuzz::zoo {
namespace {

__global__ void __launch_bounds__(kRowThreads) SigmoidSaturationTiesKernel(const TopkArgs args) {
  ForEachRow(args, [&](int64_t row, int lane, WarpRow& shared) {
    WarpSigmoidScores(args, row, lane, shared);
    const int winner = WarpChoose(args, lane, shared);
    WarpStore(args, row, lane, winner, shared);
  });
}

}  // namespace

Status SigmoidSaturationTies(const TopkArgs& args, cudaStream_t stream) {
  return LaunchRows(SigmoidSaturationTiesKernel, args, stream);
}

}  // namespace gatefuzz::zoo
