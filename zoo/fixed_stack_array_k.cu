// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Shipped in mistral.rs (https://github.com/EricLBuehler/mistral.rs/pull/1825) and, in shared memory, in SGLang
// (https://github.com/sgl-project/sglang/pull/26303).
//
// The thread that writes a row's result gathers the choices in an array of 16 on its stack. Nobody checks k.
//
// Trigger: k > 16. Must be caught by: memory.
#include "zoo/warp_rows.cuh"
#include "zoo/zoo_kernels.h"

namespace gatefuzz::zoo {
namespace {

constexpr int kMostChoices = 16;

__global__ void __launch_bounds__(kRowThreads) FixedStackArrayKKernel(const TopkArgs args) {
  ForEachRow(args, [&](int64_t row, int lane, WarpRow& shared) {
    WarpScores(args, row, lane, shared);
    const int winner = WarpChoose(args, lane, shared);
    int chosen[kMostChoices];
    for (int slot = 0; slot < args.k; ++slot) chosen[slot] = __shfl_sync(kWholeWarp, winner, slot);
    for (int slot = 0; lane == 0 && slot < args.k; ++slot) {
      StoreChoice(args, row, slot, chosen[slot], Weight(args, shared.winner_score[slot], shared.winner_score));
    }
  });
}

}  // namespace

Status FixedStackArrayK(const TopkArgs& args, cudaStream_t stream) {
  return LaunchRows(FixedStackArrayKKernel, args, stream);
}

}  // namespace gatefuzz::zoo
