// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// agreement of groups: may the groups that the visible choices come from all survive, and which others beside them?
//
// A set K of g groups is legal if no group outside K must survive before one in K, if K holds the group of every
// visible choice, and if the visible choices are legal among the experts of K. Whether group a may survive before b is
// a question of a's high end and b's low end, so a threshold describes all such sets: with m the smallest high end in
// K, every group with low > m is in K, and every group in K has high >= m. Equals come in the order of their ids. So
// each high end is tried as m, and the groups that K must hold for it are filled up from those that it may hold.
//
// Hidden slots (sentinels) add necessary conditions only, as in check_selection.cc: a group with more experts outside
// the window that would have to be chosen than there are sentinels cannot survive. Never a false report.

#include <algorithm>
#include <array>
#include <limits>

#include "fmt/format.h"
#include "reference/row_judge.h"

namespace gatefuzz {
namespace {

using Flags = std::vector<bool>;  // one a group

// The legal sets, summed up.
struct Survivors {
  bool any = false;  // is there one?
  Flags in_some;
  Flags in_all;
};

class SurvivorSearch {
 public:
  // `required`: groups that K must hold. `barred`: those that it must not.
  SurvivorSearch(const std::vector<GroupContender>& groups, int32_t kept, const Flags& required, const Flags& barred)
      : groups_(groups), kept_(static_cast<size_t>(kept)), required_(required), barred_(barred) {
    for (size_t a = 0; a < groups.size(); ++a) {
      size_t first = 0;
      while (groups[first].tie != groups[a].tie) ++first;
      class_of_.push_back(first);
    }
  }

  Survivors Find() {
    Survivors out{false, Flags(groups_.size(), false), Flags(groups_.size(), true)};
    for (size_t i = 0; i < groups_.size(); ++i) TryThreshold(groups_[i].high, &out);
    return out;
  }

 private:
  void TryThreshold(double threshold, Survivors* out) const {
    const size_t count = groups_.size();
    Flags mandatory(count);
    size_t size = 0;
    for (size_t a = count; a-- > 0;) {
      mandatory[a] = groups_[a].low > threshold || required_[a];
      // An equal of larger id that is in K takes this one with it.
      for (size_t b = a + 1; b < count && !mandatory[a]; ++b)
        mandatory[a] = mandatory[b] && class_of_[a] == class_of_[b];
      if (!mandatory[a]) continue;
      if (groups_[a].high < threshold || barred_[a]) return;
      ++size;
    }
    if (size > kept_) return;

    // Equals fill up in the order of their ids, up to the first that is barred.
    constexpr size_t kNot = std::numeric_limits<size_t>::max();
    std::vector<size_t> position(count, kNot);  // among the fillable of its class
    std::vector<size_t> class_size(count, 0);
    Flags stopped(count, false);
    size_t fillable = 0;
    for (size_t a = 0; a < count; ++a) {
      if (mandatory[a] || groups_[a].high < threshold || stopped[class_of_[a]]) continue;
      if (barred_[a]) {
        stopped[class_of_[a]] = true;
        continue;
      }
      position[a] = class_size[class_of_[a]]++;
      ++fillable;
    }
    const size_t wanted = kept_ - size;
    if (fillable < wanted) return;
    out->any = true;
    for (size_t a = 0; a < count; ++a) {
      const bool fills = position[a] != kNot;
      if (mandatory[a] || (fills && position[a] < wanted)) out->in_some[a] = true;
      // Without it, K can be filled from what precedes it in its class, and from the other classes.
      const bool needed = fills && position[a] + (fillable - class_size[class_of_[a]]) < wanted;
      if (!mandatory[a] && !needed) out->in_all[a] = false;
    }
  }

  const std::vector<GroupContender>& groups_;
  const size_t kept_;
  const Flags& required_;
  const Flags& barred_;
  std::vector<size_t> class_of_;  // by group: the first of its equals
};

// Is there a visible choice that may not stand before this unchosen expert? Its slot, or -1.
int32_t SlotPassedOver(const RowJudge& judge, int32_t expert) {
  for (int32_t j = 0; j < judge.problem.k; ++j) {
    const int32_t chosen = judge.chosen[static_cast<size_t>(j)];
    if (chosen != kHidden && !MayPrecede(judge.contenders, chosen, expert)) return j;
  }
  return -1;
}

// The groups in which an expert inside the window was passed over, or more outside it than sentinels can stand for.
Flags GroupsThatBar(const RowJudge& judge, const Groups& groups) {
  Flags barred(static_cast<size_t>(groups.count), false);
  double worst_low = std::numeric_limits<double>::infinity();
  for (const int32_t expert : judge.chosen) {
    if (expert != kHidden) worst_low = std::min(worst_low, judge.contenders[static_cast<size_t>(expert)].low);
  }
  std::vector<int32_t> outside(static_cast<size_t>(groups.count), 0);
  for (int32_t e = 0; e < judge.problem.experts; ++e) {
    const size_t group = static_cast<size_t>(e / groups.size);
    if (barred[group] || judge.slot_of[static_cast<size_t>(e)] >= 0) continue;
    if (judge.contenders[static_cast<size_t>(e)].high < worst_low || SlotPassedOver(judge, e) < 0) continue;
    barred[group] = !judge.IsOutside(e) || ++outside[group] > judge.hidden_count;
  }
  return barred;
}

// A group that a choice comes from cannot survive: too many others must before it. Shown is the best of those, one from
// which nothing was chosen if there is one.
void ReportGroup(RowJudge& judge, const Groups& groups, const Flags& visible) {
  const auto rank = [&](int32_t group) {
    const size_t g = static_cast<size_t>(group);
    return std::pair(!visible[g], judge.groups[g].low);
  };
  int32_t slot = -1;
  int32_t better = -1;
  for (int32_t j = judge.problem.k - 1; j >= 0; --j) {
    const int32_t expert = judge.chosen[static_cast<size_t>(j)];
    if (expert == kHidden) continue;
    for (int32_t other = 0; other < groups.count; ++other) {
      if (other == expert / groups.size || MaySurviveBefore(judge.groups, expert / groups.size, other)) continue;
      if (better >= 0 && rank(other) <= rank(better)) continue;
      slot = j;
      better = other;
    }
  }
  if (better < 0) {
    judge.Report(Clause::kAgreement, -1,
                 fmt::format("choices from {} groups, of which {} survive",
                             std::count(visible.begin(), visible.end(), true), groups.kept),
                 {});
    return;
  }
  const int32_t expert = judge.chosen[static_cast<size_t>(slot)];
  judge.Report(Clause::kAgreement, slot,
               fmt::format("expert {} lies in {}, {} {}", expert, DescribeGroup(judge, expert / groups.size),
                           DescribeGroup(judge, better),
                           visible[static_cast<size_t>(better)]
                               ? fmt::format("comes before it, and {} of {} survive", groups.kept, groups.count)
                               : "was passed over"),
               std::array{expert});
}

// Each set of groups that may survive holds an expert that was passed over. The one of the best such group is shown.
void ReportPassedOverInGroup(RowJudge& judge, const Groups& groups, const Survivors& survivors) {
  const auto rank = [&](int32_t group) {
    const size_t g = static_cast<size_t>(group);
    return std::pair(static_cast<bool>(survivors.in_all[g]), judge.groups[g].low);
  };
  int32_t worst = -1;
  int32_t slot = -1;
  for (int32_t e = 0; e < judge.problem.experts; ++e) {
    const int32_t group = e / groups.size;
    if (judge.slot_of[static_cast<size_t>(e)] >= 0 || !survivors.in_some[static_cast<size_t>(group)]) continue;
    const int32_t at = SlotPassedOver(judge, e);
    if (at < 0 || (worst >= 0 && rank(group) <= rank(worst / groups.size))) continue;
    worst = e;
    slot = at;
  }
  const int32_t chosen = judge.chosen[static_cast<size_t>(slot)];
  judge.Report(Clause::kAgreement, slot,
               fmt::format("{} chosen, {} not, of {}{}", DescribeExpert(judge, chosen), DescribeExpert(judge, worst),
                           DescribeGroup(judge, worst / groups.size),
                           rank(worst / groups.size).first ? "" : "; any groups that may survive hold such an expert"),
               std::array{chosen, worst});
}

}  // namespace

bool CheckSurvivors(RowJudge& judge) {
  judge.may_survive.clear();
  judge.must_survive.clear();
  const Groups groups = GroupsOf(judge.problem);
  if (groups.kept == groups.count) return true;
  MakeGroupContenders(judge.problem, judge.exact, judge.contenders, &judge.groups);
  Flags visible(static_cast<size_t>(groups.count), false);
  for (const int32_t expert : judge.chosen) {
    if (expert != kHidden) visible[static_cast<size_t>(expert / groups.size)] = true;
  }
  const Flags barred = GroupsThatBar(judge, groups);
  Survivors survivors = SurvivorSearch(judge.groups, groups.kept, visible, barred).Find();
  if (!survivors.any) {
    survivors = SurvivorSearch(judge.groups, groups.kept, visible, Flags(visible.size(), false)).Find();
    if (survivors.any) {
      ReportPassedOverInGroup(judge, groups, survivors);
    } else {
      ReportGroup(judge, groups, visible);
    }
    return false;
  }
  judge.may_survive = std::move(survivors.in_some);
  judge.must_survive = std::move(survivors.in_all);
  return true;
}

}  // namespace gatefuzz
