// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Shipped in FlashInfer: https://github.com/flashinfer-ai/flashinfer/pull/3011. The second half of the crash of which
// zoo/nan_row_repeats_expert0 is the first.
//
// On the path for more than 256 tokens each expert looks for itself among a token's choices and takes the first match.
// A token that chose it twice was counted twice, so that of two places one is never written, and the next kernel takes
// what it holds for a row.
//
// Trigger: more than 256 tokens, one of which names an expert twice. Must be caught by: complete.
#include "zoo/align_common.cuh"

namespace gatefuzz::zoo {
namespace {

constexpr int64_t kSmallPath = 256;

__device__ int32_t ScatterTokens(const AlignCall& call, int expert, int32_t at) {
  const int32_t k = call.args.k;
  for (int32_t token = 0; token < call.args.num_tokens; ++token) {
    for (int32_t slot = token * k; slot < (token + 1) * k; ++slot) {
      if (LoadId(call, slot) != expert) continue;
      call.args.sorted[at++] = slot;
      if (call.args.num_tokens > kSmallPath) break;
    }
  }
  return at;
}

__global__ void __launch_bounds__(kAlignThreads) DupIdLeavesHoleKernel(const AlignCall call) {
  __shared__ Segments shared;
  Prepare(call, shared);
  for (int expert = threadIdx.x; expert < call.args.num_experts; expert += blockDim.x) {
    const int32_t begin = shared.begin[expert];
    ScatterTokens(call, expert, begin);
    // What pads goes where no slot was counted.
    const int32_t count = shared.count[expert];
    for (int32_t at = begin + count; at < begin + Padded(call, count); ++at) call.args.sorted[at] = call.slots;
  }
  Pad(call, shared.total, call.capacity);
}

}  // namespace

Status DupIdLeavesHole(const AlignArgs& args, cudaStream_t stream) {
  return LaunchAlign(DupIdLeavesHoleKernel, args, stream);
}

}  // namespace gatefuzz::zoo
