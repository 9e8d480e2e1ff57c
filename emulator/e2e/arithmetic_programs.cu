// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include <cuda_bf16.h>
#include <cuda_fp16.h>

#include <cstdio>

#include "emulator/e2e/arithmetic_programs.h"
#include "emulator/e2e/device_buffer.h"

namespace {

__constant__ float scale_of[4];
__device__ int launches = 0;

__device__ int ThreadIndex() { return blockIdx.x * blockDim.x + threadIdx.x; }

__global__ void DivideKernel(int count, const int32_t* a, const int32_t* b, Quotients* result) {
  const int i = ThreadIndex();
  if (i >= count) return;
  Quotients q;
  q.signed_quotient = a[i] / b[i];
  q.signed_remainder = a[i] % b[i];
  const uint64_t wide_a = static_cast<uint64_t>(a[i]) * 0x9E3779B97F4A7C15u,
                 wide_b = static_cast<uint32_t>(b[i]) * 77777ull;
  q.wide_quotient = wide_a / wide_b;
  q.wide_remainder = wide_a % wide_b;
  result[i] = q;
}

__global__ void ExactKernel(int count, const float* a, const float* b, Exact* result) {
  const int i = ThreadIndex();
  if (i >= count) return;
  result[i].quotient = a[i] / b[i];
  result[i].root = sqrtf(a[i]);
  result[i].fused = fmaf(a[i], b[i], 1.0f);
  result[i].wide_quotient = static_cast<double>(a[i]) / static_cast<double>(b[i]);
}

__global__ void ElementaryKernel(int count, const float* x, Elementary* result) {
  const int i = ThreadIndex();
  if (i >= count) return;
  result[i].exponential = expf(x[i]);
  result[i].logarithm = logf(fabsf(x[i]));
  result[i].fast_exponential = __expf(x[i]);
  result[i].sine = sinf(x[i]);
  result[i].sigmoid = 1.0f / (1.0f + expf(-x[i]));
}

__global__ void NarrowKernel(int count, const float* x, Narrow* result) {
  const int i = ThreadIndex();
  if (i >= count) return;
  const __half h = __float2half(x[i]);
  const __nv_bfloat16 b = __float2bfloat16(x[i]);
  result[i].half_bits = __half_as_ushort(h);
  result[i].bfloat_bits = __bfloat16_as_ushort(b);
  result[i].half_twice = __half2float(__hadd(h, h));
  result[i].bfloat_twice = __bfloat162float(__hadd(b, b));
}

__global__ void SortKernel(const int* values, int* kth) {
  int local[8];
  for (int i = 0; i < 8; ++i) local[i] = values[i];
  for (int i = 1; i < 8; ++i) {
    const int value = local[i];
    int at = i;
    while (at > 0 && local[at - 1] > value) {
      local[at] = local[at - 1];
      --at;
    }
    local[at] = value;
  }
  kth[threadIdx.x] = local[threadIdx.x];
}

__device__ __noinline__ int FibonacciOf(int n) { return n < 2 ? n : FibonacciOf(n - 1) + FibonacciOf(n - 2); }

__global__ void FibonacciKernel(const int* n, int* result) { result[threadIdx.x] = FibonacciOf(n[threadIdx.x]); }

__global__ void ScaleKernel(int count, const float* x, float* result) {
  const int i = ThreadIndex();
  if (i < count) result[i] = x[i] * scale_of[i % 4] + launches;
}

__global__ void CountKernel() { ++launches; }

__global__ void PrintKernel() {
  printf("thread %d of %u: %g\n", static_cast<int>(threadIdx.x), blockDim.x, threadIdx.x * 0.5);
}

// Launches kernel(count, inputs..., result) with one thread for each result.
template <class Result, class Kernel, class... Input>
std::vector<Result> Run(Kernel kernel, size_t count, Input*... input) {
  DeviceBuffer<Result> result(count);
  kernel<<<static_cast<unsigned>((count + 63) / 64), 64>>>(static_cast<int>(count), input..., result.get());
  Require(cudaGetLastError(), "launch");
  return result.Read();
}

}  // namespace

std::vector<Quotients> Divide(const std::vector<int32_t>& a, const std::vector<int32_t>& b) {
  DeviceBuffer<int32_t> device_a(a), device_b(b);
  return Run<Quotients>(DivideKernel, a.size(), device_a.get(), device_b.get());
}

std::vector<Exact> ExactFloats(const std::vector<float>& a, const std::vector<float>& b) {
  DeviceBuffer<float> device_a(a), device_b(b);
  return Run<Exact>(ExactKernel, a.size(), device_a.get(), device_b.get());
}

std::vector<Elementary> ElementaryFunctions(const std::vector<float>& x) {
  DeviceBuffer<float> device_x(x);
  return Run<Elementary>(ElementaryKernel, x.size(), device_x.get());
}

std::vector<Narrow> NarrowFloats(const std::vector<float>& x) {
  DeviceBuffer<float> device_x(x);
  return Run<Narrow>(NarrowKernel, x.size(), device_x.get());
}

std::vector<int> SortInLocalMemory(const std::vector<int>& values) {
  DeviceBuffer<int> input(values), kth(8);
  SortKernel<<<1, 8>>>(input.get(), kth.get());
  Require(cudaGetLastError(), "launch");
  return kth.Read();
}

std::vector<int> Fibonacci(const std::vector<int>& n) {
  DeviceBuffer<int> input(n), result(n.size());
  FibonacciKernel<<<1, static_cast<unsigned>(n.size())>>>(input.get(), result.get());
  Require(cudaGetLastError(), "launch");
  return result.Read();
}

std::vector<float> ScaleAndCount(const std::vector<float>& x, const float (&scale)[4]) {
  Require(cudaMemcpyToSymbol(scale_of, scale, sizeof scale), "cudaMemcpyToSymbol");
  CountKernel<<<1, 1>>>();
  DeviceBuffer<float> device_x(x);
  return Run<float>(ScaleKernel, x.size(), device_x.get());
}

void PrintFromThreads() {
  PrintKernel<<<1, 3>>>();
  Require(cudaDeviceSynchronize(), "cudaDeviceSynchronize");
}
