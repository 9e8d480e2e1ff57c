// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Shipped in vLLM (https://github.com/vllm-project/vllm/pull/45539) and aiter
// (https://github.com/ROCm/aiter/pull/5573).
//
// The worst case is taken to be T*k + E*(B-1) entries, and so many are padded. But consumers walk whole blocks, and
// that is no multiple of one: they read 144 entries where 129 are good.
//
// Trigger: T*k + E*(B-1) no multiple of B. Must be caught by: complete.
#include "zoo/align_common.cuh"

namespace gatefuzz::zoo {
namespace {

__global__ void __launch_bounds__(kAlignThreads) PadExtentNotMultipleKernel(const AlignCall call) {
  __shared__ Segments shared;
  Prepare(call, shared);
  const int32_t most = call.slots + call.args.num_experts * (call.args.block_size - 1);
  Pad(call, 0, max(most, shared.total));
  __syncthreads();
  ScatterSlots(call, shared);
}

}  // namespace

Status PadExtentNotMultiple(const AlignArgs& args, cudaStream_t stream) {
  return LaunchAlign(PadExtentNotMultipleKernel, args, stream);
}

}  // namespace gatefuzz::zoo
