// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Reductions over a warp. All lanes take part and all get the same bits, in an order that is always the same.
#ifndef GATEFUZZ_KERNELS_WARP_OPS_CUH_
#define GATEFUZZ_KERNELS_WARP_OPS_CUH_

#include <cstdint>

namespace gatefuzz {

inline constexpr uint32_t kAllLanes = 0xFFFFFFFFu;

// For kernels that are launched before their predecessor in the stream has ended: waits until it has, and its writes
// are seen. Does nothing for other launches.
__device__ inline void WaitForPreviousKernel() {
#if __CUDA_ARCH__ >= 900
  // Small launches let the next one take its place at once. Beside a large one its blocks would crowd where there is
  // room, and stay there.
  constexpr unsigned int kSmallLaunch = 4096;  // threads
  if (gridDim.x * blockDim.x <= kSmallLaunch) asm volatile("griddepcontrol.launch_dependents;" ::: "memory");
  asm volatile("griddepcontrol.wait;" ::: "memory");
#endif
}

// In assembly, as the shuffles below, because the intrinsics put their constants into registers anew at each use: as
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
__device__ uint32_t ShuffleXor(uint32_t value) {
  uint32_t other;
  asm volatile("shfl.sync.bfly.b32 %0, %1, %2, 0x1f, 0xffffffff;" : "=r"(other) : "r"(value), "n"(kDistance));
  return other;
}

template <int kDistance>
__device__ float ShuffleXor(float value) {
  return __uint_as_float(ShuffleXor<kDistance>(__float_as_uint(value)));
}

// The sum over each run of kLanes neighbouring lanes, which pairs the most distant first. kLanes: a power of 2.
template <int kLanes>
__device__ float LanesSum(float value) {
  if constexpr (kLanes > 1) {
    value += ShuffleXor<kLanes / 2>(value);
    return LanesSum<kLanes / 2>(value);
  } else {
    return value;
  }
}

// The largest over each run of kLanes neighbouring lanes.
template <int kLanes>
__device__ uint32_t LanesMax(uint32_t value) {
  if constexpr (kLanes == 32) {
    return WarpMax(value);
  } else if constexpr (kLanes > 1) {
    return LanesMax<kLanes / 2>(max(value, ShuffleXor<kLanes / 2>(value)));
  } else {
    return value;
  }
}

}  // namespace gatefuzz

#endif  // GATEFUZZ_KERNELS_WARP_OPS_CUH_
