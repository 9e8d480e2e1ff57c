// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// One kernel a fault. "// fault: Id" ends the line that a report must name; where two lines take part, either will do
// and both carry the mark.
#include "emulator/e2e/planted_faults.h"
#include "emulator/regions.h"

namespace {

constexpr unsigned kWarp = 0xFFFFFFFFu;
constexpr int kPart = 64;  // elements of a part of the pool
constexpr int kGap = 32;   // elements between two parts

__constant__ int scale[4] = {1, 2, 3, 4};

__global__ void GlobalOutOfBoundsKernel(float* values) {
  values[blockIdx.x * blockDim.x + threadIdx.x] = 1.0f;  // fault: GlobalOutOfBounds
}

__global__ void SharedOutOfBoundsKernel(int* result, int offset) {
  __shared__ int values[64];
  values[threadIdx.x] = threadIdx.x;
  __syncthreads();
  result[threadIdx.x] = values[threadIdx.x + offset];  // fault: SharedOutOfBounds
}

__global__ void LocalOutOfBoundsKernel(int* result, int index) {
  int values[8];
  for (int i = 0; i < 8; ++i) values[i] = result[i] + index;
  result[threadIdx.x] = values[index];  // fault: LocalOutOfBounds
}

__global__ void PoolOutOfBoundsKernel(float* part) {
  part[threadIdx.x] = 1.0f;  // fault: PoolOutOfBounds
}

__global__ void MisalignedKernel(const int* values, int2* result, int offset) {
  result[threadIdx.x] = *reinterpret_cast<const int2*>(values + 2 * threadIdx.x + offset);  // fault: Misaligned
}

__global__ void UseAfterFreeKernel(int* values) {
  values[threadIdx.x] = 1;  // fault: UseAfterFree
}

__global__ void ReadOnlyWriteKernel(int* address, int* result) {
  address[threadIdx.x & 3] = 5;  // fault: ReadOnlyWrite
  result[threadIdx.x] = scale[threadIdx.x & 3];
}

__global__ void UninitializedGlobalKernel(const float* values, float* result) {
  result[threadIdx.x] = values[threadIdx.x] * 2.0f;  // fault: UninitializedGlobal
}

__global__ void UninitializedSharedKernel(float* result, int writers) {
  __shared__ float values[64];
  if (threadIdx.x < writers) values[threadIdx.x] = 1.0f;
  __syncthreads();
  result[threadIdx.x] = values[63 - threadIdx.x] * 2.0f;  // fault: UninitializedShared
}

__global__ void UninitializedLocalKernel(float* result, int written) {
  float values[16];
  for (int i = 0; i < written; ++i) values[i] = result[threadIdx.x];
  result[threadIdx.x] = values[threadIdx.x & 15] * 2.0f;  // fault: UninitializedLocal
}

struct Token {
  int id;
  char kind;  // three bytes of padding follow
  float weight;
};

// Copies whole structs, padding and all, which is no fault; nor is it that it copies a weight that nobody wrote.
__global__ void CopyTokensKernel(const Token* from, Token* to) { to[threadIdx.x] = from[threadIdx.x]; }

__global__ void UninitializedMovedKernel(const Token* tokens, int* result) {
  if (tokens[threadIdx.x].weight > 0.5f) result[threadIdx.x] = 1;  // fault: UninitializedMoved
}

__global__ void FillTokensKernel(Token* tokens) {
  tokens[threadIdx.x].id = threadIdx.x;
  tokens[threadIdx.x].kind = 1;
}

__device__ __noinline__ int Recurse(int depth, int* result) {
  int values[32];
  for (int i = 0; i < 32; ++i) values[i] = result[i] + depth;
  if (depth < 0) return values[-depth & 31];
  return Recurse(depth + 1, result) + values[depth & 31];  // fault: StackOverflow
}

__global__ void StackOverflowKernel(int* result) { result[threadIdx.x] = Recurse(1, result); }

// The Toolkit's own functions are lines of its headers to other tools; inline PTX stands where it is written.
__device__ __forceinline__ int ShuffleDown(int value, unsigned mask) {
  int result;
  asm volatile("shfl.sync.down.b32 %0, %1, 1, 31, %2;"  // fault: IllegalMemberMask
               : "=r"(result)
               : "r"(value), "r"(mask));  // fault: IllegalMemberMask
  return result;
}

__global__ void IllegalMemberMaskKernel(int* result, unsigned mask) {
  result[threadIdx.x] = ShuffleDown(threadIdx.x, mask);  // fault: IllegalMemberMask
}

__global__ void MemberMaskNeverMetKernel(int* result, int half) {
  if (threadIdx.x < half) {
    __syncwarp(kWarp);  // fault: MemberMaskNeverMet
    result[threadIdx.x] = 1;
  }
  __syncthreads();  // fault: MemberMaskNeverMet
  result[threadIdx.x] += result[threadIdx.x ^ 1];
}

__global__ void BarrierDivergenceKernel(int* result, int half) {
  if (threadIdx.x < half) {
    result[threadIdx.x] = 1;
    __syncthreads();  // fault: BarrierDivergence
    result[threadIdx.x] += result[threadIdx.x ^ 32];
  } else {
    result[threadIdx.x] = 2;
    __syncthreads();  // fault: BarrierDivergence
    result[threadIdx.x] -= result[threadIdx.x ^ 32];
  }
}

__global__ void SharedRaceKernel(int* result) {
  __shared__ int values[64];
  values[threadIdx.x] = threadIdx.x;               // fault: SharedRace
  result[threadIdx.x] = values[63 - threadIdx.x];  // fault: SharedRace
}

__global__ void WarpRaceKernel(int* result) {
  __shared__ volatile int values[32];
  values[threadIdx.x] = threadIdx.x;               // fault: WarpRace
  result[threadIdx.x] = values[31 - threadIdx.x];  // fault: WarpRace
}

__global__ void GlobalRaceKernel(int* values, int* result) {
  values[threadIdx.x] = threadIdx.x;               // fault: GlobalRace
  result[threadIdx.x] = values[63 - threadIdx.x];  // fault: GlobalRace
}

__global__ void InterBlockRaceKernel(int* sum) {
  if (threadIdx.x == 0) *sum += blockIdx.x;  // fault: InterBlockRace
}

__global__ void HangKernel(volatile int* flag, int* result) {
  while (*flag == 0) {      // fault: Hang
    *result = *result + 1;  // fault: Hang
  }
}

// Device memory for one fault, zeroed on request, freed at the end; errors of set-up are the wait's.
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

cudaError_t GlobalOutOfBounds() {
  Scratch<float> values(100);
  GlobalOutOfBoundsKernel<<<4, 32>>>(values.data);
  return cudaDeviceSynchronize();
}

cudaError_t SharedOutOfBounds() {
  Scratch<int> result(64);
  SharedOutOfBoundsKernel<<<1, 64>>>(result.data, 8);
  return cudaDeviceSynchronize();
}

cudaError_t LocalOutOfBounds() {
  Scratch<int> result(32);
  LocalOutOfBoundsKernel<<<1, 1>>>(result.data, 1 << 20);
  return cudaDeviceSynchronize();
}

// A pool that hands out parts of one allocation and tells the emulator of the gaps between them. Other tools see one
// block.
cudaError_t PoolOutOfBounds() {
  Scratch<float> pool(2 * kPart + kGap);
  gatefuzz::emulator::MarkRegion(pool.data + kPart, kGap * sizeof(float), gatefuzz::emulator::Region::kForbidden);
  PoolOutOfBoundsKernel<<<1, kPart + 1>>>(pool.data);
  return cudaDeviceSynchronize();
}

cudaError_t Misaligned() {
  Scratch<int> values(66);
  Scratch<int2> result(32);
  MisalignedKernel<<<1, 32>>>(values.data, result.data, 1);
  return cudaDeviceSynchronize();
}

cudaError_t UseAfterFree() {
  int* values = nullptr;
  cudaMalloc(reinterpret_cast<void**>(&values), 32 * sizeof(int));
  cudaFree(values);
  UseAfterFreeKernel<<<1, 32>>>(values);
  return cudaDeviceSynchronize();
}

cudaError_t ReadOnlyWrite() {
  Scratch<int> result(32);
  void* address = nullptr;
  cudaGetSymbolAddress(&address, scale);
  ReadOnlyWriteKernel<<<1, 32>>>(static_cast<int*>(address), result.data);
  return cudaDeviceSynchronize();
}

cudaError_t UninitializedGlobal() {
  Scratch<float> values(32, false), result(32);
  UninitializedGlobalKernel<<<1, 32>>>(values.data, result.data);
  return cudaDeviceSynchronize();
}

cudaError_t UninitializedShared() {
  Scratch<float> result(64);
  UninitializedSharedKernel<<<1, 64>>>(result.data, 63);
  return cudaDeviceSynchronize();
}

cudaError_t UninitializedLocal() {
  Scratch<float> result(32);
  UninitializedLocalKernel<<<1, 32>>>(result.data, 15);
  return cudaDeviceSynchronize();
}

cudaError_t UninitializedMoved() {
  Scratch<Token> from(32, false), to(32, false);
  Scratch<int> result(32);
  FillTokensKernel<<<1, 32>>>(from.data);
  CopyTokensKernel<<<1, 32>>>(from.data, to.data);
  UninitializedMovedKernel<<<1, 32>>>(to.data, result.data);
  return cudaDeviceSynchronize();
}

cudaError_t StackOverflow() {
  Scratch<int> result(32);
  StackOverflowKernel<<<1, 1>>>(result.data);
  return cudaDeviceSynchronize();
}

cudaError_t IllegalMemberMask() {
  Scratch<int> result(32);
  IllegalMemberMaskKernel<<<1, 32>>>(result.data, 0x0000FFFFu);
  return cudaDeviceSynchronize();
}

cudaError_t MemberMaskNeverMet() {
  Scratch<int> result(32);
  MemberMaskNeverMetKernel<<<1, 32>>>(result.data, 16);
  return cudaDeviceSynchronize();
}

cudaError_t BarrierDivergence() {
  Scratch<int> result(64);
  BarrierDivergenceKernel<<<1, 64>>>(result.data, 48);
  return cudaDeviceSynchronize();
}

cudaError_t SharedRace() {
  Scratch<int> result(64);
  SharedRaceKernel<<<1, 64>>>(result.data);
  return cudaDeviceSynchronize();
}

cudaError_t WarpRace() {
  Scratch<int> result(32);
  WarpRaceKernel<<<1, 32>>>(result.data);
  return cudaDeviceSynchronize();
}

cudaError_t GlobalRace() {
  Scratch<int> values(64), result(64);
  GlobalRaceKernel<<<1, 64>>>(values.data, result.data);
  return cudaDeviceSynchronize();
}

cudaError_t InterBlockRace() {
  Scratch<int> sum(1);
  InterBlockRaceKernel<<<8, 32>>>(sum.data);
  return cudaDeviceSynchronize();
}

cudaError_t Hang() {
  Scratch<int> flag(1), result(1);
  HangKernel<<<1, 1>>>(flag.data, result.data);
  return cudaDeviceSynchronize();
}
