// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Grouped routing: which groups survive. A group's score is the sum of its two largest choice scores where there is a
// bias, else the largest; masked experts take no part, and a group of none but those ranks last. For any number of
// groups that divides E, through shared memory: neighbouring lanes share a group.
#ifndef GATEFUZZ_KERNELS_SURVIVORS_CUH_
#define GATEFUZZ_KERNELS_SURVIVORS_CUH_

#include <cstdint>

#include "kernels/routing.h"
#include "kernels/row_load.cuh"
#include "kernels/sort_key.cuh"
#include "kernels/warp_ops.cuh"

namespace gatefuzz {

inline constexpr int kMostRowsPerBlock = 8;

// The two largest keys of some members of a group; 0 where there are fewer.
struct TopTwo {
  uint32_t first = 0;
  uint32_t second = 0;

  __device__ void Add(uint32_t key) {
    second = max(second, min(first, key));
    first = max(first, key);
  }
  __device__ void Add(const TopTwo& other) {
    second = max(max(second, other.second), min(first, other.first));
    first = max(first, other.first);
  }
};

// A group's score as a key.
template <bool kBiased, typename F>
__device__ uint32_t KeyOfGroup(const TopTwo& top) {
  if (!kBiased || top.second <= kKeyOfMasked) return top.first;
  // A maximum takes the number where the other is a NaN: infinities of both signs rank as -Inf.
  return KeyFromFloat(fmaxf(FloatFromKey<F>(top.first) + FloatFromKey<F>(top.second), NegativeInfinity()));
}

// Makes 0 the keys of all experts whose group does not survive. Called by whole warps; a warp's rows of shared memory
// are its own. At most kMostRowsPerBlock warps.
template <bool kBiased, typename F, typename Layout>
__device__ void KeepSurvivors(const TopkArgs& args, int lane, RowPart<F, Layout>* keys) {
  constexpr int kPerLane = Layout::kPerLane;
  const int groups = args.num_groups;
  if (args.top_groups == groups) return;
  __shared__ uint32_t shared_keys[kMostRowsPerBlock][kWarpSize * kPerLane];
  uint32_t* const row = shared_keys[threadIdx.x / kWarpSize];
#pragma unroll
  for (int i = 0; i < kPerLane; ++i) row[Layout::Expert(lane, i)] = keys->Key(i);
  __syncwarp();

  // Lanes a group: the power of 2 that uses the most of the warp.
  const int shift = __clz(groups - 1) - 27;
  const int lanes = 1 << shift;
  const int group = lane >> shift;
  const int size = args.num_experts / groups;
  TopTwo top;
  if (group < groups) {
    const int first = lane & (lanes - 1);
    const int count = (size - first + lanes - 1) >> shift;
    // Each group begins elsewhere, so that groups of a multiple of 32 experts do not meet in one bank.
    int i = count > 0 ? group % count : 0;
#pragma unroll 1
    for (int left = count; left > 0; --left) {
      top.Add(row[group * size + first + (i << shift)]);
      if (++i == count) i = 0;
    }
  }
#pragma unroll 1
  for (int distance = lanes >> 1; distance > 0; distance >>= 1) {
    top.Add({__shfl_xor_sync(kAllLanes, top.first, distance), __shfl_xor_sync(kAllLanes, top.second, distance)});
  }
  const uint32_t score = KeyOfGroup<kBiased, F>(top);

  int rank = 0;
#pragma unroll 1
  for (int other = 0; other < groups; ++other) {
    const uint32_t others = __shfl_sync(kAllLanes, score, other << shift);
    rank += others > score || (others == score && other < group) ? 1 : 0;
  }
  const uint32_t survivors = __ballot_sync(kAllLanes, group < groups && rank < args.top_groups);

  // e / size, by multiplication: exact for e < 1024.
  const uint32_t reciprocal = ((1u << 20) + size - 1) / size;
  __syncwarp();
#pragma unroll
  for (int i = 0; i < kPerLane; ++i) {
    const uint32_t its_group = Layout::Expert(lane, i) * reciprocal >> 20;
    // Places beyond the row have a group beyond the last, and the key 0 already or one that no choice reaches.
    if ((survivors >> ((its_group << shift) & 31) & 1) == 0) keys->Clear(i);
  }
}

}  // namespace gatefuzz

#endif  // GATEFUZZ_KERNELS_SURVIVORS_CUH_
