// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Shipped in aiter (https://github.com/ROCm/aiter/pull/1869) and vLLM
// (https://github.com/vllm-project/vllm/issues/8080, https://github.com/ROCm/vllm/pull/303).
//
// Each of E threads counts its share of the slots for each of E experts, in shared memory. 64 experts take 16 KiB; 128
// take more than a launch gets unasked, and it fails.
//
// Trigger: E > 110. Must be caught by: launch.
#include "zoo/align_common.cuh"

namespace gatefuzz::zoo {
namespace {

extern __shared__ int32_t thread_counts[];  // [threads][experts]

__global__ void QuadraticSmemKernel(const AlignCall call) {
  __shared__ Segments shared;
  const int experts = call.args.num_experts;
  FlagErrors(call, shared);
  Pad(call);
  int32_t* const own = thread_counts + static_cast<int>(threadIdx.x) * experts;
  for (int expert = 0; expert < experts; ++expert) own[expert] = 0;
  for (int32_t slot = threadIdx.x; slot < call.slots; slot += blockDim.x) {
    const int64_t id = LoadId(call, slot);
    if (id >= 0 && id < experts) ++own[id];
  }
  __syncthreads();
  for (int expert = threadIdx.x; expert < experts; expert += blockDim.x) {
    int32_t count = 0;
    for (int thread = 0; thread < static_cast<int>(blockDim.x); ++thread) {
      count += thread_counts[thread * experts + expert];
    }
    shared.count[expert] = count;
  }
  __syncthreads();
  PlaceSegments(call, shared);
  __syncthreads();
  StoreTotal(call, shared);
  NameBlocks(call, shared);
  ScatterSlots(call, shared);
}

}  // namespace

Status QuadraticSmem(const AlignArgs& args, cudaStream_t stream) {
  const size_t experts = static_cast<size_t>(args.num_experts > 0 ? args.num_experts : 1);
  return LaunchAlign(QuadraticSmemKernel, args, stream, static_cast<int>(experts), experts * experts * sizeof(int32_t));
}

}  // namespace gatefuzz::zoo
