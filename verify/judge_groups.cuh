// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Which groups survive. Scores within tolerance can leave that open: a set K of `kept` groups is legal if no group
// outside K has to survive before one in K, K holds the group of every visible choice, and K holds no group in which an
// expert was passed over. With m the smallest high end in K, every group whose low end is above m is in K, and every
// group in K has its high end at m or above. So each group's high end is tried as m, one a lane. Equals, which come in
// the order of their ids, enter K in that order.
#ifndef GATEFUZZ_VERIFY_JUDGE_GROUPS_CUH_
#define GATEFUZZ_VERIFY_JUDGE_GROUPS_CUH_

#include "verify/row.cuh"

namespace gatefuzz::verify {

// The two largest values.
struct TopTwo {
  double first = -INFINITY;
  double second = -INFINITY;

  __device__ void Add(double value) {
    second = fmax(second, fmin(first, value));
    first = fmax(first, value);
  }
};

// A group's place among the groups: lane g holds group g's.
struct GroupPlace {
  // Where a kernel's score of the group may lie. A score that is infinite is written as the largest double, so that a
  // group in which no expert takes part, -Inf, comes after any other.
  double low = -INFINITY;
  double high = -INFINITY;
};

__device__ inline double SumOfTwo(const TopTwo& two, double direction) {
  const double sum = two.first + two.second;
  if (isnan(sum)) return -INFINITY;
  if (isinf(sum)) return sum;
  return sum + direction * (8 * kUnit * fmax(fabs(two.first), fabs(two.second)) + kFlushed);
}

__device__ inline GroupPlace PlaceOfGroup(const Row& row, int groups, int size) {
  int team = 1;  // lanes that share a group's experts
  while (2 * team * groups <= kWarp) team *= 2;
  const int group = row.lane / team;
  TopTwo lows, highs;
  int participants = 0;
  if (group < groups) {
    for (int i = row.lane % team; i < size; i += team) {
      const int e = group * size + i;
      if (row.Masked(e)) continue;
      ++participants;
      lows.Add(row.Low(e));
      highs.Add(row.High(e));
    }
  }
  for (int distance = 1; distance < team; distance *= 2) {
    const TopTwo other_lows = {__shfl_xor_sync(kAllLanes, lows.first, distance),
                               __shfl_xor_sync(kAllLanes, lows.second, distance)};
    const TopTwo other_highs = {__shfl_xor_sync(kAllLanes, highs.first, distance),
                                __shfl_xor_sync(kAllLanes, highs.second, distance)};
    participants += __shfl_xor_sync(kAllLanes, participants, distance);
    lows.Add(other_lows.first);
    lows.Add(other_lows.second);
    highs.Add(other_highs.first);
    highs.Add(other_highs.second);
  }
  GroupPlace place;
  if (participants > 0) {
    const bool summed = row.args.call.correction_bias != nullptr && participants > 1;
    double low = summed ? SumOfTwo(lows, -1) : lows.first;
    double high = summed ? SumOfTwo(highs, 1) : highs.first;
    if (!row.exact) {
      if (high >= FLT_MAX) high = INFINITY;
      if (low <= -FLT_MAX) low = -INFINITY;
    }
    place.low = fmin(fmax(low, -DBL_MAX), DBL_MAX);
    place.high = fmin(fmax(high, -DBL_MAX), DBL_MAX);
  }
  const int source = (row.lane * team) % kWarp;
  place.low = __shfl_sync(kAllLanes, place.low, source);
  place.high = __shfl_sync(kAllLanes, place.high, source);
  return place;
}

__device__ inline GroupPlace PlaceAt(const GroupPlace& place, int group) {
  return {__shfl_sync(kAllLanes, place.low, group), __shfl_sync(kAllLanes, place.high, group)};
}

// May the expert be among the `summed` ones that score its group?
__device__ inline bool MayScoreGroup(const Row& row, int e, double least) {
  return !row.Masked(e) && row.High(e) >= least;
}

// The smaller of an expert's low end, of the best two of the group or of the best one. To every lane.
__device__ inline double LeastLow(const Row& row, int group, int* summed) {
  TopTwo lows;
  int participants = 0;
  for (int i = row.lane; i < row.group_size; i += kWarp) {
    const int e = group * row.group_size + i;
    if (row.Masked(e)) continue;
    ++participants;
    lows.Add(row.Low(e));
  }
  for (int distance = kWarp / 2; distance > 0; distance /= 2) {
    const TopTwo other = {__shfl_xor_sync(kAllLanes, lows.first, distance),
                          __shfl_xor_sync(kAllLanes, lows.second, distance)};
    participants += __shfl_xor_sync(kAllLanes, participants, distance);
    lows.Add(other.first);
    lows.Add(other.second);
  }
  *summed = row.args.call.correction_bias == nullptr ? 1 : min(participants, 2);
  return *summed == 1 ? lows.first : lows.second;
}

// How many of the group's experts that may score it are e's equals, counted up to `most`.
__device__ inline int CountEquals(const Row& row, int group, double least, int e, int most) {
  int count = 0;
  for (int i = 0; i < row.group_size && count < most; ++i) {
    const int other = group * row.group_size + i;
    if (MayScoreGroup(row, other, least) && row.SameClass(e, other)) ++count;
  }
  return count;
}

// Does any kernel give two groups of one place, of finite scores, the same score: are they scored by equal experts?
__device__ inline bool ScoredByEquals(const Row& row, int a, int b) {
  int summed_a, summed_b;
  const double least_a = LeastLow(row, a, &summed_a);
  const double least_b = LeastLow(row, b, &summed_b);
  if (summed_a != summed_b) return false;
  bool differ = false;
  for (int i = row.lane; i < 2 * row.group_size && !differ; i += kWarp) {
    const bool of_a = i < row.group_size;
    const int e = of_a ? a * row.group_size + i : b * row.group_size + i - row.group_size;
    if (!MayScoreGroup(row, e, of_a ? least_a : least_b)) continue;
    // More of a kind than are summed change nothing.
    differ = CountEquals(row, a, least_a, e, summed_a) != CountEquals(row, b, least_b, e, summed_a);
  }
  return !Any(differ);
}

// This lane's group's equals, itself among them, a bit a group.
__device__ inline uint32_t ClassOf(const Row& row, const GroupPlace& place, int groups) {
  uint32_t mine = 0;
  uint32_t left = (groups == kWarp ? 0 : 1u << groups) - 1;
  while (left != 0) {
    const int first = __ffs(static_cast<int>(left)) - 1;
    const GroupPlace their = PlaceAt(place, first);
    uint32_t equals = __ballot_sync(kAllLanes, place.low == their.low && place.high == their.high) & left;
    if (!row.exact && !(their.low == their.high && fabs(their.low) >= DBL_MAX)) {
      for (uint32_t rest = equals & (equals - 1); rest != 0; rest &= rest - 1) {
        const int other = __ffs(static_cast<int>(rest)) - 1;
        if (!ScoredByEquals(row, first, other)) equals &= ~(1u << other);
      }
    }
    if ((equals >> row.lane & 1u) != 0) mine = equals;
    left &= ~equals;
  }
  return mine;
}

// The legal sets of groups, summed up.
struct Survivors {
  bool any = false;
  uint32_t in_some = 0;
  uint32_t in_all = ~0u;
};

// The sets for which this lane's group has the smallest high end.
__device__ inline Survivors TryThreshold(const Row& row, const GroupPlace& place, uint32_t classmates, int groups,
                                         int kept, uint32_t required, uint32_t barred) {
  uint32_t mandatory = required;
  uint32_t eligible = 0;
  for (int g = 0; g < groups; ++g) {
    const GroupPlace their = PlaceAt(place, g);
    if (their.low > place.high) mandatory |= 1u << g;
    if (their.high >= place.high) eligible |= 1u << g;
  }
  // An equal of larger id that is in K takes those before it with it; a barred one keeps those after it out.
  uint32_t fills = eligible & ~barred;
  for (int g = 0; g < groups; ++g) {
    const uint32_t their_class = __shfl_sync(kAllLanes, classmates, g);
    const uint32_t bit = 1u << g;
    if ((mandatory & bit) != 0) mandatory |= their_class & (bit - 1);
    if ((eligible & barred & bit) != 0) fills &= ~(their_class & ~(bit - 1));
  }
  fills &= ~mandatory;
  const int wanted = kept - __popc(mandatory);
  const int fillable = __popc(fills);
  const bool legal = row.lane < groups && (mandatory & (~eligible | barred)) == 0 && wanted >= 0 && fillable >= wanted;
  Survivors out;
  uint32_t in_some = mandatory;
  uint32_t in_all = mandatory;
  for (int g = 0; g < groups; ++g) {
    const uint32_t fill_class = __shfl_sync(kAllLanes, classmates, g) & fills;
    const uint32_t bit = 1u << g;
    if ((fills & bit) == 0) continue;
    const int before = __popc(fill_class & (bit - 1));
    if (before < wanted) in_some |= bit;
    // Without it, K can be filled from what precedes it in its class, and from the other classes.
    if (before + fillable - __popc(fill_class) < wanted) in_all |= bit;
  }
  if (legal) out = {true, in_some, in_all};
  return out;
}

// The groups that hold a passed-over expert inside the window, or more of them outside than there are sentinels.
__device__ inline uint32_t BarredGroups(const Row& row, int hidden) {
  double low = INFINITY;
  if (row.HasSlot() && row.memory.chosen[row.lane] != kHiddenExpert) low = row.Low(row.memory.chosen[row.lane]);
  const double worst = MinOfLanes(low);
  row.memory.outside_of_group[row.lane] = 0;
  __syncwarp();
  uint32_t barred = 0;
  for (int e = row.lane; e < row.experts; e += kWarp) {
    if (row.IsChosen(e) || row.High(e) < worst || !row.IsPassedOver(e)) continue;
    const int group = e / row.group_size;
    if (!row.IsOutside(e) || atomicAdd(&row.memory.outside_of_group[group], 1) >= hidden) barred |= 1u << group;
  }
  __syncwarp();
  return __reduce_or_sync(kAllLanes, barred);
}

// Sets row.may_survive and row.must_survive. False: no set of groups explains the choice. Requires: `chosen` is
// decoded, choices are bounded.
__device__ inline bool JudgeGroups(Row& row, int hidden) {
  const int groups = row.args.call.num_groups;
  const int kept = row.args.call.top_groups;
  row.group_size = row.experts / groups;
  const GroupPlace place = PlaceOfGroup(row, groups, row.group_size);
  uint32_t mine = 0;
  if (row.HasSlot() && row.memory.chosen[row.lane] != kHiddenExpert) {
    mine = 1u << (row.memory.chosen[row.lane] / row.group_size);
  }
  const uint32_t visible = __reduce_or_sync(kAllLanes, mine);
  const uint32_t barred = BarredGroups(row, hidden);
  const uint32_t classmates = ClassOf(row, place, groups);
  const Survivors survivors = TryThreshold(row, place, classmates, groups, kept, visible, barred);
  row.may_survive = __reduce_or_sync(kAllLanes, survivors.in_some);
  row.must_survive = __reduce_and_sync(kAllLanes, survivors.in_all);
  return Any(survivors.any);
}

}  // namespace gatefuzz::verify

#endif  // GATEFUZZ_VERIFY_JUDGE_GROUPS_CUH_
