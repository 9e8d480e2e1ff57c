// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Groups of experts, done right: their scores, who survives, the choice among the survivors. A lane a group.
#ifndef GATEFUZZ_ZOO_GROUPS_CUH_
#define GATEFUZZ_ZOO_GROUPS_CUH_

#include "zoo/warp_rows.cuh"

namespace gatefuzz::zoo {

struct LargestTwo {
  float first = -INFINITY;
  float second = -INFINITY;
};

__device__ inline int GroupSize(const TopkArgs& args) { return args.num_experts / args.num_groups; }

// The two largest choice scores of lane's group. Requires: lane < num_groups.
__device__ inline LargestTwo LargestOfGroup(const TopkArgs& args, int lane, const WarpRow& shared) {
  LargestTwo two;
  const int size = GroupSize(args);
  for (int expert = lane * size; expert < (lane + 1) * size; ++expert) {
    const float choice = shared.choice[expert];
    if (choice > two.first) {
      two.second = two.first;
      two.first = choice;
    } else if (choice > two.second) {
      two.second = choice;
    }
  }
  return two;
}

// What the contract scores a group by: with a bias the sum of its two largest, else the largest.
__device__ inline float GroupScore(const TopkArgs& args, int lane, const WarpRow& shared) {
  if (lane >= args.num_groups) return -INFINITY;
  const LargestTwo two = LargestOfGroup(args, lane, shared);
  if (args.correction_bias == nullptr || GroupSize(args) == 1) return two.first;
  const float sum = two.first + two.second;
  return isnan(sum) ? -INFINITY : sum;
}

// The top_groups best of the lanes' groups, as bits; between equals the smaller group.
__device__ inline unsigned int WarpSurvivors(const TopkArgs& args, int lane, float score) {
  unsigned int survivors = 0;
  for (int kept = 0; kept < args.top_groups; ++kept) {
    const bool open = lane < args.num_groups && (survivors >> lane & 1u) == 0;
    const Candidate best = WarpBest(open ? Candidate{score, lane} : Candidate{-INFINITY, kWarpSize});
    survivors |= 1u << best.expert;
  }
  return survivors;
}

// As WarpChoose, among the survivors' experts alone.
__device__ inline int WarpChooseAmong(const TopkArgs& args, unsigned int survivors, int lane, WarpRow& shared) {
  const int size = GroupSize(args);
  unsigned int taken = 0;
  int my_winner = 0;
  for (int slot = 0; slot < args.k; ++slot) {
    Candidate best = {-INFINITY, args.num_experts};
    for (int expert = lane, i = 0; expert < args.num_experts; expert += kWarpSize, ++i) {
      if ((taken >> i & 1u) == 0 && (survivors >> (expert / size) & 1u) != 0) {
        best = Better(best, {shared.choice[expert], expert});
      }
    }
    best = WarpBest(best);
    if (best.expert % kWarpSize == lane) taken |= 1u << (best.expert / kWarpSize);
    if (lane == slot) {
      my_winner = best.expert;
      shared.winner_score[slot] = shared.score[best.expert];
    }
  }
  __syncwarp();
  return my_winner;
}

inline Status LaunchGroupedRows(Kernel kernel, const TopkArgs& args, cudaStream_t stream) {
  return Launch(kernel, args, stream, kRowThreads, kRowWarps, /*grouped=*/true);
}

}  // namespace gatefuzz::zoo

#endif  // GATEFUZZ_ZOO_GROUPS_CUH_
