// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What device code commonly includes: CUB, half, bfloat16, and a header of one's own.
#include <cuda_bf16.h>
#include <cuda_fp16.h>

#include <cub/block/block_reduce.cuh>

#include "bazel/test/root.h"

namespace {

__device__ int launches;  // Internal linkage: its mangled name holds a hash of the file's path.

template <typename T>
__global__ void BlockSum(const T* in, float* out, int n) {
  using Reduce = cub::BlockReduce<float, 128>;
  __shared__ typename Reduce::TempStorage storage;
  const int i = static_cast<int>(threadIdx.x);
  const float sum = Reduce(storage).Sum(i < n ? static_cast<float>(in[i]) : 0.0f);
  if (i == 0) *out = Root(sum) + FACTOR + static_cast<float>(atomicAdd(&launches, 1));
}

template __global__ void BlockSum<float>(const float*, float*, int);
template __global__ void BlockSum<__half>(const __half*, float*, int);
template __global__ void BlockSum<__nv_bfloat16>(const __nv_bfloat16*, float*, int);

}  // namespace
