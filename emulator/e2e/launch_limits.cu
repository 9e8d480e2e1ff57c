// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/e2e/launch_limits.h"

namespace {

__global__ void EmptyKernel() {}

__global__ void __launch_bounds__(128) BoundedKernel(int* result) {
  if (result != nullptr) result[threadIdx.x] = 1;
}

__global__ void StaticSharedKernel(int* result) {
  __shared__ int values[4096];
  if (result == nullptr) return;
  values[threadIdx.x] = result[threadIdx.x];
  __syncthreads();
  result[threadIdx.x] = values[threadIdx.x ^ 1];
}

}  // namespace

cudaError_t LaunchEmpty(dim3 grid, dim3 block, size_t dynamic_shared, cudaStream_t stream) {
  EmptyKernel<<<grid, block, dynamic_shared, stream>>>();
  return cudaGetLastError();
}

cudaError_t AllowDynamicShared(int bytes) {
  const cudaError_t error = cudaFuncSetAttribute(EmptyKernel, cudaFuncAttributeMaxDynamicSharedMemorySize, bytes);
  cudaGetLastError();
  return error;
}

cudaError_t LaunchCooperatively(unsigned blocks, unsigned threads) {
  const cudaError_t error =
      cudaLaunchCooperativeKernel(reinterpret_cast<const void*>(EmptyKernel), dim3(blocks), dim3(threads), nullptr, 0);
  cudaGetLastError();
  return error;
}

cudaError_t LaunchBounded(unsigned threads) {
  BoundedKernel<<<1, threads>>>(nullptr);
  return cudaGetLastError();
}

cudaError_t LaunchWithStaticShared(size_t dynamic_shared) {
  StaticSharedKernel<<<1, 32, dynamic_shared>>>(nullptr);
  return cudaGetLastError();
}
