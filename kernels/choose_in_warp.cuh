// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The k best of a row that a warp holds in its registers: each lane sorts its best few candidates; then k times the
// largest of the 32 heads is taken off its list.
//
// Candidates may agree in all of the key that they hold, and then stand in the wrong order. That is seen afterwards;
// the whole keys of the chosen, and of those that agree with the last of them, put it right. And a lane may have given
// all that it kept, so that what it did not keep may be better than the other lanes': such a row, one in thousands, is
// chosen from once more by whole keys, which takes several times as long.
#ifndef GATEFUZZ_KERNELS_CHOOSE_IN_WARP_CUH_
#define GATEFUZZ_KERNELS_CHOOSE_IN_WARP_CUH_

#include <cstdint>

#include "kernels/lane_list.cuh"
#include "kernels/row_load.cuh"
#include "kernels/sort_key.cuh"
#include "kernels/warp_ops.cuh"

namespace gatefuzz {

struct Choice {
  int expert;
  uint32_t key;  // of the expert; where candidates do not hold whole keys, its upper bits
};

// k rounds over all keys, each of which finds the best that is worse than the last.
template <typename F, typename Layout>
__device__ Choice ChooseByWholeKeys(const RowPart<F, Layout>& keys, int k, int lane) {
  uint64_t last = ~uint64_t{0};
  uint64_t mine = 0;
#pragma unroll 1
  for (int taken = 0; taken < k; ++taken) {
    uint64_t best = 0;
#pragma unroll
    for (int i = 0; i < Layout::kPerLane; ++i) {
      const uint64_t entry = static_cast<uint64_t>(keys.Key(i)) << 32 | ~static_cast<uint32_t>(Layout::Expert(lane, i));
      if (entry < last && entry > best) best = entry;
    }
    last = WarpMax(best);
    if (lane == taken) mine = last;
  }
  return {static_cast<int>(~static_cast<uint32_t>(mine)), static_cast<uint32_t>(mine >> 32)};
}

// The largest candidates of each lane, falling; 0 where there are no more.
template <typename F, typename Layout>
class CandidateList {
 public:
  using Entry = Candidate<F, Layout::kExperts>;

  __device__ CandidateList(const RowPart<F, Layout>& keys, int lane) {
    uint32_t all[Layout::kPerLane];
#pragma unroll
    for (int i = 0; i < Layout::kPerLane; ++i) all[i] = Entry::Make(keys.Key(i), Layout::SlotPart(i));
    KeepLargest<kKept, Layout::kPerLane>(all);
    // The lane's part is the same for all of them, so it can wait until few are left.
#pragma unroll
    for (int i = 0; i < kKept; ++i) list_[i] = all[i] - Layout::LanePart(lane);
  }

  __device__ uint32_t head() const { return list_[0]; }

  // Takes the largest of all, which is `winner`, off the list that has it.
  __device__ void Take(uint32_t winner) {
    const bool won = list_[0] == winner;
#pragma unroll
    for (int i = 0; i < kKept; ++i) list_[i] = won ? (i + 1 < kKept ? list_[i + 1] : 0) : list_[i];
  }

  // Has a lane given all that it kept, and may have more?
  __device__ bool AnyUsedUp() const {
    if constexpr (kKept < Layout::kPerLane) {
      return __any_sync(kAllLanes, list_[0] == 0);
    } else {
      return false;
    }
  }

 private:
  static constexpr int kKept = Layout::kPerLane < 4 ? Layout::kPerLane : 4;
  uint32_t list_[kKept];
};

// Do some of the keys hold what their candidates do not?
template <typename F, typename Layout>
__device__ bool HideBits(const RowPart<F, Layout>& keys) {
  uint32_t hidden = 0;
#pragma unroll
  for (int i = 0; i < Layout::kPerLane; ++i) {
    const uint32_t key = keys.Key(i);
    hidden |= (key & kSignBit) != 0 ? key : ~key;
  }
  return __any_sync(kAllLanes, (hidden & CandidateList<F, Layout>::Entry::kIndexMask) != 0);
}

// The key of an expert, which may be another one in each lane.
template <typename F, typename Layout>
__device__ uint32_t KeyOfExpert(const RowPart<F, Layout>& keys, int expert) {
  const int owner = expert / Layout::kRun % kWarpSize;
  uint32_t key = 0;
#pragma unroll
  for (int i = 0; i < Layout::kPerLane; ++i) {
    const uint32_t owners = __shfl_sync(kAllLanes, keys.Key(i), owner);
    if (expert == Layout::Expert(owner, i)) key = owners;
  }
  return key;
}

// Sorts a warp's entries by whole keys, falling, where they are nearly so already: neighbours change places until none
// need to.
__device__ inline uint64_t SortNeighbours(uint64_t entry, int lane) {
  bool odd = false;
  bool moved_before = true;
  while (true) {
    // Pairs of lanes (0,1), (2,3)... and (1,2), (3,4)... in turn; the ends stay alone in the second.
    const bool first = ((lane & 1) != 0) == odd;
    const int partner = min(max(first ? lane + 1 : lane - 1, 0), kWarpSize - 1);
    const uint64_t other = __shfl_sync(kAllLanes, entry, partner);
    const bool moves = partner != lane && (first ? other > entry : other < entry);
    if (moves) entry = other;
    const bool moved = __any_sync(kAllLanes, moves);
    if (!moved && !moved_before) return entry;
    moved_before = moved;
    odd = !odd;
  }
}

// Lane j < k gets the (j+1)th best expert; other lanes get any. Between equal keys the smaller expert is better; keys
// of places beyond the row are not above any of the row's. `candidates` is used up. `best`: the largest of all
// candidates. Requires: the row has k experts or more.
template <typename F, typename Layout>
__device__ Choice ChooseInWarp(const RowPart<F, Layout>& keys, CandidateList<F, Layout> candidates, uint32_t best,
                               int k, int lane) {
  using Entry = typename CandidateList<F, Layout>::Entry;
  uint32_t winner = best;
  uint32_t mine = winner;
  int taken = 1;
#pragma unroll 4
  for (; taken < k; ++taken) {
    candidates.Take(winner);
    winner = WarpMax(candidates.head());
    if (lane == taken) mine = winner;
  }
  if constexpr (!Entry::kWholeKey) {
    const uint32_t above = __shfl_up_sync(kAllLanes, mine, 1);
    bool alike = lane > 0 && lane < k && Entry::UpperBits(mine) == Entry::UpperBits(above);
    // Those that come after the last and agree with it may be better than it.
    const uint32_t last = Entry::UpperBits(winner);
    candidates.Take(winner);
    winner = WarpMax(candidates.head());
    alike = alike || (Entry::UpperBits(winner) == last && winner != 0);
    if (__any_sync(kAllLanes, alike)) {
#pragma unroll 1
      while (Entry::UpperBits(winner) == last && winner != 0 && taken < kWarpSize) {
        if (lane == taken) mine = winner;
        ++taken;
        candidates.Take(winner);
        winner = WarpMax(candidates.head());
      }
      const bool too_many = Entry::UpperBits(winner) == last && winner != 0;
      if (!too_many && !candidates.AnyUsedUp()) {
        const int expert = Entry::Expert(mine);
        const uint64_t key = KeyOfExpert(keys, expert);
        const uint64_t entry = SortNeighbours(lane < taken ? key << 32 | ~static_cast<uint32_t>(expert) : 0, lane);
        return {static_cast<int>(~static_cast<uint32_t>(entry)), static_cast<uint32_t>(entry >> 32)};
      }
      if (HideBits(keys)) return ChooseByWholeKeys(keys, k, lane);
    }
  }
  if (candidates.AnyUsedUp()) return ChooseByWholeKeys(keys, k, lane);
  return {Entry::Expert(mine), Entry::UpperBits(mine)};
}

}  // namespace gatefuzz

#endif  // GATEFUZZ_KERNELS_CHOOSE_IN_WARP_CUH_
