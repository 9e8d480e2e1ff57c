// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Shipped in vLLM: https://github.com/vllm-project/vllm/pull/21079 (scan),
// https://github.com/vllm-project/vllm/pull/44167 (fix).
//
// A scan with a thread an expert took the place of a loop. The total is written by the thread behind the last expert;
// with 1024 experts a block has none.
//
// Trigger: E = 1024. Must be caught by: complete.
#include "zoo/align_common.cuh"

namespace gatefuzz::zoo {
namespace {

constexpr int kScanThreads = 1024;

__global__ void __launch_bounds__(kScanThreads) ScanCovers1024ExpertsKernel(const AlignCall call) {
  __shared__ Segments shared;
  FlagErrors(call, shared);
  CountSlots(call, shared);
  Pad(call);
  __syncthreads();
  PlaceSegments(call, shared);
  __syncthreads();
  if (static_cast<int>(threadIdx.x) == call.args.num_experts) *call.args.total = shared.total;
  NameBlocks(call, shared);
  ScatterSlots(call, shared);
}

}  // namespace

Status ScanCovers1024Experts(const AlignArgs& args, cudaStream_t stream) {
  return LaunchAlign(ScanCovers1024ExpertsKernel, args, stream, kScanThreads);
}

}  // namespace gatefuzz::zoo
