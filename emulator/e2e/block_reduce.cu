// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The shape of somebody else's CUDA program: CUB, <<<>>>, streams, events.
#include <cstdio>
#include <cstdlib>
#include <cub/block/block_reduce.cuh>

#include "emulator/e2e/block_reduce.h"

#define CHECK(call)                                                                       \
  do {                                                                                    \
    const cudaError_t error = (call);                                                     \
    if (error != cudaSuccess) {                                                           \
      std::fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, cudaGetErrorString(error)); \
      std::abort();                                                                       \
    }                                                                                     \
  } while (0)

namespace {

constexpr int kThreads = 128;

__global__ void SumRow(const float* values, int columns, float* sums) {
  using Reduce = cub::BlockReduce<float, kThreads>;
  __shared__ typename Reduce::TempStorage storage;
  float sum = 0;
  for (int i = threadIdx.x; i < columns; i += kThreads) sum += values[blockIdx.x * columns + i];
  sum = Reduce(storage).Sum(sum);
  if (threadIdx.x == 0) sums[blockIdx.x] = sum;
}

}  // namespace

RowSums SumRows(const std::vector<float>& values, int rows, int columns) {
  float *device_values, *device_sums;
  CHECK(cudaMalloc(&device_values, values.size() * sizeof(float)));
  CHECK(cudaMalloc(&device_sums, rows * sizeof(float)));
  cudaStream_t upload, compute;
  cudaEvent_t uploaded, start, end;
  CHECK(cudaStreamCreateWithFlags(&upload, cudaStreamNonBlocking));
  CHECK(cudaStreamCreate(&compute));
  CHECK(cudaEventCreateWithFlags(&uploaded, cudaEventDisableTiming));
  CHECK(cudaEventCreate(&start));
  CHECK(cudaEventCreate(&end));

  CHECK(cudaMemcpyAsync(device_values, values.data(), values.size() * sizeof(float), cudaMemcpyHostToDevice, upload));
  CHECK(cudaEventRecord(uploaded, upload));
  CHECK(cudaStreamWaitEvent(compute, uploaded, 0));
  CHECK(cudaEventRecord(start, compute));
  SumRow<<<rows, kThreads, 0, compute>>>(device_values, columns, device_sums);
  CHECK(cudaGetLastError());
  CHECK(cudaEventRecord(end, compute));

  RowSums result;
  result.sums.resize(rows);
  CHECK(cudaMemcpyAsync(result.sums.data(), device_sums, rows * sizeof(float), cudaMemcpyDeviceToHost, compute));
  CHECK(cudaStreamSynchronize(compute));
  CHECK(cudaEventQuery(end));
  CHECK(cudaEventElapsedTime(&result.milliseconds, start, end));

  CHECK(cudaEventDestroy(uploaded));
  CHECK(cudaEventDestroy(start));
  CHECK(cudaEventDestroy(end));
  CHECK(cudaStreamDestroy(upload));
  CHECK(cudaStreamDestroy(compute));
  CHECK(cudaFree(device_values));
  CHECK(cudaFree(device_sums));
  return result;
}
