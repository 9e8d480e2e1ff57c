// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The comments "FAULT: name" mark the lines that the test expects diagnostics to name.
#undef NDEBUG
#include <cassert>

#include "emulator/e2e/faulty_programs.h"

namespace {

constexpr unsigned kAll = 0xFFFFFFFFu;

__global__ void WriteElementsKernel(float* values) {
  values[blockIdx.x * blockDim.x + threadIdx.x] = 1.0f;  // FAULT: write
}

__global__ void ReadAtOffsetKernel(const char* values, int offset, float* result) {
  *result = *reinterpret_cast<const float*>(values + offset);  // FAULT: offset
}

__global__ void CopyKernel(const float* from, float* to) {
  to[threadIdx.x] = from[threadIdx.x] * 2.0f;  // FAULT: copy
}

__global__ void ReadSharedKernel(int writers, int* result) {
  __shared__ int values[64];
  if (threadIdx.x < writers) values[threadIdx.x] = threadIdx.x;
  __syncthreads();
  result[threadIdx.x] = values[63];  // FAULT: shared
}

__global__ void ReadLocalKernel(int index, int* result) {
  int values[8];
  for (int i = 0; i < 8; ++i) values[i] = result[i] + index;
  result[0] = values[index];  // FAULT: local
}

__global__ void ShuffleKernel(unsigned mask, int* result) {
  result[threadIdx.x] = __shfl_xor_sync(mask, threadIdx.x, 1);  // FAULT: shuffle
}

__global__ void BarrierKernel(int arrive, int* result) {
  result[threadIdx.x] = 1;
  if (threadIdx.x < arrive) __syncthreads();  // FAULT: barrier
  const int other = result[63 - threadIdx.x];
  __syncthreads();  // FAULT: second
  result[threadIdx.x] += other;
}

__global__ void SpinKernel(unsigned limit, volatile unsigned* count) {
  do {
    *count = *count + 1;  // FAULT: spin
  } while (*count != limit);
}

__global__ void AssertKernel(int value) {
  assert(value > 0);  // FAULT: assert
}

__global__ void TrapKernel() {
  __trap();  // FAULT: trap
}

// Device memory for a test, released at the end; errors of set-up are the wait's.
template <class T>
struct Scratch {
  explicit Scratch(size_t count, bool fill = true) {
    cudaMalloc(reinterpret_cast<void**>(&data), count * sizeof(T));
    if (fill) cudaMemset(data, 0, count * sizeof(T));
  }
  ~Scratch() { cudaFree(data); }
  T* data = nullptr;
};

}  // namespace

cudaError_t WriteElements(unsigned threads) {
  Scratch<float> values(100, false);
  const unsigned block = threads < 32 ? threads : 32;
  WriteElementsKernel<<<(threads + 31) / 32, block>>>(values.data);
  return cudaDeviceSynchronize();
}

cudaError_t ReadAtOffset(int offset) {
  Scratch<char> values(400);
  Scratch<float> result(1);
  ReadAtOffsetKernel<<<1, 1>>>(values.data, offset, result.data);
  return cudaDeviceSynchronize();
}

cudaError_t ReadFresh(bool filled) {
  Scratch<float> from(32, filled), to(32);
  CopyKernel<<<1, 32>>>(from.data, to.data);
  return cudaDeviceSynchronize();
}

cudaError_t WriteFreed(bool freed) {
  Scratch<float> from(32), to(32);
  float* const target = to.data;
  if (freed) {
    cudaFree(to.data);
    to.data = nullptr;
  }
  CopyKernel<<<1, 32>>>(from.data, target);
  return cudaDeviceSynchronize();
}

cudaError_t ReadShared(bool all_write) {
  Scratch<int> result(64);
  ReadSharedKernel<<<1, 64>>>(all_write ? 64 : 63, result.data);
  return cudaDeviceSynchronize();
}

cudaError_t ReadLocal(int index) {
  Scratch<int> result(8);
  ReadLocalKernel<<<1, 1>>>(index, result.data);
  return cudaDeviceSynchronize();
}

cudaError_t ShuffleWithMask(bool right) {
  Scratch<int> result(32);
  ShuffleKernel<<<1, 32>>>(right ? kAll : 0x0000FFFFu, result.data);
  return cudaDeviceSynchronize();
}

cudaError_t WaitForAll(bool all_arrive) {
  Scratch<int> result(64);
  BarrierKernel<<<1, 64>>>(all_arrive ? 64 : 48, result.data);
  return cudaDeviceSynchronize();
}

cudaError_t Spin(unsigned limit) {
  Scratch<unsigned> count(1);
  SpinKernel<<<1, 1>>>(limit, count.data);
  return cudaDeviceSynchronize();
}

cudaError_t AssertPositive(int value) {
  AssertKernel<<<1, 1>>>(value);
  return cudaDeviceSynchronize();
}

cudaError_t Trap() {
  TrapKernel<<<1, 1>>>();
  return cudaDeviceSynchronize();
}
