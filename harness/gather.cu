// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include <cuda_runtime.h>

#include "harness/gather.h"

namespace gatefuzz {
namespace {

constexpr int kThreads = 256;
constexpr int kMostBlocks = 128;

__global__ void GatherKernel(const GatherArgs args) {
  const int32_t total = min(*args.total, args.capacity);
  const int32_t step = static_cast<int32_t>(gridDim.x * blockDim.x);
  for (int32_t at = static_cast<int32_t>(blockIdx.x * blockDim.x + threadIdx.x); at < total; at += step) {
    const int32_t slot = args.sorted[at];
    if (slot == args.slots) continue;  // padding
    if (slot < 0 || slot > args.slots) {
      atomicMin(args.wild, at);
      continue;
    }
    // By one thread, so that a slot which stands twice is no race of this kernel's.
    if (atomicAdd(&args.times[slot], 1) != 0) continue;
    args.experts[slot] = args.block_experts[at / args.block_size];
    args.values[slot] = args.tokens[slot / args.k];
  }
}

}  // namespace

cudaError_t Gather(const GatherArgs& args, cudaStream_t stream) {
  cudaError_t error = cudaMemsetAsync(args.times, 0, sizeof(int32_t) * static_cast<size_t>(args.slots), stream);
  if (error == cudaSuccess) error = cudaMemsetAsync(args.wild, kNoWildPosition & 0xFF, sizeof(int32_t), stream);
  if (error != cudaSuccess) return error;
  const int blocks = min((args.capacity + kThreads - 1) / kThreads, kMostBlocks);
  GatherKernel<<<blocks, kThreads, 0, stream>>>(args);
  return cudaGetLastError();
}

}  // namespace gatefuzz
