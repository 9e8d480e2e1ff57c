// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The k largest of the entries that a warp holds in its registers: each lane sorts its own, then k times the largest of
// the 32 heads is taken off its list. Entries are distinct, so exactly one lane owns a winner, and no winner comes
// twice.
#ifndef GATEFUZZ_KERNELS_WARP_TOPK_CUH_
#define GATEFUZZ_KERNELS_WARP_TOPK_CUH_

#include <cstdint>

namespace gatefuzz {

// In assembly, as the shuffle below, because the intrinsics put their constants into registers anew at each use: as
// many instructions again, which the emulator has to execute.
__device__ inline uint32_t WarpMax(uint32_t value) {
  uint32_t max;
  asm volatile("redux.sync.max.u32 %0, %1, 0xffffffff;" : "=r"(max) : "r"(value));
  return max;
}

__device__ inline uint64_t WarpMax(uint64_t value) {
  const uint32_t high = static_cast<uint32_t>(value >> 32);
  const uint32_t top = WarpMax(high);
  const uint32_t low = WarpMax(high == top ? static_cast<uint32_t>(value) : 0u);
  return static_cast<uint64_t>(top) << 32 | low;
}

template <int kDistance>
__device__ float ShuffleXor(float value) {
  float other;
  asm volatile("shfl.sync.bfly.b32 %0, %1, %2, 0x1f, 0xffffffff;" : "=f"(other) : "f"(value), "n"(kDistance));
  return other;
}

// The sum over the warp, in an order that is always the same; every lane gets the same bits.
__device__ inline float WarpSum(float value) {
  value += ShuffleXor<16>(value);
  value += ShuffleXor<8>(value);
  value += ShuffleXor<4>(value);
  value += ShuffleXor<2>(value);
  return value + ShuffleXor<1>(value);
}

// The sum of a lane's values as a balanced tree, whose rounding error grows with the logarithm of their number. kCount:
// a power of 2.
template <int kCount>
__device__ float TreeSum(const float* values) {
  if constexpr (kCount == 1) {
    return values[0];
  } else {
    return TreeSum<kCount / 2>(values) + TreeSum<kCount / 2>(values + kCount / 2);
  }
}

template <typename T>
__device__ void SortPair(T& larger, T& smaller) {
  const T high = larger > smaller ? larger : smaller;
  smaller = larger > smaller ? smaller : larger;
  larger = high;
}

// One step of Batcher's merge exchange and those after it. A recursion of templates, because a loop of loops as deep as
// this is not unrolled for long lists, and a list must stay in registers.
template <int kRun, int kDistance, typename T, int kCount>
__device__ void MergeExchange(T (&list)[kCount]) {
#pragma unroll
  for (int i = 0; i + kDistance < kCount; ++i) {
    constexpr int kFirst = kDistance % kRun;
    const bool starts_a_pair = i >= kFirst && (i - kFirst) % (2 * kDistance) < kDistance;
    const bool within_a_run = i / (2 * kRun) == (i + kDistance) / (2 * kRun);
    if (starts_a_pair && within_a_run) SortPair(list[i], list[i + kDistance]);
  }
  if constexpr (kDistance > 1) {
    MergeExchange<kRun, kDistance / 2>(list);
  } else if constexpr (2 * kRun < kCount) {
    MergeExchange<2 * kRun, 2 * kRun>(list);
  }
}

// Sorts falling, without a branch. kCount: a power of 2.
template <typename T, int kCount>
__device__ void SortFalling(T (&list)[kCount]) {
  static_assert((kCount & (kCount - 1)) == 0);
  if constexpr (kCount > 1) MergeExchange<1, 1>(list);
}

// Gives lane j the (j+1)th largest entry of the warp, for j < k; other lanes get 0. `first` is the largest of all.
// Requires: lists sorted falling, at least k entries but 0 in the warp.
template <typename T, int kCount>
__device__ T TakeLargest(T (&list)[kCount], T first, int k, int lane) {
  T winner = first;
  T mine = lane == 0 ? winner : T{0};
#pragma unroll 1
  for (int taken = 1; taken < k; ++taken) {
    const bool won = list[0] == winner;
#pragma unroll
    for (int i = 0; i < kCount; ++i) list[i] = won ? (i + 1 < kCount ? list[i + 1] : T{0}) : list[i];
    winner = WarpMax(list[0]);
    if (lane == taken) mine = winner;
  }
  return mine;
}

}  // namespace gatefuzz

#endif  // GATEFUZZ_KERNELS_WARP_TOPK_CUH_
