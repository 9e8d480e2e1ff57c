// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Sums over a row. A row's weights must not change by a bit with the number of tokens or of choices, which decide how
// many lanes share a row. So rows that different layouts may be chosen for are summed in one order, whatever the
// layout: by pairs of experts whose numbers differ in one bit, one bit after the other.
#ifndef GATEFUZZ_KERNELS_ROW_SUM_CUH_
#define GATEFUZZ_KERNELS_ROW_SUM_CUH_

#include "kernels/row_load.cuh"
#include "kernels/warp_ops.cuh"

namespace gatefuzz {

// As a balanced tree, whose rounding error grows with the logarithm of the number of values.
template <int kCount>
__device__ float TreeSum(const float* values) {
  if constexpr (kCount == 1) {
    return values[0];
  } else {
    return TreeSum<(kCount + 1) / 2>(values) + TreeSum<kCount / 2>(values + (kCount + 1) / 2);
  }
}

// The bit of the expert's number that comes `step`th, of kBits: the lowest three, the highest, the others. Whichever
// layout, most of the first ones tell a lane's own elements apart.
template <int kBits>
constexpr __host__ __device__ int SummedBit(int step) {
  if (kBits < 6 || step < 3) return step;
  return step == 3 ? kBits - 1 : step - 1;
}

template <typename Layout, int kStep, int kDone>
__device__ float SumFrom(float* values) {
  constexpr int kBits = Log2(Layout::kExperts);
  if constexpr (kStep == kBits) {
    return values[0];
  } else {
    constexpr int kBit = SummedBit<kBits>(kStep);
    constexpr int kRunBits = Log2(Layout::kRun);
    constexpr int kLaneBits = Log2(Layout::kLanes);
    constexpr bool kAcrossLanes = kBit >= kRunBits && kBit < kRunBits + kLaneBits;
    constexpr int kSlotBit = kAcrossLanes ? 0 : 1 << (kBit < kRunBits ? kBit : kBit - kLaneBits);
#pragma unroll
    for (int i = 0; i < Layout::kPerLane; ++i) {
      if ((i & (kDone | kSlotBit)) != 0) continue;
      if constexpr (kAcrossLanes) {
        values[i] += ShuffleXor<1 << (kBit - kRunBits)>(values[i]);
      } else {
        values[i] += values[i | kSlotBit];
      }
    }
    return SumFrom < Layout, kStep + 1, kDone | kSlotBit > (values);
  }
}

// The sum of a row's values, in each of the lanes that share it. Uses up the values.
template <typename F, typename Layout>
__device__ float RowSum(float (&values)[Layout::kPerLane]) {
  constexpr bool kManyLayouts = F::kBytes == 2 && Layout::kExperts <= 128;
  if constexpr (kManyLayouts) {
    return SumFrom<Layout, 0, 0>(values);
  } else {
    return LanesSum<Layout::kLanes>(TreeSum<Layout::kPerLane>(values));
  }
}

}  // namespace gatefuzz

#endif  // GATEFUZZ_KERNELS_ROW_SUM_CUH_
