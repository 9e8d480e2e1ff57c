// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Shipped in SGLang (https://github.com/sgl-project/sglang/pull/37663) and llama.cpp
// (https://github.com/ggml-org/llama.cpp/pull/13294).
//
// Each thread writes where its expert's segment begins. Then, with no barrier between, all threads search these places
// for the expert of each block, and may find what a late thread has not written yet.
//
// Trigger: two experts, one block. Must be caught by: race.
#include "zoo/align_common.cuh"

namespace gatefuzz::zoo {
namespace {

// The last expert whose segment begins at or before the place, among those that have slots.
__device__ int ExpertAt(const AlignCall& call, const Segments& shared, int32_t place) {
  int low = 0;
  int high = call.args.num_experts - 1;
  while (low < high) {
    const int middle = (low + high + 1) / 2;
    if (shared.begin[middle] <= place) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  while (low > 0 && shared.count[low] == 0) --low;
  return low;
}

__global__ void __launch_bounds__(kAlignThreads) MissingBarrierPrefixKernel(const AlignCall call) {
  __shared__ Segments shared;
  FlagErrors(call, shared);
  CountSlots(call, shared);
  Pad(call);
  for (int expert = threadIdx.x; expert < call.args.num_experts; expert += blockDim.x) shared.begin[expert] = 0;
  __syncthreads();
  int32_t total = 0;
  for (int expert = 0; expert < call.args.num_experts; ++expert) {
    if (expert % static_cast<int>(blockDim.x) == static_cast<int>(threadIdx.x)) shared.begin[expert] = total;
    total += Padded(call, shared.count[expert]);
  }
  // Here the barrier is missing.
  const int32_t block = call.args.block_size;
  for (int32_t at = threadIdx.x; at < call.capacity / block; at += blockDim.x) {
    call.args.block_experts[at] = at * block < total ? ExpertAt(call, shared, at * block) : call.args.num_experts;
  }
  if (threadIdx.x == 0) *call.args.total = total;
  __syncthreads();
  ScatterSlots(call, shared);
}

}  // namespace

Status MissingBarrierPrefix(const AlignArgs& args, cudaStream_t stream) {
  return LaunchAlign(MissingBarrierPrefixKernel, args, stream);
}

}  // namespace gatefuzz::zoo
