// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Shipped in aiter: https://github.com/ROCm/aiter/pull/4839, https://github.com/ROCm/aiter/issues/4636.
//
// A signed id is checked by id < E alone. -1, which producers write for no expert, passes, and is counted before the
// first counter.
//
// Trigger: a negative id. Must be caught by: memory (on a GPU: frame).
#include "zoo/align_common.cuh"

namespace gatefuzz::zoo {
namespace {

__global__ void __launch_bounds__(kAlignThreads) Neg1PassesUpperBoundCheckKernel(const AlignCall call) {
  __shared__ Segments shared;
  int32_t* const counters = static_cast<int32_t*>(call.args.workspace);
  FlagErrors(call, shared);
  Pad(call);
  for (int expert = threadIdx.x; expert < call.args.num_experts; expert += blockDim.x) counters[expert] = 0;
  __syncthreads();
  for (int32_t slot = threadIdx.x; slot < call.slots; slot += blockDim.x) {
    const int64_t id = LoadId(call, slot);
    if (id < call.args.num_experts) atomicAdd(&counters[id], 1);
  }
  __syncthreads();
  for (int expert = threadIdx.x; expert < call.args.num_experts; expert += blockDim.x) {
    shared.count[expert] = counters[expert];
  }
  __syncthreads();
  PlaceSegments(call, shared);
  __syncthreads();
  StoreTotal(call, shared);
  NameBlocks(call, shared);
  ScatterSlots(call, shared);
}

}  // namespace

Status Neg1PassesUpperBoundCheck(const AlignArgs& args, cudaStream_t stream) {
  return LaunchAlign(Neg1PassesUpperBoundCheckKernel, args, stream);
}

}  // namespace gatefuzz::zoo
