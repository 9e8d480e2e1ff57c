// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Which groups survive. Scores within tolerance can leave that open; then a set of groups that explains the choice is
// looked for, first the best ones, then the chosen ones filled up with the best. If both fail and the best are not the
// only legal set, the row is unsettled.
#ifndef GATEFUZZ_VERIFY_JUDGE_GROUPS_CUH_
#define GATEFUZZ_VERIFY_JUDGE_GROUPS_CUH_

#include "verify/row.cuh"

namespace gatefuzz::verify {

enum class GroupVerdict { kOnlySet, kOneOfSeveral, kBroken, kUnsettled };

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

// Are two groups with these places known to be equals, which come in the order of their ids?
__device__ inline bool AreEquals(const Row& row, const GroupPlace& a, const GroupPlace& b) {
  if (a.low != b.low || a.high != b.high) return false;
  return row.exact || (a.low == a.high && fabs(a.low) >= DBL_MAX);
}

__device__ inline GroupPlace PlaceAt(const GroupPlace& place, int group) {
  return {__shfl_sync(kAllLanes, place.low, group), __shfl_sync(kAllLanes, place.high, group)};
}

// The `kept` best groups by (`urgent` first, `barred` last, middle of the place, id).
__device__ inline uint32_t BestGroups(const Row& row, const GroupPlace& place, int groups, int kept, uint32_t urgent,
                                      uint32_t barred) {
  const double middle = place.low / 2 + place.high / 2;
  const int favour = (urgent >> row.lane & 1u) != 0 ? 2 : (barred >> row.lane & 1u) != 0 ? 0 : 1;
  int rank = 0;
  for (int other = 0; other < groups; ++other) {
    const double other_middle = __shfl_sync(kAllLanes, middle, other);
    const int other_favour = __shfl_sync(kAllLanes, favour, other);
    const bool before = other_favour != favour   ? other_favour > favour
                        : other_middle != middle ? other_middle > middle
                                                 : other < row.lane;
    rank += before ? 1 : 0;
  }
  return __ballot_sync(kAllLanes, row.lane < groups && rank < kept);
}

// Could the set be the one that survives? `only`: is it the only one?
__device__ inline void WeighSet(const Row& row, const GroupPlace& place, int groups, uint32_t set, bool* legal,
                                bool* only) {
  bool bad = false;
  bool open = false;
  const bool in = (set >> row.lane & 1u) != 0;
  for (int other = 0; other < groups; ++other) {
    const GroupPlace their = PlaceAt(place, other);
    if (!in || row.lane >= groups || (set >> other & 1u) != 0) continue;
    if (AreEquals(row, place, their)) {
      bad |= other < row.lane;
    } else if (place.low == their.low && place.high == their.high) {
      // Equals or not: the pairs behind the scores would have to be compared.
      bad |= other < row.lane;
      open = true;
    } else {
      bad |= place.high < their.low;
      open |= their.high >= place.low;
    }
  }
  *legal = !Any(bad);
  *only = *legal && !Any(open);
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

// Sets row.survivors. kBroken: `agreement` is broken. Requires: `chosen` is decoded, places are bounded.
__device__ inline GroupVerdict JudgeGroups(Row& row, int hidden) {
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

  bool legal, only;
  const uint32_t best = BestGroups(row, place, groups, kept, 0, 0);
  WeighSet(row, place, groups, best, &legal, &only);
  row.survivors = best;
  const bool explains = (visible & ~best) == 0 && (barred & best) == 0;
  if (only) return explains ? GroupVerdict::kOnlySet : GroupVerdict::kBroken;
  // Which experts may hide behind sentinels depends on all legal sets.
  if (hidden > 0) return GroupVerdict::kUnsettled;
  if (legal && explains) return GroupVerdict::kOneOfSeveral;
  const uint32_t fitting = BestGroups(row, place, groups, kept, visible, barred);
  WeighSet(row, place, groups, fitting, &legal, &only);
  row.survivors = fitting;
  const bool fits = legal && (visible & ~fitting) == 0 && (barred & fitting) == 0;
  return fits ? GroupVerdict::kOneOfSeveral : GroupVerdict::kUnsettled;
}

}  // namespace gatefuzz::verify

#endif  // GATEFUZZ_VERIFY_JUDGE_GROUPS_CUH_
