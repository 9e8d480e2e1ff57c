// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Shipped in vLLM's XPU kernels: https://github.com/vllm-project/vllm-xpu-kernels/issues/453. The report tells the
// symptom; the cause here is ours.
//
// Counts, experts of blocks and the total are right, but the scatter ends after the first token: all others are the
// value that pads. The model answers fluently from a fraction of its experts, the worse the larger the batch.
//
// Trigger: a second token that names an expert. Must be caught by: permutation.
#include "zoo/align_common.cuh"

namespace gatefuzz::zoo {
namespace {

__global__ void __launch_bounds__(kAlignThreads) OnlyFirstIndexScatteredKernel(const AlignCall call) {
  __shared__ Segments shared;
  Prepare(call, shared);
  Pad(call);
  __syncthreads();
  AlignCall first_token = call;
  first_token.slots = min(call.slots, call.args.k);
  ScatterSlots(first_token, shared);
}

}  // namespace

Status OnlyFirstIndexScattered(const AlignArgs& args, cudaStream_t stream) {
  return LaunchAlign(OnlyFirstIndexScatteredKernel, args, stream);
}

}  // namespace gatefuzz::zoo
