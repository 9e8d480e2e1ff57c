// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Asynchronous copies and mbarriers, by the Toolkit's primitives.

#include <cuda_awbarrier_primitives.h>
#include <cuda_pipeline_primitives.h>

__global__ void Copies(int* out, const int* in) {
  __shared__ __align__(16) int buffer[512];
  __pipeline_memcpy_async(&buffer[threadIdx.x], &in[threadIdx.x], 4);
  __pipeline_memcpy_async(&buffer[128 + 2 * threadIdx.x], &in[2 * threadIdx.x], 8);
  __pipeline_commit();
  __pipeline_memcpy_async(&buffer[4 * threadIdx.x], &in[4 * threadIdx.x], 16, 4);
  __pipeline_commit();
  __pipeline_wait_prior(1);
  __pipeline_wait_prior(0);
  __syncthreads();
  out[threadIdx.x] = buffer[127 - threadIdx.x];
}

__global__ void Barriers(unsigned* out, const int* in) {
  __shared__ __mbarrier_t barrier;
  __shared__ int buffer[128];
  if (threadIdx.x == 0) __mbarrier_init(&barrier, blockDim.x);
  __syncthreads();
  __pipeline_memcpy_async(&buffer[threadIdx.x], &in[threadIdx.x], 4);
  __pipeline_arrive_on(&barrier);
  const __mbarrier_token_t token = __mbarrier_arrive(&barrier);
  while (!__mbarrier_test_wait(&barrier, token)) {
  }
  out[threadIdx.x] = __mbarrier_token_pending_count(token) + static_cast<unsigned>(buffer[127 - threadIdx.x]);
  __mbarrier_arrive_and_drop(&barrier);
  __syncthreads();
  if (threadIdx.x == 0) __mbarrier_inval(&barrier);
}
