// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Shipped in uzu: https://github.com/trymirai/uzu/pull/715.
//
// The scatter takes 256 tokens at a time and needs to know, for each of them, how many slots of an expert came before.
// The counting kernel gives one histogram of all tokens, so that every 256 begin where the segment does, over those
// before them.
//
// Trigger: more than 256 tokens, two of which, in different 256s, name one expert. Must be caught by: permutation.
#include "zoo/align_common.cuh"

namespace gatefuzz::zoo {
namespace {

constexpr int32_t kTokensAtOnce = 256;

__global__ void __launch_bounds__(kAlignThreads) GlobalVsPerBlockHistogramKernel(const AlignCall call) {
  __shared__ Segments shared;
  Prepare(call, shared);
  Pad(call);
  __syncthreads();
  const int32_t step = kTokensAtOnce * call.args.k;
  for (int expert = threadIdx.x; expert < call.args.num_experts; expert += blockDim.x) {
    for (int32_t first = 0; first < call.slots; first += step) {
      int32_t at = shared.begin[expert];
      for (int32_t slot = first; slot < min(first + step, call.slots); ++slot) {
        if (LoadId(call, slot) == expert) call.args.sorted[at++] = slot;
      }
    }
  }
}

}  // namespace

Status GlobalVsPerBlockHistogram(const AlignArgs& args, cudaStream_t stream) {
  return LaunchAlign(GlobalVsPerBlockHistogramKernel, args, stream);
}

}  // namespace gatefuzz::zoo
