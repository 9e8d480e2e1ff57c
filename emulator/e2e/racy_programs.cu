// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The comments "RACE: name" mark lines that the test expects diagnostics to name, "WITH: name" the earlier access.
#include "emulator/e2e/device_buffer.h"
#include "emulator/e2e/racy_programs.h"

namespace {

constexpr unsigned kAll = 0xFFFFFFFFu;

__global__ void ReverseKernel(const int* in, int* out, bool right) {
  __shared__ int values[64];
  values[threadIdx.x] = in[threadIdx.x];  // WITH: reverse RACE: reverse
  if (right) __syncthreads();
  out[threadIdx.x] = values[63 - threadIdx.x];  // RACE: reverse
}

__global__ void WarpSumKernel(const int* in, int* out, bool right) {
  __shared__ int memory[32];
  volatile int* values = memory;
  const unsigned lane = threadIdx.x;
  values[lane] = in[lane];  // WITH: warp_sum
  for (unsigned distance = 16; distance > 0; distance /= 2) {
    if (right) __syncwarp();
    const int other = lane < distance ? values[lane + distance] : 0;  // RACE: warp_sum
    if (right) __syncwarp();
    values[lane] = values[lane] + other;
  }
  if (lane == 0) *out = values[0];
}

__global__ void TileKernel(int* out, unsigned distance) {
  __shared__ int values[64];
  const unsigned lane = threadIdx.x;
  values[lane] = lane;  // WITH: tile
  __syncwarp(0xFFu << (lane & 24u));
  out[lane] = values[((lane & 24u) + (lane + distance) % 8 + (distance & 8u)) % 32];  // RACE: tile
}

__global__ void ShuffleKernel(int* out, bool right) {
  __shared__ int values[32];
  const unsigned lane = threadIdx.x;
  values[lane] = lane;  // WITH: shuffle
  const int other = __shfl_xor_sync(kAll, lane, 1);
  if (right) __syncwarp();
  out[lane] = values[other];  // RACE: shuffle
}

__global__ void CountKernel(unsigned* count, bool right) {
  if (right) {
    atomicAdd(count, 1u);
  } else {
    *count += 1;  // RACE: count
  }
}

__global__ void StoreTogetherKernel(unsigned* word, unsigned step) {
  *word = threadIdx.x * step;  // RACE: together
}

__global__ void HalvesKernel(unsigned short* values, unsigned step) {
  const unsigned i = threadIdx.x;
  if (step == 1) {
    values[i] = values[i] + 1;
  } else {
    unsigned* word = reinterpret_cast<unsigned*>(values) + i / 2;
    *word += 1u << (i % 2 * 16);  // RACE: halves
  }
}

__global__ void NamedBarrierKernel(int* out, bool right) {
  __shared__ int values[32];
  const unsigned lane = threadIdx.x % 32;
  if (threadIdx.x < 32) {
    if (right) values[lane] = lane;
    asm volatile("bar.arrive 1, 64;" ::: "memory");
    if (!right) values[lane] = lane;  // WITH: named RACE: named
  } else {
    asm volatile("bar.sync 1, 64;" ::: "memory");
    out[lane] = values[31 - lane];  // RACE: named
  }
}

__global__ void LastBlockKernel(const unsigned* in, unsigned* parts, unsigned* tickets, unsigned* sum, bool right) {
  __shared__ bool last;
  if (threadIdx.x == 0) {
    parts[blockIdx.x] = in[blockIdx.x];  // WITH: last_block
    if (right) __threadfence();
    last = atomicAdd(tickets, 1u) == gridDim.x - 1;
  }
  __syncthreads();
  if (!last) return;
  if (threadIdx.x < gridDim.x) atomicAdd(sum, parts[threadIdx.x]);  // RACE: last_block
}

__global__ void WriteOwnKernel(int* values) {
  if (threadIdx.x == 0) values[blockIdx.x] = blockIdx.x + 1;  // WITH: other_block
}

__global__ void WriteAndReadKernel(int* values, int* out) {
  if (threadIdx.x == 0) {
    values[blockIdx.x] = blockIdx.x + 1;                           // WITH: other_block RACE: other_block
    if (blockIdx.x > 0) out[blockIdx.x] = values[blockIdx.x - 1];  // RACE: other_block
  }
}

__global__ void ReadBeforeKernel(const int* values, int* out) {
  if (threadIdx.x == 0 && blockIdx.x > 0) out[blockIdx.x] = values[blockIdx.x - 1];
}

__global__ void WaitKernel(int* data, volatile int* flag, int* out, bool right) {
  if (blockIdx.x == gridDim.x - 1) {
    *data = 42;  // WITH: wait
    if (right) __threadfence();
    *flag = 1;
  } else if (blockIdx.x == 0) {
    while (*flag == 0) {
    }
    if (right) __threadfence();
    *out = *data;  // RACE: wait
  }
}

__global__ void TicketKernel(unsigned* tickets, bool right) {
  if (right) {
    atomicAdd(tickets, 1u);
  } else {
    atomicAdd_block(tickets, 1u);  // RACE: tickets WITH: tickets
  }
}

template <class T>
DeviceBuffer<T> Zeros(size_t count) {
  return DeviceBuffer<T>(std::vector<T>(count));
}

}  // namespace

cudaError_t ReverseInBlock(bool right) {
  auto in = Zeros<int>(64), out = Zeros<int>(64);
  ReverseKernel<<<1, 64>>>(in.get(), out.get(), right);
  return cudaDeviceSynchronize();
}

cudaError_t SumInWarp(bool right, int* sum) {
  DeviceBuffer<int> in(std::vector<int>(32, 3));
  auto out = Zeros<int>(1);
  WarpSumKernel<<<1, 32>>>(in.get(), out.get(), right);
  const cudaError_t error = cudaDeviceSynchronize();
  *sum = out.Read()[0];
  return error;
}

cudaError_t ShiftInTile(bool right) {
  auto out = Zeros<int>(32);
  TileKernel<<<1, 32>>>(out.get(), right ? 1 : 8);
  return cudaDeviceSynchronize();
}

cudaError_t ShuffleThenRead(bool right) {
  auto out = Zeros<int>(32);
  ShuffleKernel<<<1, 32>>>(out.get(), right);
  return cudaDeviceSynchronize();
}

cudaError_t Count(bool right, unsigned* count) {
  auto counter = Zeros<unsigned>(1);
  CountKernel<<<2, 64>>>(counter.get(), right);
  const cudaError_t error = cudaDeviceSynchronize();
  *count = counter.Read()[0];
  return error;
}

cudaError_t StoreTogether(bool right) {
  auto word = Zeros<unsigned>(1);
  StoreTogetherKernel<<<1, 32>>>(word.get(), right ? 0 : 1);
  return cudaDeviceSynchronize();
}

cudaError_t ChangeHalves(bool right) {
  auto values = Zeros<unsigned short>(64);
  HalvesKernel<<<1, 64>>>(values.get(), right ? 1 : 2);
  return cudaDeviceSynchronize();
}

cudaError_t ProduceAndConsume(bool right) {
  auto out = Zeros<int>(32);
  NamedBarrierKernel<<<1, 64>>>(out.get(), right);
  return cudaDeviceSynchronize();
}

cudaError_t SumInLastBlock(bool right, unsigned* sum) {
  DeviceBuffer<unsigned> in(std::vector<unsigned>(6, 7));
  auto parts = Zeros<unsigned>(6), tickets = Zeros<unsigned>(1), total = Zeros<unsigned>(1);
  LastBlockKernel<<<6, 64>>>(in.get(), parts.get(), tickets.get(), total.get(), right);
  const cudaError_t error = cudaDeviceSynchronize();
  *sum = total.Read()[0];
  return error;
}

cudaError_t ReadOtherBlock(bool right) {
  auto values = Zeros<int>(8), out = Zeros<int>(8);
  if (right) {
    WriteOwnKernel<<<8, 32>>>(values.get());
    ReadBeforeKernel<<<8, 32>>>(values.get(), out.get());
  } else {
    WriteAndReadKernel<<<8, 32>>>(values.get(), out.get());
  }
  return cudaDeviceSynchronize();
}

cudaError_t WaitForLastBlock(bool right, unsigned blocks, int* result) {
  auto data = Zeros<int>(1), flag = Zeros<int>(1), out = Zeros<int>(1);
  WaitKernel<<<blocks, 1>>>(data.get(), flag.get(), out.get(), right);
  const cudaError_t error = cudaDeviceSynchronize();
  *result = out.Read()[0];
  return error;
}

cudaError_t TakeTickets(bool right) {
  auto tickets = Zeros<unsigned>(1);
  TicketKernel<<<2, 32>>>(tickets.get(), right);
  return cudaDeviceSynchronize();
}
