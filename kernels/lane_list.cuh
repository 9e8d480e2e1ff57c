// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Sorted lists of candidates in one lane's registers: networks of comparators, without a branch.
#ifndef GATEFUZZ_KERNELS_LANE_LIST_CUH_
#define GATEFUZZ_KERNELS_LANE_LIST_CUH_

#include <cstdint>

namespace gatefuzz {

__device__ inline void SortPair(uint32_t& larger, uint32_t& smaller) {
  const uint32_t high = max(larger, smaller);
  smaller = min(larger, smaller);
  larger = high;
}

// One step of Batcher's merge exchange and those after it. A recursion of templates, because a loop of loops as deep as
// this is not unrolled for long lists, and a list must stay in registers.
template <int kCount, int kRun, int kDistance>
__device__ void MergeExchange(uint32_t* list) {
#pragma unroll
  for (int i = 0; i + kDistance < kCount; ++i) {
    constexpr int kFirst = kDistance % kRun;
    const bool starts_a_pair = i >= kFirst && (i - kFirst) % (2 * kDistance) < kDistance;
    const bool within_a_run = i / (2 * kRun) == (i + kDistance) / (2 * kRun);
    if (starts_a_pair && within_a_run) SortPair(list[i], list[i + kDistance]);
  }
  if constexpr (kDistance > 1) {
    MergeExchange<kCount, kRun, kDistance / 2>(list);
  } else if constexpr (2 * kRun < kCount) {
    MergeExchange<kCount, 2 * kRun, 2 * kRun>(list);
  }
}

// Sorts falling. kCount: a power of 2.
template <int kCount>
__device__ void SortFalling(uint32_t* list) {
  static_assert((kCount & (kCount - 1)) == 0);
  if constexpr (kCount > 1) MergeExchange<kCount, 1, 1>(list);
}

// Sorts a bitonic list falling: one that rises and then falls, or is a rotation of such a one. kCount: a power of 2.
template <int kCount>
__device__ void SortBitonicFalling(uint32_t* list) {
  if constexpr (kCount > 1) {
#pragma unroll
    for (int i = 0; i < kCount / 2; ++i) SortPair(list[i], list[i + kCount / 2]);
    SortBitonicFalling<kCount / 2>(list);
    SortBitonicFalling<kCount / 2>(list + kCount / 2);
  }
}

// Puts the kKept largest of kCount first, falling; what follows them is lost. Counts above kKept are multiples of it,
// or half as much again.
template <int kKept, int kCount>
__device__ void KeepLargest(uint32_t* list) {
  if constexpr (kCount <= kKept) {
    SortFalling<kCount>(list);
  } else {
    // Whole lists on the left.
    constexpr int kLeft = (kCount / kKept + 1) / 2 * kKept;
    constexpr int kRight = kCount - kLeft < kKept ? kCount - kLeft : kKept;
    KeepLargest<kKept, kLeft>(list);
    KeepLargest<kKept, kCount - kLeft>(list + kLeft);
    // Of two falling lists, these are the largest, and they are bitonic.
#pragma unroll
    for (int i = kKept - kRight; i < kKept; ++i) list[i] = max(list[i], list[kLeft + kKept - 1 - i]);
    SortBitonicFalling<kKept>(list);
  }
}

}  // namespace gatefuzz

#endif  // GATEFUZZ_KERNELS_LANE_LIST_CUH_
