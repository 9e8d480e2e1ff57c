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
  result[threadIdx.x] = values[63] + 1;  // FAULT: shared
}

__global__ void ReadLocalKernel(int index, int* result) {
  int values[8];
  for (int i = 0; i < 8; ++i) values[i] = result[i] + index;
  result[0] = values[index];  // FAULT: local
}

__constant__ int factors[2] = {2, 3};

__global__ void ReadSharedAtKernel(int index, int* result) {
  __shared__ int values[64];
  values[threadIdx.x] = threadIdx.x;
  __syncthreads();
  result[threadIdx.x] = values[index];  // FAULT: shared_at
}

__global__ void WriteConstantKernel(int* address, int* result) {
  *address = 4;  // FAULT: constant
  *result = factors[0];
}

__device__ __noinline__ int Descend(int depth, const int* values) {
  int kept[16];
  for (int i = 0; i < 16; ++i) kept[i] = values[i] + depth;
  if (depth == 0) return kept[values[0] & 15];
  return Descend(depth - 1, values) + kept[depth & 15];  // FAULT: recursion
}

__global__ void RecurseKernel(int depth, int* result) { result[0] = Descend(depth, result); }

__global__ void MeetHalfKernel(unsigned mask, int* result) {
  if (threadIdx.x < 16) {
    __syncwarp(mask);  // FAULT: meet
    result[threadIdx.x] = 1;
  }
  __syncthreads();
}

struct Padded {
  char small;  // three bytes of padding follow
  int number;
};

__global__ void FillPaddedKernel(Padded* values) {
  values[threadIdx.x].small = 1;
  values[threadIdx.x].number = 2;
}

__global__ void CopyPaddedKernel(const int2* from, int2* to) {
  to[threadIdx.x] = from[threadIdx.x];  // whole structs at once
}

__global__ void AddPaddedKernel(const Padded* values, bool padding, int* result) {
  const Padded value = values[threadIdx.x];
  int sum = value.small + value.number;
  if (padding) sum += *reinterpret_cast<const int*>(values + threadIdx.x);  // FAULT: padding
  result[threadIdx.x] = sum;
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

__global__ void TrapKernel(int value) {
  if (value <= 0) __trap();  // FAULT: trap
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

cudaError_t ReadSharedAt(int index) {
  Scratch<int> result(64);
  ReadSharedAtKernel<<<1, 64>>>(index, result.data);
  return cudaDeviceSynchronize();
}

cudaError_t WriteConstant(bool constant) {
  Scratch<int> own(1), result(1);
  void* address = own.data;
  if (constant) cudaGetSymbolAddress(&address, factors);
  WriteConstantKernel<<<1, 1>>>(static_cast<int*>(address), result.data);
  return cudaDeviceSynchronize();
}

cudaError_t Recurse(int depth) {
  Scratch<int> result(16);
  RecurseKernel<<<1, 1>>>(depth, result.data);
  return cudaDeviceSynchronize();
}

cudaError_t MeetHalf(bool name_all) {
  Scratch<int> result(32);
  MeetHalfKernel<<<1, 32>>>(name_all ? kAll : 0x0000FFFFu, result.data);
  return cudaDeviceSynchronize();
}

cudaError_t AddCopied(bool padding) {
  Scratch<Padded> from(8, false), to(8, false);
  Scratch<int> result(8);
  FillPaddedKernel<<<1, 8>>>(from.data);
  CopyPaddedKernel<<<1, 8>>>(reinterpret_cast<const int2*>(from.data), reinterpret_cast<int2*>(to.data));
  AddPaddedKernel<<<1, 8>>>(to.data, padding, result.data);
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

cudaError_t TrapUnlessPositive(int value) {
  TrapKernel<<<1, 1>>>(value);
  return cudaDeviceSynchronize();
}
