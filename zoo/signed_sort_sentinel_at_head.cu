// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Shipped in TransformerEngine: https://github.com/NVIDIA/TransformerEngine/issues/2908,
// https://github.com/NVIDIA/TransformerEngine/pull/2907.
//
// Slots are sorted by id first, then cut into segments. What is dropped carries -1. The cut takes it to be last in the
// order, but as a signed number it is first, and every expert's segment is taken from too early.
//
// Trigger: a negative id, and one that names an expert. Must be caught by: permutation.
#include "zoo/align_common.cuh"

namespace gatefuzz::zoo {
namespace {

__global__ void __launch_bounds__(kAlignThreads) SignedSortSentinelAtHeadKernel(const AlignCall call) {
  __shared__ Segments shared;
  __shared__ int32_t first[kMaxExperts + 1];  // in the order by id, of each expert; then the number of slots in it
  int32_t* const order = static_cast<int32_t*>(call.args.workspace);
  Prepare(call, shared);
  Pad(call);
  __syncthreads();
  if (threadIdx.x == 0) {
    int32_t negative = 0;
    for (int32_t slot = 0; slot < call.slots; ++slot) {
      if (LoadId(call, slot) < 0) order[negative++] = slot;
    }
    first[0] = negative;
    for (int expert = 0; expert < call.args.num_experts; ++expert) {
      first[expert + 1] = first[expert] + shared.count[expert];
    }
  }
  __syncthreads();
  for (int expert = threadIdx.x; expert < call.args.num_experts; expert += blockDim.x) {
    int32_t at = first[expert];
    for (int32_t slot = 0; slot < call.slots; ++slot) {
      if (LoadId(call, slot) == expert) order[at++] = slot;
    }
  }
  __syncthreads();
  const int32_t negative = first[0];
  for (int expert = threadIdx.x; expert < call.args.num_experts; expert += blockDim.x) {
    for (int32_t i = 0; i < shared.count[expert]; ++i) {
      call.args.sorted[shared.begin[expert] + i] = order[first[expert] - negative + i];
    }
  }
}

}  // namespace

Status SignedSortSentinelAtHead(const AlignArgs& args, cudaStream_t stream) {
  return LaunchAlign(SignedSortSentinelAtHeadKernel, args, stream);
}

}  // namespace gatefuzz::zoo
