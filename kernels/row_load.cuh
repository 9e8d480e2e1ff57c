// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// One row from global memory into the registers of a warp, by the widest loads that its alignment allows, and never a
// byte beyond its end.
#ifndef GATEFUZZ_KERNELS_ROW_LOAD_CUH_
#define GATEFUZZ_KERNELS_ROW_LOAD_CUH_

#include <cstdint>

#include "kernels/sort_key.cuh"

namespace gatefuzz {

inline constexpr int kWarpSize = 32;
inline constexpr int kWidestLoad = 16;  // bytes

// How a warp divides a row: the lanes take runs of kRun neighbours in turn until each has kPerLane elements.
template <int kPerLane_, int kRun_>
struct RowLayout {
  static constexpr int kPerLane = kPerLane_;
  static constexpr int kRun = kRun_;
  // The expert in a lane's place `slot`.
  static __device__ int Expert(int lane, int slot) {
    return lane * kRun + slot / kRun * (kWarpSize * kRun) + slot % kRun;
  }
};

// `run` consecutive elements at an address aligned to all of them, or to kWidestLoad.
template <typename F, int kRun>
__device__ void LoadRun(const char* address, uint32_t* bits) {
  constexpr int kBytes = kRun * F::kBytes;
  constexpr int kWords = kBytes < 4 ? 1 : kBytes / 4;
  uint32_t words[kWords];
  if constexpr (kBytes == 2) {
    words[0] = *reinterpret_cast<const uint16_t*>(address);
  } else if constexpr (kBytes == 4) {
    words[0] = *reinterpret_cast<const uint32_t*>(address);
  } else if constexpr (kBytes == 8) {
    const uint2 loaded = *reinterpret_cast<const uint2*>(address);
    words[0] = loaded.x;
    words[1] = loaded.y;
  } else {
#pragma unroll
    for (int i = 0; i < kBytes / kWidestLoad; ++i) {
      const uint4 loaded = reinterpret_cast<const uint4*>(address)[i];
      words[4 * i] = loaded.x;
      words[4 * i + 1] = loaded.y;
      words[4 * i + 2] = loaded.z;
      words[4 * i + 3] = loaded.w;
    }
  }
#pragma unroll
  for (int i = 0; i < kRun; ++i) {
    if constexpr (F::kBytes == 4) {
      bits[i] = words[i];
    } else {
      bits[i] = i % 2 == 0 ? words[i / 2] << 16 : words[i / 2] & 0xFFFF0000u;
    }
  }
}

// Fills `bits` with the row's elements; places beyond its end get -Inf.
template <typename F, typename Layout>
__device__ void LoadRow(const void* row, int experts, int lane, uint32_t (&bits)[Layout::kPerLane]) {
  constexpr int kRun = Layout::kRun;
  constexpr int kRunBytes = kRun * F::kBytes;
  constexpr int kAlignment = kRunBytes < kWidestLoad ? kRunBytes : kWidestLoad;
  const char* const start = static_cast<const char*>(row);
  const bool aligned = reinterpret_cast<uintptr_t>(row) % kAlignment == 0;
#pragma unroll
  for (int slot = 0; slot < Layout::kPerLane; slot += kRun) {
    const int expert = Layout::Expert(lane, slot);
    const char* const address = start + expert * F::kBytes;
    if (aligned && expert + kRun <= experts) {
      LoadRun<F, kRun>(address, &bits[slot]);
    } else {
#pragma unroll
      for (int i = 0; i < kRun; ++i) {
        bits[slot + i] = kNegativeInfinity<F>;
        if (expert + i < experts) LoadRun<F, 1>(address + i * F::kBytes, &bits[slot + i]);
      }
    }
  }
}

}  // namespace gatefuzz

#endif  // GATEFUZZ_KERNELS_ROW_LOAD_CUH_
