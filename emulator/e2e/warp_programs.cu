// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/e2e/device_buffer.h"
#include "emulator/e2e/warp_programs.h"

namespace {

constexpr unsigned kAll = 0xFFFFFFFFu;

__global__ void ShuffleSumsKernel(const int* values, int* sums) {
  const int lane = threadIdx.x;
  int sum = values[lane];
  for (int offset = 16; offset > 0; offset /= 2) sum += __shfl_xor_sync(kAll, sum, offset);
  sums[lane] = sum;
  int prefix = values[lane];
  for (int offset = 1; offset < 32; offset *= 2) {
    const int other = __shfl_up_sync(kAll, prefix, offset);
    if (lane >= offset) prefix += other;
  }
  sums[32 + lane] = prefix;
}

__global__ void VoteKernel(const int* values, Votes* votes) {
  const int value = values[threadIdx.x];
  const bool odd = value % 2 != 0;
  Votes result = {};
  result.ballot = __ballot_sync(kAll, odd);
  result.any = __any_sync(kAll, odd);
  result.all = __all_sync(kAll, odd);
  result.matching = __match_any_sync(kAll, value);
  unsigned active = 0;
  if (odd) active = __activemask();
  result.active_in_branch = __reduce_or_sync(kAll, active);
  if (threadIdx.x == 0) *votes = result;
}

__global__ void HalfWarpArgmaxKernel(const float* values, int* winners) {
  const int lane = threadIdx.x;
  float best = values[lane];
  int index = lane;
  for (int offset = 8; offset > 0; offset /= 2) {
    const float other = __shfl_xor_sync(kAll, best, offset, 16);
    const int other_index = __shfl_xor_sync(kAll, index, offset, 16);
    if (other > best || (other == best && other_index < index)) {
      best = other;
      index = other_index;
    }
  }
  if (lane % 16 == 0) winners[lane / 16] = index;
}

__global__ void ReverseKernel(const int* values, int* reversed) {
  extern __shared__ int block[];
  const int at = blockIdx.x * blockDim.x + threadIdx.x;
  block[threadIdx.x] = values[at];
  __syncthreads();
  reversed[at] = block[blockDim.x - 1 - threadIdx.x];
}

__global__ void HistogramKernel(const int* values, int count, int* bins) {
  __shared__ int local[16];
  if (threadIdx.x < 16) local[threadIdx.x] = 0;
  __syncthreads();
  const int at = blockIdx.x * blockDim.x + threadIdx.x;
  if (at < count) atomicAdd(&local[values[at]], 1);
  __syncthreads();
  if (threadIdx.x < 16) atomicAdd(&bins[threadIdx.x], local[threadIdx.x]);
}

__global__ void DivergentTripsKernel(const int* trips, int* counted) {
  int count = 0;
  while (count < trips[threadIdx.x]) ++count;
  counted[threadIdx.x] = count;
  for (int offset = 16; offset > 0; offset /= 2) count += __shfl_down_sync(kAll, count, offset);
  if (threadIdx.x == 0) counted[32] = count;
}

}  // namespace

std::vector<int> ShuffleSums(const std::vector<int>& values) {
  DeviceBuffer<int> input(values), sums(64);
  ShuffleSumsKernel<<<1, 32>>>(input.get(), sums.get());
  Require(cudaGetLastError(), "launch");
  return sums.Read();
}

Votes VoteOdd(const std::vector<int>& values) {
  DeviceBuffer<int> input(values);
  DeviceBuffer<Votes> votes(1);
  VoteKernel<<<1, 32>>>(input.get(), votes.get());
  Require(cudaGetLastError(), "launch");
  return votes.Read()[0];
}

std::vector<int> HalfWarpArgmax(const std::vector<float>& values) {
  DeviceBuffer<float> input(values);
  DeviceBuffer<int> winners(2);
  HalfWarpArgmaxKernel<<<1, 32>>>(input.get(), winners.get());
  Require(cudaGetLastError(), "launch");
  return winners.Read();
}

std::vector<int> ReverseBlocks(const std::vector<int>& values) {
  DeviceBuffer<int> input(values), reversed(values.size());
  ReverseKernel<<<static_cast<unsigned>(values.size() / 256), 256, 256 * sizeof(int)>>>(input.get(), reversed.get());
  Require(cudaGetLastError(), "launch");
  return reversed.Read();
}

std::vector<int> Histogram(const std::vector<int>& values) {
  DeviceBuffer<int> input(values), bins(std::vector<int>(16));
  const unsigned blocks = static_cast<unsigned>((values.size() + 95) / 96);
  HistogramKernel<<<blocks, 96>>>(input.get(), static_cast<int>(values.size()), bins.get());
  Require(cudaGetLastError(), "launch");
  return bins.Read();
}

std::vector<int> DivergentTrips(const std::vector<int>& trips) {
  DeviceBuffer<int> input(trips), counted(33);
  DivergentTripsKernel<<<1, 32>>>(input.get(), counted.get());
  Require(cudaGetLastError(), "launch");
  return counted.Read();
}
