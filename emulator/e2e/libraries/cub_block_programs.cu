// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include <cub/block/block_merge_sort.cuh>
#include <cub/block/block_radix_sort.cuh>
#include <cub/block/block_reduce.cuh>
#include <cub/block/block_scan.cuh>
#include <cub/warp/warp_reduce.cuh>
#include <cub/warp/warp_scan.cuh>

#include "emulator/e2e/device_buffer.h"
#include "emulator/e2e/libraries/cub_block_programs.h"

namespace {

struct Larger {
  __device__ int operator()(int a, int b) const { return a > b ? a : b; }
};
struct Less {
  __device__ bool operator()(float a, float b) const { return a < b; }
};

struct WarpPointers {
  int *sum, *maximum, *exclusive, *inclusive, *half_sum;
};

__global__ void WarpKernel(const int* values, WarpPointers out) {
  using Reduce = cub::WarpReduce<int>;
  using Scan = cub::WarpScan<int>;
  using HalfReduce = cub::WarpReduce<int, 16>;
  __shared__ union {
    typename Reduce::TempStorage reduce[kBlockThreads / 32];
    typename Scan::TempStorage scan[kBlockThreads / 32];
    typename HalfReduce::TempStorage half[kBlockThreads / 16];
  } storage;
  const int thread = threadIdx.x, warp = thread / 32;
  const int value = values[thread];
  const int sum = Reduce(storage.reduce[warp]).Sum(value);
  __syncthreads();
  const int maximum = Reduce(storage.reduce[warp]).Reduce(value, Larger());
  __syncthreads();
  Scan(storage.scan[warp]).ExclusiveSum(value, out.exclusive[thread]);
  __syncthreads();
  Scan(storage.scan[warp]).InclusiveSum(value, out.inclusive[thread]);
  __syncthreads();
  const int half_sum = HalfReduce(storage.half[thread / 16]).Sum(value);
  if (thread % 32 == 0) out.sum[warp] = sum;
  if (thread % 32 == 0) out.maximum[warp] = maximum;
  if (thread % 16 == 0) out.half_sum[thread / 16] = half_sum;
}

struct BlockPointers {
  double* sum;
  int *maximum, *valid_sum, *exclusive, *running_maximum, *total;
};

__global__ void BlockKernel(const int* values, BlockPointers out) {
  using ReduceDouble = cub::BlockReduce<double, kBlockThreads>;
  using ReduceInt = cub::BlockReduce<int, kBlockThreads, cub::BLOCK_REDUCE_RAKING>;
  using Scan = cub::BlockScan<int, kBlockThreads>;
  __shared__ union {
    typename ReduceDouble::TempStorage reduce_double;
    typename ReduceInt::TempStorage reduce_int;
    typename Scan::TempStorage scan;
  } storage;
  const int thread = threadIdx.x;
  int items[kBlockItems], scanned[kBlockItems];
  double as_double[kBlockItems];
  for (int i = 0; i < kBlockItems; ++i) as_double[i] = items[i] = values[thread * kBlockItems + i];
  const double sum = ReduceDouble(storage.reduce_double).Sum(as_double);
  __syncthreads();
  const int maximum = ReduceInt(storage.reduce_int).Reduce(items, Larger());
  __syncthreads();
  const int valid_sum = ReduceInt(storage.reduce_int).Sum(values[thread], 100);
  __syncthreads();
  int total;
  Scan(storage.scan).ExclusiveSum(items, scanned, total);
  __syncthreads();
  for (int i = 0; i < kBlockItems; ++i) out.exclusive[thread * kBlockItems + i] = scanned[i];
  Scan(storage.scan).InclusiveScan(items, scanned, Larger());
  for (int i = 0; i < kBlockItems; ++i) out.running_maximum[thread * kBlockItems + i] = scanned[i];
  if (thread != 0) return;
  *out.sum = sum;
  *out.maximum = maximum;
  *out.valid_sum = valid_sum;
  *out.total = total;
}

template <bool kRadix>
__global__ void SortKernel(float* keys, int* values) {
  using Radix = cub::BlockRadixSort<float, kBlockThreads, kBlockItems, int>;
  using Merge = cub::BlockMergeSort<float, kBlockThreads, kBlockItems, int>;
  __shared__ union {
    typename Radix::TempStorage radix;
    typename Merge::TempStorage merge;
  } storage;
  float key[kBlockItems];
  int value[kBlockItems];
  const int first = threadIdx.x * kBlockItems;
  for (int i = 0; i < kBlockItems; ++i) {
    key[i] = keys[first + i];
    value[i] = first + i;
  }
  if (kRadix) {
    Radix(storage.radix).SortDescending(key, value);
  } else {
    Merge(storage.merge).StableSort(key, value, Less());
  }
  for (int i = 0; i < kBlockItems; ++i) {
    keys[first + i] = key[i];
    values[first + i] = value[i];
  }
}

template <bool kRadix>
Sorted Sort(const std::vector<float>& keys) {
  DeviceBuffer<float> device_keys(keys);
  DeviceBuffer<int> values(keys.size());
  SortKernel<kRadix><<<1, kBlockThreads>>>(device_keys.get(), values.get());
  Require(cudaGetLastError(), "SortKernel");
  return {device_keys.Read(), values.Read()};
}

}  // namespace

WarpResults WarpAlgorithms(const std::vector<int>& values) {
  DeviceBuffer<int> in(values), sum(kBlockThreads / 32), maximum(kBlockThreads / 32), exclusive(kBlockThreads),
      inclusive(kBlockThreads), half_sum(kBlockThreads / 16);
  WarpKernel<<<1, kBlockThreads>>>(in.get(),
                                   {sum.get(), maximum.get(), exclusive.get(), inclusive.get(), half_sum.get()});
  Require(cudaGetLastError(), "WarpKernel");
  return {sum.Read(), maximum.Read(), exclusive.Read(), inclusive.Read(), half_sum.Read()};
}

BlockResults BlockAlgorithms(const std::vector<int>& values) {
  DeviceBuffer<int> in(values), maximum(1), valid_sum(1), exclusive(values.size()), running(values.size()), total(1);
  DeviceBuffer<double> sum(1);
  BlockKernel<<<1, kBlockThreads>>>(
      in.get(), {sum.get(), maximum.get(), valid_sum.get(), exclusive.get(), running.get(), total.get()});
  Require(cudaGetLastError(), "BlockKernel");
  return {sum.Read()[0], maximum.Read()[0], valid_sum.Read()[0], exclusive.Read(), running.Read(), total.Read()[0]};
}

Sorted BlockRadixSortDescending(const std::vector<float>& keys) { return Sort<true>(keys); }
Sorted BlockMergeSortAscending(const std::vector<float>& keys) { return Sort<false>(keys); }
