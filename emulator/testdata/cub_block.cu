// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// CUB's block and warp algorithms, as routing kernels use them.

#include <cub/block/block_radix_sort.cuh>
#include <cub/block/block_reduce.cuh>
#include <cub/block/block_scan.cuh>
#include <cub/warp/warp_scan.cuh>

struct Larger {
  template <class T>
  __device__ T operator()(const T& a, const T& b) const {
    return a > b ? a : b;
  }
};

template <int kThreads, class T>
__global__ void Reduce(T* out, const T* in) {
  using Block = cub::BlockReduce<T, kThreads>;
  __shared__ typename Block::TempStorage storage;
  const T sum = Block(storage).Sum(in[threadIdx.x]);
  __syncthreads();
  const T largest = Block(storage).Reduce(in[threadIdx.x], Larger());
  if (threadIdx.x == 0) {
    out[0] = sum;
    out[1] = largest;
  }
}
template __global__ void Reduce<128, float>(float*, const float*);
template __global__ void Reduce<256, int>(int*, const int*);
template __global__ void Reduce<64, double>(double*, const double*);

template <int kThreads>
__global__ void ArgMax(cub::KeyValuePair<int, float>* out, const float* in) {
  using Pair = cub::KeyValuePair<int, float>;
  using Block = cub::BlockReduce<Pair, kThreads>;
  __shared__ typename Block::TempStorage storage;
  const Pair best = Block(storage).Reduce(Pair(static_cast<int>(threadIdx.x), in[threadIdx.x]), cub::ArgMax());
  if (threadIdx.x == 0) *out = best;
}
template __global__ void ArgMax<128>(cub::KeyValuePair<int, float>*, const float*);

template <int kThreads>
__global__ void Scan(int* out, const int* in) {
  using Block = cub::BlockScan<int, kThreads>;
  __shared__ typename Block::TempStorage storage;
  int before;
  Block(storage).ExclusiveSum(in[threadIdx.x], before);
  using Warp = cub::WarpScan<int>;
  __shared__ typename Warp::TempStorage warp_storage[kThreads / 32];
  int within;
  Warp(warp_storage[threadIdx.x / 32]).InclusiveSum(in[threadIdx.x], within);
  out[threadIdx.x] = before + within;
}
template __global__ void Scan<128>(int*, const int*);

template <int kThreads, class Key>
__global__ void Sort(Key* keys, int* values) {
  using Block = cub::BlockRadixSort<Key, kThreads, 4, int>;
  __shared__ typename Block::TempStorage storage;
  Key key[4];
  int value[4];
  for (int i = 0; i < 4; ++i) {
    key[i] = keys[threadIdx.x * 4 + i];
    value[i] = values[threadIdx.x * 4 + i];
  }
  Block(storage).SortDescending(key, value);
  for (int i = 0; i < 4; ++i) {
    keys[threadIdx.x * 4 + i] = key[i];
    values[threadIdx.x * 4 + i] = value[i];
  }
}
template __global__ void Sort<128, float>(float*, int*);
template __global__ void Sort<64, unsigned>(unsigned*, int*);
