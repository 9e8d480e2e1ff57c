// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// One row from global memory into the registers of the lanes that share it, by the widest loads that its alignment
// allows, and never a byte beyond its end.
#ifndef GATEFUZZ_KERNELS_ROW_LOAD_CUH_
#define GATEFUZZ_KERNELS_ROW_LOAD_CUH_

#include <cstdint>

#include "kernels/sort_key.cuh"

namespace gatefuzz {

inline constexpr int kWarpSize = 32;
inline constexpr int kWidestLoad = 16;  // bytes

// How kLanes neighbouring lanes divide a row: they take runs of kRun neighbours in turn until each has kPerLane.
template <int kLanes_, int kPerLane_, int kRun_>
struct RowLayout {
  static constexpr int kLanes = kLanes_;
  static constexpr int kPerLane = kPerLane_;
  static constexpr int kRun = kRun_;
  static constexpr int kExperts = kLanes * kPerLane;
  static_assert(kPerLane % kRun == 0);
  // The expert in a lane's place `slot`: the sum of a part of the lane and a part of the slot.
  static constexpr __host__ __device__ int LanePart(int lane) { return lane * kRun; }
  static constexpr __host__ __device__ int SlotPart(int slot) { return slot / kRun * (kLanes * kRun) + slot % kRun; }
  static constexpr __host__ __device__ int Expert(int lane, int slot) { return LanePart(lane) + SlotPart(slot); }
};

// The longest run that one load may fetch and that divides a lane's part.
template <int kBytes>
constexpr __host__ __device__ int LongestRun(int per_lane) {
  int run = per_lane & -per_lane;
  while (run * kBytes > kWidestLoad) run /= 2;
  return run;
}

template <typename F, int kLanes, int kPerLane>
using WidestLayout = RowLayout<kLanes, kPerLane, LongestRun<F::kBytes>(kPerLane)>;

// A lane's part of a row as it lies in memory. A lane with one element of 16 bits has it in the lower half of a word,
// and -Inf in the upper.
template <typename F, typename Layout>
struct RowPart {
  static constexpr int kWords = Layout::kPerLane < F::kPerWord ? 1 : Layout::kPerLane / F::kPerWord;
  uint32_t words[kWords];

  __device__ float Float(int slot) const {
    const uint32_t word = words[slot / F::kPerWord];
    if constexpr (F::kPerWord == 2) {
      return F::ToFloat(slot % 2 == 0 ? word << 16 : word & 0xFFFF0000u);
    } else {
      return F::ToFloat(word);
    }
  }
  // Whole keys in place of the elements.
  __device__ RowPart Keys() const {
    RowPart keys;
#pragma unroll
    for (int i = 0; i < kWords; ++i) keys.words[i] = F::Keys(F::AddZero(words[i]));
    return keys;
  }
  // Of keys: makes the one in `slot` 0.
  __device__ void Clear(int slot) {
    words[slot / F::kPerWord] &= F::kPerWord == 1 ? 0u : slot % 2 == 0 ? 0xFFFF0000u : 0xFFFFu;
  }
  // Of keys: the one in `slot`, in the upper end of 32 bits.
  __device__ uint32_t Key(int slot) const { return F::Key(words[slot / F::kPerWord], slot % F::kPerWord); }
};

template <typename F>
__device__ uint32_t LoadElement(const char* address) {
  if constexpr (F::kBytes == 2) {
    return *reinterpret_cast<const uint16_t*>(address);
  } else {
    return *reinterpret_cast<const uint32_t*>(address);
  }
}

template <typename F>
__device__ float LoadFloat(const char* address) {
  return F::ToFloat(LoadElement<F>(address) << (32 - 8 * F::kBytes));
}

// kBytes at an address aligned to them, or to kWidestLoad, as whole words.
template <int kBytes>
__device__ void LoadWords(const char* address, uint32_t* words) {
  if constexpr (kBytes == 4) {
    words[0] = *reinterpret_cast<const uint32_t*>(address);
  } else if constexpr (kBytes == 8) {
    const uint2 loaded = *reinterpret_cast<const uint2*>(address);
    words[0] = loaded.x;
    words[1] = loaded.y;
  } else {
    static_assert(kBytes % kWidestLoad == 0);
#pragma unroll
    for (int i = 0; i < kBytes / 4; i += 4) {
      const uint4 loaded = reinterpret_cast<const uint4*>(address)[i / 4];
      words[i] = loaded.x;
      words[i + 1] = loaded.y;
      words[i + 2] = loaded.z;
      words[i + 3] = loaded.w;
    }
  }
}

// Places beyond the row's end get -Inf. `lane`: within the row's lanes.
template <typename F, typename Layout>
__device__ RowPart<F, Layout> LoadRow(const void* row, int experts, int lane) {
  constexpr int kRun = Layout::kRun;
  constexpr int kRunBytes = kRun * F::kBytes;
  const char* const start = static_cast<const char*>(row) + Layout::LanePart(lane) * F::kBytes;
  constexpr int kAlignment = kRunBytes < kWidestLoad ? kRunBytes : kWidestLoad;
  const bool aligned = reinterpret_cast<uintptr_t>(row) % kAlignment == 0;
  RowPart<F, Layout> part;
#pragma unroll
  for (int slot = 0; slot < Layout::kPerLane; slot += kRun) {
    const char* const address = start + Layout::SlotPart(slot) * F::kBytes;
    const int left = experts - Layout::Expert(lane, slot);
    uint32_t* const words = &part.words[slot / F::kPerWord];
    if (kRunBytes >= 4 && aligned && left >= kRun) {
      if constexpr (kRunBytes >= 4) LoadWords<kRunBytes>(address, words);
    } else {
#pragma unroll
      for (int i = 0; i < kRun; ++i) {
        if (i % F::kPerWord == 0) words[i / F::kPerWord] = F::kNegativeInfinities;
        if (i < left) {
          const uint32_t element = LoadElement<F>(address + i * F::kBytes);
          uint32_t& word = words[i / F::kPerWord];
          if constexpr (F::kPerWord == 1) {
            word = element;
          } else {
            word = i % 2 == 0 ? (word & 0xFFFF0000u) | element : (word & 0xFFFFu) | element << 16;
          }
        }
      }
    }
  }
  return part;
}

}  // namespace gatefuzz

#endif  // GATEFUZZ_KERNELS_ROW_LOAD_CUH_
