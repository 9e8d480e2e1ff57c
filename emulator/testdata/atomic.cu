// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Atomics and reductions of every operation, type, space and scope.

#include <cuda_bf16.h>
#include <cuda_fp16.h>

__global__ void Integers(int* s, unsigned* u, unsigned long long* l, long long* sl, unsigned short* h) {
  s[9] = atomicAdd(s, 1) + atomicSub(s, 2) + atomicExch(s, 3) + atomicMin(s, 4) + atomicMax(s, 5) + atomicAnd(s, 6) +
         atomicOr(s, 7) + atomicXor(s, 8) + atomicCAS(s, 1, 2);
  u[9] = atomicInc(u, 3) + atomicDec(u, 4) + atomicMin(u, 5) + atomicMax(u, 6);
  l[9] = atomicAdd(l, 6ull) + atomicMin(l, 5ull) + atomicMax(l, 5ull) + atomicCAS(l, 1ull, 2ull) + atomicExch(l, 2ull) +
         atomicAnd(l, 3ull) + atomicOr(l, 4ull) + atomicXor(l, 5ull);
  sl[9] = atomicMin(sl, 5ll) + atomicMax(sl, 5ll);
  h[9] = atomicCAS(h, static_cast<unsigned short>(1), static_cast<unsigned short>(2));
  s[10] = atomicAdd_block(s, 1) + atomicAdd_system(s, 2);
}

__global__ void Floats(float* f, double* d, __half* h, __half2* h2, __nv_bfloat16* b, __nv_bfloat162* b2) {
  f[9] = atomicAdd(f, 1.0f) + atomicExch(f, 2.0f);
  d[9] = atomicAdd(d, 1.0);
  h[9] = atomicAdd(h, h[1]);
  h2[9] = atomicAdd(h2, h2[1]);
  b[9] = atomicAdd(b, b[1]);
  b2[9] = atomicAdd(b2, b2[1]);
}

// Results unused: nvcc makes red of them.
__global__ void Unused(int* s, unsigned* u, unsigned long long* l, float* f, double* d, __half2* h2) {
  atomicAdd(s, 1);
  atomicMax(s, 3);
  atomicOr(u, 3);
  atomicInc(u, 2);
  atomicMin(l, 9ull);
  atomicAdd(f, 1.0f);
  atomicAdd(d, 1.0);
  atomicAdd(h2, h2[3]);
  asm volatile("red.relaxed.gpu.global.add.u32 [%0], %1;" ::"l"(u), "r"(5));
}

__global__ void Shared(int* out, float* sums) {
  __shared__ int counters[4];
  __shared__ float total;
  if (threadIdx.x < 4) counters[threadIdx.x] = 0;
  if (threadIdx.x == 0) total = 0;
  __syncthreads();
  atomicAdd(counters, 1);
  atomicMax(counters + 1, static_cast<int>(threadIdx.x));
  atomicAdd(&total, 1.0f);
  out[1] = atomicCAS(counters + 2, 1, 2) + atomicExch(counters + 3, 7);
  __syncthreads();
  if (threadIdx.x == 0) {
    out[0] = counters[0] + counters[1];
    sums[0] = total;
  }
}
