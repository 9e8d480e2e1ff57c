// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include <cuda_runtime.h>

#include "emulator/e2e/graph_programs.h"

namespace {

__device__ int counter;

__global__ void Scale(int* value, int factor, int term) { *value = *value * factor + term; }

__global__ void Append(int* log, int value) {
  const int at = atomicAdd(log, 1);
  log[1 + at] = value;
}

__global__ void Count() { atomicAdd(&counter, 1); }

__global__ void Route(Routing r) {
  const int row = static_cast<int>(blockIdx.x);
  const int lane = static_cast<int>(threadIdx.x);
  if (row >= *r.live) {
    if (lane == 0) {
      r.ids[row] = -1;
      r.weights[row] = 0;
    }
    return;
  }
  float best = -3.4e38f;
  int id = 0;
  for (int e = lane; e < r.experts; e += 32) {
    const float logit = r.logits[row * r.experts + e];
    if (logit > best) {
      best = logit;
      id = e;
    }
  }
  for (int step = 16; step > 0; step /= 2) {
    const float other = __shfl_xor_sync(~0u, best, step);
    const int other_id = __shfl_xor_sync(~0u, id, step);
    if (other > best || (other == best && other_id < id)) {
      best = other;
      id = other_id;
    }
  }
  float sum = 0;
  for (int e = lane; e < r.experts; e += 32) sum += expf(r.logits[row * r.experts + e] - best);
  for (int step = 16; step > 0; step /= 2) sum += __shfl_xor_sync(~0u, sum, step);
  if (lane == 0) {
    r.ids[row] = id;
    r.weights[row] = 1 / sum;
  }
}

}  // namespace

void* ScaleKernel() { return reinterpret_cast<void*>(Scale); }

cudaError_t LaunchScale(cudaStream_t stream, int* value, int factor, int term) {
  Scale<<<1, 1, 0, stream>>>(value, factor, term);
  return cudaGetLastError();
}

void* AppendKernel() { return reinterpret_cast<void*>(Append); }

cudaError_t LaunchAppend(cudaStream_t stream, int* log, int value) {
  Append<<<1, 1, 0, stream>>>(log, value);
  return cudaGetLastError();
}

void* CountKernel() { return reinterpret_cast<void*>(Count); }

cudaError_t LaunchCount(cudaStream_t stream) {
  Count<<<1, 1, 0, stream>>>();
  return cudaGetLastError();
}

const void* CounterSymbol() { return &counter; }

cudaError_t LaunchTooManyThreads(cudaStream_t stream, int* value) {
  Scale<<<1, 2000, 0, stream>>>(value, 1, 0);
  return cudaGetLastError();
}

cudaError_t LaunchScaleProgrammatically(cudaStream_t stream, int* value, int factor, int term) {
  cudaLaunchAttribute attribute = {};
  attribute.id = cudaLaunchAttributeProgrammaticStreamSerialization;
  attribute.val.programmaticStreamSerializationAllowed = 1;
  cudaLaunchConfig_t config = {};
  config.gridDim = dim3(1);
  config.blockDim = dim3(1);
  config.stream = stream;
  config.attrs = &attribute;
  config.numAttrs = 1;
  return cudaLaunchKernelEx(&config, Scale, value, factor, term);
}

cudaError_t LaunchRoute(cudaStream_t stream, int most_rows, const Routing& routing) {
  Route<<<static_cast<unsigned>(most_rows), 32, 0, stream>>>(routing);
  return cudaGetLastError();
}
