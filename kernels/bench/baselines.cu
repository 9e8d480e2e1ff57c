// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <cuda_runtime.h>

#include "kernels/bench/baselines.h"

namespace gatefuzz {
namespace {

constexpr int kThreads = 128;

__global__ void Empty() {}

__global__ void Copy(uint4* to, const uint4* from, int64_t count) {
  const int64_t step = static_cast<int64_t>(gridDim.x) * blockDim.x;
  for (int64_t i = static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x; i < count; i += step) to[i] = from[i];
}

__device__ float LogitOf(const TopkArgs& args, int64_t at) {
  switch (args.logits_dtype) {
    case DType::kF32:
      return static_cast<const float*>(args.logits)[at];
    case DType::kF16:
      return __half2float(static_cast<const __half*>(args.logits)[at]);
    default:
      return __bfloat162float(static_cast<const __nv_bfloat16*>(args.logits)[at]);
  }
}

// The largest value of the block and its place, the first of equals.
__device__ void BlockArgMax(float value, int place, float* largest, int* where) {
  __shared__ float values[kThreads];
  __shared__ int places[kThreads];
  values[threadIdx.x] = value;
  places[threadIdx.x] = place;
  __syncthreads();
  for (int distance = kThreads / 2; distance > 0; distance /= 2) {
    if (static_cast<int>(threadIdx.x) < distance) {
      const int other = static_cast<int>(threadIdx.x) + distance;
      const bool better = values[other] > values[threadIdx.x] ||
                          (values[other] == values[threadIdx.x] && places[other] < places[threadIdx.x]);
      if (better) {
        values[threadIdx.x] = values[other];
        places[threadIdx.x] = places[other];
      }
    }
    __syncthreads();
  }
  *largest = values[0];
  *where = places[0];
  __syncthreads();
}

__device__ float BlockSum(float value) {
  __shared__ float values[kThreads];
  values[threadIdx.x] = value;
  __syncthreads();
  for (int distance = kThreads / 2; distance > 0; distance /= 2) {
    if (static_cast<int>(threadIdx.x) < distance) values[threadIdx.x] += values[threadIdx.x + distance];
    __syncthreads();
  }
  const float sum = values[0];
  __syncthreads();
  return sum;
}

__global__ void NaiveTopkSoftmax(TopkArgs args) {
  __shared__ float scores[kMaxExperts];
  __shared__ float weights[kMaxTopK];
  const int64_t row = blockIdx.x;
  const int experts = args.num_experts;
  float max = -INFINITY;
  for (int e = threadIdx.x; e < experts; e += kThreads) {
    scores[e] = LogitOf(args, row * experts + e);
    max = fmaxf(max, scores[e]);
  }
  int where = 0;
  BlockArgMax(max, 0, &max, &where);
  float sum = 0;
  for (int e = threadIdx.x; e < experts; e += kThreads) sum += scores[e] = expf(scores[e] - max);
  sum = BlockSum(sum);
  float chosen_sum = 0;
  for (int j = 0; j < args.k; ++j) {
    float best = -1;
    int place = 0;
    for (int e = threadIdx.x; e < experts; e += kThreads) {
      if (scores[e] > best) {
        best = scores[e];
        place = e;
      }
    }
    BlockArgMax(best, place, &best, &place);
    if (threadIdx.x == 0) {
      scores[place] = -1;
      weights[j] = best / sum;
      static_cast<int32_t*>(args.ids)[row * args.k + j] = place;
    }
    chosen_sum += best / sum;
    __syncthreads();
  }
  for (int j = threadIdx.x; j < args.k; j += kThreads) {
    args.weights[row * args.k + j] = args.renormalize ? weights[j] / chosen_sum : weights[j];
  }
}

}  // namespace

cudaError_t LaunchEmpty(cudaStream_t stream) { return cudaLaunchKernel(&Empty, dim3(1), dim3(32), nullptr, 0, stream); }

cudaError_t LaunchCopy(void* to, const void* from, int64_t bytes, cudaStream_t stream) {
  constexpr int kBlocks = 132 * 16;
  Copy<<<kBlocks, 256, 0, stream>>>(static_cast<uint4*>(to), static_cast<const uint4*>(from), bytes / 16);
  return cudaPeekAtLastError();
}

cudaError_t LaunchNaiveTopkSoftmax(const TopkArgs& args, cudaStream_t stream) {
  NaiveTopkSoftmax<<<static_cast<unsigned int>(args.num_tokens), kThreads, 0, stream>>>(args);
  return cudaPeekAtLastError();
}

}  // namespace gatefuzz
