// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Shipped in SGLang: https://github.com/sgl-project/sglang/issues/3339.
//
// The counters lie in memory that the caller allocates without clearing it, and are added to. The first call on fresh
// pages may find zeros; the second finds what the first left.
//
// Trigger: any slot. Must be caught by: memory (on a GPU: permutation).
#include "zoo/align_common.cuh"

namespace gatefuzz::zoo {
namespace {

__global__ void __launch_bounds__(kAlignThreads) CountersNotZeroedKernel(const AlignCall call) {
  __shared__ Segments shared;
  int32_t* const counters = static_cast<int32_t*>(call.args.workspace);
  FlagErrors(call, shared);
  Pad(call);
  for (int32_t slot = threadIdx.x; slot < call.slots; slot += blockDim.x) {
    const int64_t id = LoadId(call, slot);
    if (id >= 0 && id < call.args.num_experts) atomicAdd(&counters[id], 1);
  }
  __syncthreads();
  // Kept in bounds, so that a GPU survives to see the wrong result.
  int32_t room = call.slots;
  for (int expert = 0; threadIdx.x == 0 && expert < call.args.num_experts; ++expert) {
    shared.count[expert] = min(max(counters[expert], 0), room);
    room -= shared.count[expert];
  }
  __syncthreads();
  PlaceSegments(call, shared);
  __syncthreads();
  StoreTotal(call, shared);
  NameBlocks(call, shared);
  for (int expert = threadIdx.x; expert < call.args.num_experts; expert += blockDim.x) {
    int32_t at = shared.begin[expert];
    const int32_t end = at + shared.count[expert];
    for (int32_t slot = 0; slot < call.slots && at < end; ++slot) {
      if (LoadId(call, slot) == expert) call.args.sorted[at++] = slot;
    }
  }
}

}  // namespace

Status CountersNotZeroed(const AlignArgs& args, cudaStream_t stream) {
  return LaunchAlign(CountersNotZeroedKernel, args, stream);
}

size_t ZooAlignWorkspaceBytes(int64_t num_tokens, int32_t k, int32_t num_experts, int32_t /*block_size*/) {
  return static_cast<size_t>(num_tokens * k + num_experts + 1) * sizeof(int32_t);
}

}  // namespace gatefuzz::zoo
