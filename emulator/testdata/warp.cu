// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Warp and block communication: shuffles, votes, matches, reductions, barriers, cooperative groups.

#include <cooperative_groups.h>

__global__ void Shuffles(unsigned* out, unsigned value, double wide) {
  const unsigned all = 0xffffffff;
  const int i = static_cast<int>(threadIdx.x);
  unsigned sum = __shfl_sync(all, value, i) + __shfl_up_sync(all, value, 1) + __shfl_down_sync(all, value, 2, 16);
  sum += __shfl_xor_sync(all, value, 4) + static_cast<unsigned>(__shfl_xor_sync(all, wide, 1));
  sum += static_cast<unsigned>(__shfl_sync(all, static_cast<long long>(value), i));
  out[i] = sum;
}

__global__ void Votes(unsigned* out, unsigned value) {
  const unsigned all = 0xffffffff;
  const unsigned i = threadIdx.x;
  int same;
  unsigned sum =
      __any_sync(all, value > i) + __all_sync(all, value > i) + __ballot_sync(all, value > i) + __uni_sync(all, i > 3);
  sum += __match_any_sync(all, value + i) + __match_any_sync(all, static_cast<unsigned long long>(value) << i);
  sum += __match_all_sync(all, value, &same) + same;
  sum += __match_all_sync(all, static_cast<unsigned long long>(value), &same) + same;
  sum += __activemask();
  out[i] = sum;
}

__global__ void Reductions(unsigned* out, unsigned value) {
  const unsigned all = 0xffffffff;
  const unsigned x = value + threadIdx.x;
  unsigned sum = __reduce_add_sync(all, x) + __reduce_max_sync(all, x) + __reduce_min_sync(all, static_cast<int>(x));
  sum += __reduce_and_sync(all, x) + __reduce_or_sync(all, x) + __reduce_xor_sync(all, x);
  sum += __reduce_max_sync(all, static_cast<int>(x)) + __reduce_min_sync(all, x);
  out[threadIdx.x] = sum;
}

__global__ void Barriers(int* out, int value) {
  const int i = static_cast<int>(threadIdx.x);
  __syncwarp();
  if (i < 8) __syncwarp(0xff);
  __syncthreads();
  out[i] = __syncthreads_count(value > i) + __syncthreads_and(value > i) + __syncthreads_or(value > 3 + i);
  __threadfence();
  __threadfence_block();
  __threadfence_system();
  asm volatile("bar.sync 1, 64;");
  asm volatile("bar.arrive 2, 64;");
  asm volatile("barrier.cta.sync 3;");
  asm volatile("fence.acq_rel.gpu;");
}

__global__ void Groups(int* out, const int* in) {
  namespace cg = cooperative_groups;
  const cg::thread_block block = cg::this_thread_block();
  const auto tile = cg::tiled_partition<8>(block);
  int sum = tile.shfl_xor(in[0], 1) + tile.any(in[1]) + static_cast<int>(tile.ballot(in[2]) + tile.thread_rank());
  tile.sync();
  block.sync();
  if (threadIdx.x % 3 == 0) {
    const cg::coalesced_group together = cg::coalesced_threads();
    sum += static_cast<int>(together.thread_rank() + together.size()) + together.shfl(in[3], 0);
  }
  out[threadIdx.x] = sum;
}

__global__ void Elect(unsigned* out) {
  unsigned leader, elected;
  asm volatile("{\n\t.reg .pred p;\n\telect.sync %0|p, 0xffffffff;\n\tselp.u32 %1, 1, 0, p;\n\t}"
               : "=r"(leader), "=r"(elected));
  out[threadIdx.x] = leader + elected;
}
