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

// What the host works out of a launch's groups.
struct GroupShape {
  int32_t size;         // experts in a group
  uint32_t reciprocal;  // of `size`, so that e / size is e * reciprocal >> 20: exact for e < 1024
  int32_t lanes_log2;   // of the lanes that share a group: as many as let every group have some
};

inline GroupShape ShapeOfGroups(const TopkArgs& args) {
  GroupShape shape = {args.num_experts / args.num_groups, 0, 5};
  shape.reciprocal = ((1u << 20) + static_cast<uint32_t>(shape.size) - 1) / static_cast<uint32_t>(shape.size);
  while (args.num_groups << shape.lanes_log2 > kWarpSize) --shape.lanes_log2;
  return shape;
}

// The two best of a lane's group, if it has one. `row`: the row's keys. Called by whole warps.
__device__ inline TopTwo BestOfGroup(const GroupShape& shape, bool has_group, const uint32_t* row, int lane) {
  const int shift = shape.lanes_log2;
  const int lanes = 1 << shift;
  const int group = lane >> shift;
  const int first = lane & (lanes - 1);
  const int count = has_group ? (shape.size - first + lanes - 1) >> shift : 0;
  // Each group begins elsewhere, so that groups of a multiple of 32 experts do not meet in one bank.
  int i = group * count << shift >> 5;
  TopTwo top;
#pragma unroll 4
  for (int left = count; left > 0; --left) {
    top.Add(row[group * shape.size + first + (i << shift)]);
    i = i + 1 == count ? 0 : i + 1;
  }
#pragma unroll 1
  for (int distance = lanes >> 1; distance > 0; distance >>= 1) {
    top.Add({__shfl_xor_sync(kAllLanes, top.first, distance), __shfl_xor_sync(kAllLanes, top.second, distance)});
  }
  return top;
}

// How many groups are better than the lane's; its lanes share the work.
__device__ inline int RankOfGroup(const GroupShape& shape, uint32_t score, int groups, int lane) {
  const int shift = shape.lanes_log2;
  const int group = lane >> shift;
  int rank = 0;
  for (int begin = 0; begin < groups; begin += 1 << shift) {
    const int other = begin + (lane & ((1 << shift) - 1));
    const uint32_t others = __shfl_sync(kAllLanes, score, other << shift);
    rank += other < groups && (others > score || (others == score && other < group)) ? 1 : 0;
  }
#pragma unroll 1
  for (int distance = 1 << shift >> 1; distance > 0; distance >>= 1) {
    rank += __shfl_xor_sync(kAllLanes, rank, distance);
  }
  return rank;
}

// Makes 0 the keys of all experts whose group does not survive. Called by whole warps; a warp's rows of shared memory
// are its own. At most kMostRowsPerBlock warps.
template <bool kBiased, typename F, typename Layout>
__device__ void KeepSurvivors(const TopkArgs& args, const GroupShape& shape, int lane, RowPart<F, Layout>* keys) {
  constexpr int kPerLane = Layout::kPerLane;
  constexpr int kRun = Layout::kRun;
  const int groups = args.num_groups;
  if (args.top_groups == groups) return;
  __shared__ uint32_t shared_keys[kMostRowsPerBlock][kWarpSize * kPerLane];
  uint32_t* const row = shared_keys[threadIdx.x / kWarpSize];
#pragma unroll
  for (int i = 0; i < kPerLane; ++i) row[Layout::Expert(lane, i)] = keys->Key(i);
  __syncwarp();
  const bool has_group = lane >> shape.lanes_log2 < groups;
  const uint32_t score = KeyOfGroup<kBiased, F>(BestOfGroup(shape, has_group, row, lane));
  const int rank = RankOfGroup(shape, score, groups, lane);
  // At a group's first lane: does it survive?
  const uint32_t survivors = __ballot_sync(kAllLanes, has_group && rank < args.top_groups);
  __syncwarp();

  const auto survives = [&](int expert) {
    const uint32_t group = static_cast<uint32_t>(expert) * shape.reciprocal >> 20;
    // Places beyond the row have a group beyond the last; no choice reaches them.
    return (survivors >> ((group << shape.lanes_log2) & 31) & 1) != 0;
  };
  if (shape.size % kRun == 0) {
#pragma unroll
    for (int slot = 0; slot < kPerLane; slot += kRun) {
      if (survives(Layout::Expert(lane, slot))) continue;
#pragma unroll
      for (int i = 0; i < kRun; ++i) keys->Clear(slot + i);
    }
  } else {
#pragma unroll
    for (int slot = 0; slot < kPerLane; ++slot) {
      if (!survives(Layout::Expert(lane, slot))) keys->Clear(slot);
    }
  }
}

}  // namespace gatefuzz

#endif  // GATEFUZZ_KERNELS_SURVIVORS_CUH_
