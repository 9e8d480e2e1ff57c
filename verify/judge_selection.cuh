// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// unique, range, window, finished of the ids as written; then order and agreement of the experts they stand for.
//
// A sentinel says only that its expert lies outside the window. Where ids are judged exactly one ranking is legal, so
// it says which. Else the sentinels are counted: enough experts outside the window must be able to stand there, and
// those that must have been chosen have to fit.
#ifndef GATEFUZZ_VERIFY_JUDGE_SELECTION_CUH_
#define GATEFUZZ_VERIFY_JUDGE_SELECTION_CUH_

#include "verify/judge_groups.cuh"
#include "verify/row.cuh"

namespace gatefuzz::verify {

// What is known of the experts behind the sentinels.
struct Hidden {
  int count = 0;
  bool settled = false;  // the candidates are exactly those that the sentinels stand for
  bool any = false;      // is there a candidate? They are in memory.maybe_bits
};

__device__ inline int64_t IdAt(const TopkArgs& call, int64_t at) {
  switch (call.id_type) {
    case IdType::kInt64:
      return static_cast<const int64_t*>(call.ids)[at];
    case IdType::kUint32:
      return static_cast<const uint32_t*>(call.ids)[at];
    case IdType::kInt32:
      break;
  }
  return static_cast<const int32_t*>(call.ids)[at];
}

// Fills `chosen` and `chosen_bits`. Returns the broken clauses; the row is readable if there are none.
__device__ inline Verdict JudgeIds(Row& row) {
  const TopkArgs& call = row.args.call;
  row.memory.chosen_bits[row.lane] = 0;
  row.memory.maybe_bits[row.lane] = 0;
  __syncwarp();
  Verdict mine = 0;
  if (row.HasSlot()) {
    const int64_t id = IdAt(call, row.row * row.k + row.lane);
    const bool windowed = call.local_count >= 0;
    int expert = kHiddenExpert;
    if (id < 0 || id > row.experts || (id == row.experts && !windowed && !row.finished)) {
      mine = Breaks(Clause::kRange);
    } else if (id < row.experts && row.finished) {
      mine = Breaks(Clause::kFinished);
    } else if (id < row.experts && windowed && id >= call.local_count) {
      mine = Breaks(Clause::kWindow);
    } else if (id < row.experts) {
      expert = static_cast<int>(id) + (windowed ? call.local_first : 0);
      const uint32_t bit = 1u << (expert % kWarp);
      if ((atomicOr(&row.memory.chosen_bits[expert / kWarp], bit) & bit) != 0) mine = Breaks(Clause::kUnique);
    }
    row.memory.chosen[row.lane] = expert;
  }
  __syncwarp();
  return __reduce_or_sync(kAllLanes, mine);
}

// Neighbouring visible slots, and equals wherever they stand.
__device__ inline Verdict JudgeOrder(const Row& row) {
  bool bad = false;
  const int here = row.HasSlot() ? row.memory.chosen[row.lane] : kHiddenExpert;
  if (here != kHiddenExpert) {
    for (int i = 0; i < row.lane; ++i) {
      const int before = row.memory.chosen[i];
      if (before == kHiddenExpert) continue;
      if (i == row.lane - 1 || row.SameClass(before, here)) bad |= !row.MayPrecede(before, here);
    }
  }
  return Any(bad) ? Breaks(Clause::kOrder) : 0;
}

// Visible choices against unchosen experts that had to be considered.
__device__ inline Verdict JudgePassedOver(const Row& row) {
  double low = INFINITY;
  if (row.HasSlot() && row.memory.chosen[row.lane] != kHiddenExpert) low = row.Low(row.memory.chosen[row.lane]);
  const double worst = MinOfLanes(low);
  bool bad = false;
  for (int e = row.lane; e < row.experts; e += kWarp) {
    if (row.IsChosen(e) || !row.MustSurvive(e) || row.IsOutside(e)) continue;
    if (row.High(e) < worst) continue;  // and so of no choice's class
    bad |= row.IsPassedOver(e);
  }
  return Any(bad) ? Breaks(Clause::kAgreement) : 0;
}

// Is a before b in the one legal ranking, masked experts last?
__device__ inline bool RanksBefore(float a, int id_a, float b, int id_b) { return a != b ? a > b : id_a < id_b; }

// The expert of this rank, to the lane of that number.
__device__ inline int RankExactly(const Row& row) {
  float last = INFINITY;
  int last_id = -1;
  int mine = kHiddenExpert;
  for (int j = 0; j < row.k; ++j) {
    float best = -INFINITY;
    int best_id = row.experts;
    for (int e = row.lane; e < row.experts; e += kWarp) {
      const float x = row.Effective(e);
      if (!row.MustSurvive(e) || !RanksBefore(last, last_id, x, e)) continue;
      if (best_id == row.experts || RanksBefore(x, e, best, best_id)) {
        best = x;
        best_id = e;
      }
    }
    for (int distance = kWarp / 2; distance > 0; distance /= 2) {
      const float other = __shfl_xor_sync(kAllLanes, best, distance);
      const int other_id = __shfl_xor_sync(kAllLanes, best_id, distance);
      if (other_id < row.experts && (best_id == row.experts || RanksBefore(other, other_id, best, best_id))) {
        best = other;
        best_id = other_id;
      }
    }
    last = best;
    last_id = best_id;
    if (row.lane == j) mine = best_id;
  }
  return mine;
}

// Sentinels in a row whose ids are judged exactly. Legal: `chosen` then holds the whole ranking.
__device__ inline Verdict JudgeHiddenExactly(Row& row, const Hidden& hidden) {
  const int expected = RankExactly(row);
  const bool outside = row.HasSlot() && row.IsOutside(expected);
  if (hidden.count > Count(outside)) return Breaks(Clause::kWindow);
  const int chosen = row.HasSlot() ? row.memory.chosen[row.lane] : kHiddenExpert;
  bool in_ranking = false;
  for (int j = 0; j < row.k; ++j) in_ranking |= __shfl_sync(kAllLanes, expected, j) == chosen;
  if (Any(chosen != kHiddenExpert && !in_ranking)) return Breaks(Clause::kAgreement);
  if (Any(row.HasSlot() && chosen != (outside ? kHiddenExpert : expected))) return Breaks(Clause::kOrder);
  __syncwarp();
  if (row.HasSlot()) row.memory.chosen[row.lane] = expected;
  __syncwarp();
  return 0;
}

// Leaves in `maybe_bits` the experts outside the window that a sentinel may stand for: one may if it may precede every
// passed-over expert inside, and if the others that it may not precede leave it a slot. Returns their number.
__device__ inline int CountPossible(const Row& row, int hidden) {
  double bar = -INFINITY;
  for (int e = row.lane; e < row.experts; e += kWarp) {
    if (!row.IsChosen(e) && row.MustSurvive(e) && !row.IsOutside(e)) bar = fmax(bar, row.Low(e));
  }
  bar = MaxOfLanes(bar);
  // First without comparing pairs, by the bar.
  for (int first = 0; first < row.experts; first += kWarp) {
    const int e = first + row.lane;
    const bool may = e < row.experts && row.IsOutside(e) && row.MaySurvive(e) && (hidden == 0 || row.High(e) >= bar);
    const uint32_t bits = __ballot_sync(kAllLanes, may);
    if (row.lane == 0) row.memory.maybe_bits[first / kWarp] = bits;
  }
  __syncwarp();
  int possible = 0;
  for (int first = 0; first < row.experts; first += kWarp) {
    const uint32_t candidates = row.memory.maybe_bits[first / kWarp];
    uint32_t kept = 0;
    for (uint32_t rest = candidates; rest != 0; rest &= rest - 1) {
      const int x = first + __ffs(static_cast<int>(rest)) - 1;
      bool passed_over = false;  // an expert inside that x may not precede
      int better = 0;            // experts outside that x may not precede
      for (int start = 0; start < row.experts && hidden > 0; start += kWarp) {
        const int y = start + row.lane;
        const bool other = y < row.experts && y != x && row.MustSurvive(y) && !row.MayPrecede(x, y);
        passed_over |= other && !row.IsOutside(y) && !row.IsChosen(y);
        better += Count(other && row.IsOutside(y));
        if (better >= hidden) break;
      }
      if (!Any(passed_over) && (hidden == 0 || better < hidden)) kept |= rest & (0u - rest);
    }
    possible += __popc(kept);
    __syncwarp();
    if (row.lane == 0) row.memory.maybe_bits[first / kWarp] = kept;
    __syncwarp();
  }
  return possible;
}

// Experts outside the window that some visible choice may not precede. `keep`: leaves them in `maybe_bits`.
__device__ inline int CountNecessary(const Row& row, bool keep) {
  int necessary = 0;
  for (int first = 0; first < row.experts; first += kWarp) {
    const int e = first + row.lane;
    const bool must = e < row.experts && row.IsOutside(e) && row.MustSurvive(e) && row.IsPassedOver(e);
    const uint32_t bits = __ballot_sync(kAllLanes, must);
    necessary += __popc(bits);
    if (keep && row.lane == 0) row.memory.maybe_bits[first / kWarp] = bits;
  }
  __syncwarp();
  return necessary;
}

__device__ inline Verdict JudgeHiddenByCounting(const Row& row, Hidden* hidden) {
  const int possible = CountPossible(row, hidden->count);
  if (possible < hidden->count) return Breaks(Clause::kWindow);
  const int necessary = CountNecessary(row, false);
  if (necessary > hidden->count) return Breaks(Clause::kAgreement);
  hidden->settled = possible == hidden->count || necessary == hidden->count;
  hidden->any = possible > 0;
  if (necessary == hidden->count) {
    CountNecessary(row, true);
    hidden->any = necessary > 0;
  }
  return 0;
}

// order, agreement, window. Requires: JudgeIds found nothing, choices are bounded.
__device__ inline Verdict JudgeSelection(Row& row, Hidden* hidden) {
  hidden->count = Count(row.HasSlot() && row.memory.chosen[row.lane] == kHiddenExpert);
  row.may_survive = row.must_survive = ~0u;
  row.group_size = row.experts;
  if (IsGrouped(row.args.operation) && row.args.call.top_groups < row.args.call.num_groups) {
    if (!JudgeGroups(row, hidden->count)) return Breaks(Clause::kAgreement) | JudgeOrder(row);
  }
  if (hidden->count > 0 && row.exact) return JudgeHiddenExactly(row, *hidden);
  Verdict verdict = JudgeOrder(row);
  if (row.Windowed()) {
    const Verdict counted = JudgeHiddenByCounting(row, hidden);
    if (counted != 0) return verdict | counted;
  }
  return verdict | JudgePassedOver(row);
}

}  // namespace gatefuzz::verify

#endif  // GATEFUZZ_VERIFY_JUDGE_SELECTION_CUH_
