// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include <cuda_runtime.h>

#include "emulator/e2e/launch_programs.h"

namespace {

__global__ void AddOne(int* value) {
  extern __shared__ char unused[];
  (void)unused;
  atomicAdd(value, 1);
}

__global__ void __launch_bounds__(64) AddOneBounded(int* value) { atomicAdd(value, 1); }

}  // namespace

cudaError_t LaunchWithBrackets(int* value, dim3 grid, dim3 block, size_t shared_bytes) {
  AddOne<<<grid, block, shared_bytes>>>(value);
  return cudaGetLastError();
}

cudaError_t LaunchByPointer(int* value, dim3 grid, dim3 block, size_t shared_bytes) {
  void* arguments[] = {&value};
  return cudaLaunchKernel(reinterpret_cast<const void*>(AddOne), grid, block, arguments, shared_bytes, nullptr);
}

cudaError_t LaunchWithConfig(int* value, dim3 grid, dim3 block, size_t shared_bytes) {
  cudaLaunchAttribute attribute = {};
  attribute.id = cudaLaunchAttributeProgrammaticStreamSerialization;
  attribute.val.programmaticStreamSerializationAllowed = 1;
  cudaLaunchConfig_t config = {};
  config.gridDim = grid;
  config.blockDim = block;
  config.dynamicSmemBytes = shared_bytes;
  config.attrs = &attribute;
  config.numAttrs = 1;
  return cudaLaunchKernelEx(&config, AddOne, value);
}

cudaError_t LaunchBounded(int* value, unsigned threads) {
  AddOneBounded<<<1, threads>>>(value);
  return cudaGetLastError();
}

cudaError_t LaunchWithAttributes(int* value, dim3 grid, dim3 block, cudaLaunchAttribute* attributes, unsigned count) {
  cudaLaunchConfig_t config = {};
  config.gridDim = grid;
  config.blockDim = block;
  config.attrs = attributes;
  config.numAttrs = count;
  return cudaLaunchKernelEx(&config, AddOne, value);
}

cudaError_t LaunchCooperatively(int* value, dim3 grid, dim3 block, cudaStream_t stream) {
  void* arguments[] = {&value};
  return cudaLaunchCooperativeKernel(reinterpret_cast<const void*>(AddOne), grid, block, arguments, 0, stream);
}

const void* AddOneFunction() { return reinterpret_cast<const void*>(AddOne); }

cudaError_t GetPotentialBlockSize(int* least_grid, int* threads) {
  return cudaOccupancyMaxPotentialBlockSize(least_grid, threads, AddOne, 0, 0);
}

cudaError_t AllowShared(int bytes) {
  return cudaFuncSetAttribute(AddOne, cudaFuncAttributeMaxDynamicSharedMemorySize, bytes);
}

cudaError_t GetAttributes(cudaFuncAttributes* attributes) { return cudaFuncGetAttributes(attributes, AddOneBounded); }

cudaError_t GetOccupancy(int* blocks, int threads) {
  return cudaOccupancyMaxActiveBlocksPerMultiprocessor(blocks, AddOne, threads, 0);
}
