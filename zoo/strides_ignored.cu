// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Shipped in Torch-FL: https://github.com/flagos-ai/Torch-FL/issues/173,
// https://github.com/flagos-ai/Torch-FL/issues/171.
//
// Rows are indexed as if they followed each other without a gap. Of a sliced or padded tensor every row but the first
// is read from the wrong place, in silence.
//
// Trigger: a row stride above E and two rows. Must be caught by: agreement.
#include "zoo/warp_rows.cuh"
#include "zoo/zoo_kernels.h"

namespace gatefuzz::zoo {
namespace {

__global__ void __launch_bounds__(kRowThreads) StridesIgnoredKernel(const TopkArgs args) {
  ForEachRow(args, [&](int64_t row, int lane, WarpRow& shared) {
    TopkArgs contiguous = args;
    contiguous.logits_row_stride = args.num_experts;
    WarpScores(contiguous, row, lane, shared);
    const int winner = WarpChoose(args, lane, shared);
    WarpStore(args, row, lane, winner, shared);
  });
}

}  // namespace

Status StridesIgnored(const TopkArgs& args, cudaStream_t stream) {
  return LaunchRows(StridesIgnoredKernel, args, stream);
}

}  // namespace gatefuzz::zoo
