// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// A small kernel with a bit of everything: its PTX is cut off at every byte by the parser's tests.

__device__ int counter = 3;

__device__ __noinline__ float Square(float x) { return x * x; }

__global__ void Tiny(float* out, const float* in, int n) {
  __shared__ float sums[32];
  const int i = static_cast<int>(threadIdx.x);
  sums[i & 31] = i < n ? Square(in[i]) : 1.5f;
  __syncthreads();
  if (i == 0) out[0] = sums[n & 31] + static_cast<float>(counter);
}
