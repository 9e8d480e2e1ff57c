// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The largest candidates of a row that a few neighbouring lanes share, for every row of a warp at once. Each lane
// begins with a falling list of kLength; lists of neighbours are merged pairwise, then those of pairs of pairs, and so
// on. What is kept is spread over all lanes that took part, so each merge leaves a lane half as many.
//
// A bitonic merge of lists A and B keeps C[i] = max(A[i], B[kLength - 1 - i]) and sorts that in log2(kLength) steps,
// each of which compares the elements whose places differ in one bit of i. To have no element moved without need, a
// lane does not hold the places that its number says: block q of the list (kEach neighbouring places) lies in the lane
// whose number is a linear map of q over GF(2). A step's partner is then a fixed exclusive or of the lane's number, and
// all of these are worked out by the compiler.
#ifndef GATEFUZZ_KERNELS_MERGE_LANES_CUH_
#define GATEFUZZ_KERNELS_MERGE_LANES_CUH_

#include <cstdint>

#include "kernels/lane_list.cuh"
#include "kernels/sort_key.cuh"
#include "kernels/warp_ops.cuh"

namespace gatefuzz {

// After kLevel merges: which block a lane holds, as columns: the block of lane 2^i is column[i]; blocks of other lanes
// are exclusive ors of those. kBlocks blocks; where there are more lanes than blocks, several hold the same.
template <int kLength, int kLevel>
struct BlockMap {
  using Before = BlockMap<kLength, kLevel - 1>;
  // Whether this merge has halved what a lane holds.
  static constexpr bool kHalves = Before::kBlocks < kLength;
  static constexpr int kBlocks = kHalves ? 2 * Before::kBlocks : Before::kBlocks;

  // The block of lane 2^i. The second group (bit kLevel - 1 of the lane) holds its places backwards, so its blocks are
  // complemented; where lists were halved, the bit below the blocks' is the group.
  static constexpr __host__ __device__ int Column(int i) {
    const int before = i == kLevel - 1 ? Before::kBlocks - 1 : Before::Column(i);
    return kHalves ? before << 1 | (i == kLevel - 1 ? 1 : 0) : before;
  }
  static constexpr __host__ __device__ int BlockOf(int lane) {
    int block = 0;
#pragma unroll
    for (int i = 0; i < kLevel; ++i) block ^= (lane >> i & 1) != 0 ? Column(i) : 0;
    return block;
  }
  // The smallest lane difference that changes the block by `delta`.
  static constexpr __host__ __device__ int LaneDelta(int delta) {
    for (int lane = 0; lane < 1 << kLevel; ++lane) {
      if (BlockOf(lane) == delta) return lane;
    }
    return -1;
  }
};

template <int kLength>
struct BlockMap<kLength, 0> {
  static constexpr int kBlocks = 1;
  static constexpr __host__ __device__ int Column(int) { return 0; }
  static constexpr __host__ __device__ int BlockOf(int) { return 0; }
  static constexpr __host__ __device__ int LaneDelta(int) { return 0; }
};

// Compares places whose blocks differ in `kBit`, which is 0 for the larger ones.
template <typename Map, int kEach, int kBit, bool kReversed>
__device__ void CompareAcross(uint32_t* list, int block) {
  constexpr int kDelta = Map::LaneDelta(kBit);
  const bool larger = (block & kBit) == 0;
  uint32_t other[kEach];
#pragma unroll
  for (int i = 0; i < kEach; ++i) other[i] = ShuffleXor<kDelta>(list[kReversed ? kEach - 1 - i : i]);
#pragma unroll
  for (int i = 0; i < kEach; ++i) list[i] = larger ? max(list[i], other[i]) : min(list[i], other[i]);
}

// The steps over the bits of the block from kBit down.
template <typename Map, int kEach, int kBit>
__device__ void SortBlocks(uint32_t* list, int block) {
  if constexpr (kBit > 0) {
    // The lowest bit after a halving tells the groups apart, and their places run against each other.
    CompareAcross<Map, kEach, kBit, kBit == 1 && Map::kHalves>(list, block);
    SortBlocks<Map, kEach, kBit / 2>(list, block);
  }
}

// Merges level kLevel + 1 of lists that kLanes lanes share, and those after it.
template <int kLength, int kLanes, int kLevel = 0>
__device__ void MergeLanes(uint32_t* list, int lane) {
  if constexpr (1 << kLevel < kLanes) {
    using Before = BlockMap<kLength, kLevel>;
    using Map = BlockMap<kLength, kLevel + 1>;
    constexpr int kHad = kLength / Before::kBlocks;
    constexpr int kEach = kLength / Map::kBlocks;
    // The lane of the other group that holds the places to compare with.
    constexpr int kDelta = 1 << kLevel | Before::LaneDelta(Before::kBlocks - 1);
    uint32_t other[kEach];
#pragma unroll
    for (int i = 0; i < kEach; ++i) other[i] = ShuffleXor<kDelta>(list[kHad - 1 - i]);
#pragma unroll
    for (int i = 0; i < kEach; ++i) list[i] = max(list[i], other[i]);
    SortBlocks<Map, kEach, Map::kBlocks / 2>(list, Map::BlockOf(lane));
    SortBitonicFalling<kEach>(list);
    MergeLanes<kLength, kLanes, kLevel + 1>(list, lane);
  }
}

// Where the list lies once kLanes_ lanes have merged: a lane holds kEach neighbouring places.
template <int kLength, int kLanes_>
struct MergedList {
  static constexpr int kLanes = kLanes_;
  using Map = BlockMap<kLength, Log2(kLanes)>;
  static constexpr int kEach = kLength / Map::kBlocks;
  // Of lanes that hold the same places, one has none of these bits.
  static constexpr int kDuplicates = kLanes - Map::kBlocks;

  static __device__ int FirstPlace(int lane) { return Map::BlockOf(lane) * kEach; }

  // The sum over all places, which pairs the most distant first, whichever lanes hold them. In lanes without bits of
  // kDuplicates.
  static __device__ float Sum(const float (&values)[kEach]) {
    float sums[kEach];
#pragma unroll
    for (int i = 0; i < kEach; ++i) sums[i] = SumOverBlocks<Map::kBlocks / 2>(values[i]);
    return Fold<kEach>(sums);
  }

 private:
  template <int kBit>
  static __device__ float SumOverBlocks(float value) {
    if constexpr (kBit > 0) {
      value += ShuffleXor<Map::LaneDelta(kBit)>(value);
      return SumOverBlocks<kBit / 2>(value);
    } else {
      return value;
    }
  }
  template <int kCount>
  static __device__ float Fold(float* sums) {
    if constexpr (kCount > 1) {
#pragma unroll
      for (int i = 0; i < kCount / 2; ++i) sums[i] += sums[i + kCount / 2];
      return Fold<kCount / 2>(sums);
    } else {
      return sums[0];
    }
  }
};

}  // namespace gatefuzz

#endif  // GATEFUZZ_KERNELS_MERGE_LANES_CUH_
