// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Shipped in vLLM (https://github.com/vllm-project/vllm/pull/13474); found in
// https://github.com/bo-ke/llm-internal-medicine/pull/29.
//
// With a correction bias a group's score is the sum of its two best experts; here it is that of the best one.
//
// Trigger: a bias, and groups that the two rules rank differently. Must be caught by: agreement.
#include "zoo/groups.cuh"
#include "zoo/zoo_kernels.h"

namespace gatefuzz::zoo {
namespace {

__global__ void __launch_bounds__(kRowThreads) GroupScoreMaxNotTop2Kernel(const TopkArgs args) {
  ForEachRow(args, [&](int64_t row, int lane, WarpRow& shared) {
    WarpSigmoidScores(args, row, lane, shared);
    const float score = lane < args.num_groups ? LargestOfGroup(args, lane, shared).first : -INFINITY;
    const unsigned int survivors = WarpSurvivors(args, lane, score);
    const int winner = WarpChooseAmong(args, survivors, lane, shared);
    WarpStore(args, row, lane, winner, shared);
  });
}

}  // namespace

Status GroupScoreMaxNotTop2(const TopkArgs& args, cudaStream_t stream) {
  return LaunchGroupedRows(GroupScoreMaxNotTop2Kernel, args, stream);
}

}  // namespace gatefuzz::zoo
