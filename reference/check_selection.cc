// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// order and agreement: are the chosen experts the best, and do they stand best first?
//
// `order` compares chosen experts with each other, `agreement` chosen with unchosen ones, so a fault is reported as one
// of the two. A hidden slot (sentinel) says only that its expert lies outside the window:
// - exact level: one ranking is legal, so it fills the hidden slots; every slot is judged.
// - within tolerance: visible slots are judged against each other and against the unchosen experts inside the window.
//   Of the outside experts, those that must have been chosen (some visible choice may not precede them) must fit into
//   the hidden slots, and those that may have been chosen must suffice to fill them. Necessary conditions: never a
//   false report, though an order among hidden slots, or their place among the visible, is not judged.
//
// Groups (check_groups.cc): an expert was passed over only if its group must survive; a hidden slot may stand for one
// whose group may.

#include <algorithm>
#include <array>
#include <functional>
#include <iterator>
#include <limits>

#include "fmt/format.h"
#include "reference/row_judge.h"

namespace gatefuzz {
namespace {

std::string Misplaced(const RowJudge& judge, int32_t first, int32_t second) {
  return fmt::format("{} stands before {}", DescribeExpert(judge, first), DescribeExpert(judge, second));
}

// Consecutive visible slots; and pairs further apart, which only a tie of equals binds.
bool CheckOrder(RowJudge& judge) {
  bool good = true;
  for (int32_t j = 1; j < judge.problem.k; ++j) {
    const int32_t here = judge.chosen[static_cast<size_t>(j)];
    if (here == kHidden) continue;
    for (int32_t i = j - 1; i >= 0; --i) {
      const int32_t before = judge.chosen[static_cast<size_t>(i)];
      if (before == kHidden) continue;
      const bool bound = i == j - 1 || SameClass(judge.contenders[static_cast<size_t>(before)],
                                                 judge.contenders[static_cast<size_t>(here)]);
      if (!bound || MayPrecede(judge.contenders, before, here)) continue;
      judge.Report(Clause::kOrder, j, Misplaced(judge, before, here), std::array{before, here});
      good = false;
      break;
    }
  }
  return good;
}

void ReportPassedOver(RowJudge& judge, int32_t slot, int32_t chosen, int32_t better) {
  judge.Report(Clause::kAgreement, slot,
               fmt::format("{} chosen, {} not", DescribeExpert(judge, chosen), DescribeExpert(judge, better)),
               std::array{chosen, better});
}

// Visible choices against the unchosen experts that are inside the window. One report a row.
bool CheckPassedOver(RowJudge& judge) {
  double worst_low = std::numeric_limits<double>::infinity();
  for (const int32_t expert : judge.chosen) {
    if (expert != kHidden) worst_low = std::min(worst_low, judge.contenders[static_cast<size_t>(expert)].low);
  }
  for (int32_t e = 0; e < judge.problem.experts; ++e) {
    if (judge.slot_of[static_cast<size_t>(e)] >= 0 || !judge.MustSurvive(e)) continue;
    // Worse than every choice, and so in no choice's class: all but a few experts of a row.
    if (judge.contenders[static_cast<size_t>(e)].high < worst_low || judge.IsOutside(e)) continue;
    for (int32_t j = 0; j < judge.problem.k; ++j) {
      const int32_t chosen = judge.chosen[static_cast<size_t>(j)];
      if (chosen == kHidden || MayPrecede(judge.contenders, chosen, e)) continue;
      ReportPassedOver(judge, j, chosen, e);
      return false;
    }
  }
  return true;
}

void ReportTooManySentinels(RowJudge& judge, size_t possible) {
  judge.Report(Clause::kWindow, -1,
               fmt::format("{} sentinels, but only {} of the experts outside the window may be chosen",
                           judge.hidden_count, possible),
               {});
}

bool CheckHiddenExactly(RowJudge& judge) {
  const int32_t k = judge.problem.k;
  RankRow(judge.problem, judge.scored, k, &judge.scored.ranking);
  const std::vector<int32_t>& ranking = judge.scored.ranking;
  const auto outside = std::count_if(ranking.begin(), ranking.end(), [&](int32_t e) { return judge.IsOutside(e); });
  if (judge.hidden_count > outside) {
    ReportTooManySentinels(judge, static_cast<size_t>(outside));
    return false;
  }
  for (int32_t j = 0; j < k; ++j) {
    const int32_t chosen = judge.chosen[static_cast<size_t>(j)];
    if (chosen == kHidden || std::find(ranking.begin(), ranking.end(), chosen) != ranking.end()) continue;
    auto missing = std::find_if(ranking.begin(), ranking.end(), [&](int32_t e) {
      return !judge.IsOutside(e) && judge.slot_of[static_cast<size_t>(e)] < 0;
    });
    if (missing == ranking.end()) --missing;  // an outside one then, and the last is as good as any
    ReportPassedOver(judge, j, chosen, *missing);
    return false;
  }
  for (int32_t j = 0; j < k; ++j) {
    const int32_t expected = ranking[static_cast<size_t>(j)];
    const int32_t chosen = judge.chosen[static_cast<size_t>(j)];
    if (chosen == (judge.IsOutside(expected) ? kHidden : expected)) continue;
    judge.Report(Clause::kOrder, j,
                 fmt::format("{} belongs here, not {}", DescribeExpert(judge, expected),
                             chosen == kHidden ? "an expert outside the window" : DescribeExpert(judge, chosen)),
                 std::array{expected});
    return false;
  }
  judge.chosen = ranking;
  return true;
}

std::vector<int32_t> Outsiders(const RowJudge& judge) {
  std::vector<int32_t> out;
  for (int32_t e = 0; e < judge.problem.experts; ++e) {
    if (judge.IsOutside(e) && judge.MaySurvive(e)) out.push_back(e);
  }
  return out;
}

// Leaves the outsiders that may stand in a hidden slot: one may if it may precede every inside expert passed over, and
// if the outsiders that it may not precede, which would have to be chosen too, leave it a slot. Experts whose groups
// need not survive say nothing of others.
void KeepPossible(const RowJudge& judge, std::vector<int32_t>* outsiders) {
  const std::vector<Contender>& contenders = judge.contenders;
  const auto keep_at_least = [&](double bar) {
    std::erase_if(*outsiders, [&](int32_t x) { return contenders[static_cast<size_t>(x)].high < bar; });
  };
  // Twice a cheap bar first, which settles most experts without comparing all pairs.
  std::vector<int32_t> passed_over;
  double bar = -std::numeric_limits<double>::infinity();
  for (int32_t e = 0; e < judge.problem.experts; ++e) {
    if (judge.slot_of[static_cast<size_t>(e)] >= 0 || judge.IsOutside(e) || !judge.MustSurvive(e)) continue;
    passed_over.push_back(e);
    bar = std::max(bar, contenders[static_cast<size_t>(e)].low);
  }
  const size_t hidden = static_cast<size_t>(judge.hidden_count);
  std::vector<double> lows;
  for (const int32_t x : *outsiders) {
    if (judge.MustSurvive(x)) lows.push_back(contenders[static_cast<size_t>(x)].low);
  }
  if (hidden <= lows.size()) {
    const auto last = lows.begin() + judge.hidden_count - 1;
    std::nth_element(lows.begin(), last, lows.end(), std::greater<>());
    keep_at_least(*last);
  }
  keep_at_least(bar);

  const std::vector<int32_t> candidates = *outsiders;
  std::erase_if(*outsiders, [&](int32_t x) {
    if (std::any_of(passed_over.begin(), passed_over.end(), [&](int32_t e) { return !MayPrecede(contenders, x, e); })) {
      return true;
    }
    size_t better = 0;
    for (const int32_t y : candidates) {
      if (y != x && judge.MustSurvive(y) && !MayPrecede(contenders, x, y) && ++better == hidden) return true;
    }
    return false;
  });
}

// Is there a visible choice that may not precede this outside expert?
bool MustBeChosen(const RowJudge& judge, int32_t outsider) {
  return std::any_of(judge.chosen.begin(), judge.chosen.end(), [&](int32_t chosen) {
    return chosen != kHidden && !MayPrecede(judge.contenders, chosen, outsider);
  });
}

bool CheckHiddenByCounting(RowJudge& judge) {
  const std::vector<int32_t> outsiders = Outsiders(judge);
  std::vector<int32_t> possible = outsiders;
  if (judge.hidden_count > 0) KeepPossible(judge, &possible);
  std::vector<int32_t> necessary;
  std::copy_if(outsiders.begin(), outsiders.end(), std::back_inserter(necessary),
               [&](int32_t e) { return judge.MustSurvive(e) && MustBeChosen(judge, e); });
  const size_t hidden = static_cast<size_t>(judge.hidden_count);
  if (possible.size() < hidden) {
    ReportTooManySentinels(judge, possible.size());
    return false;
  }
  if (necessary.size() > hidden) {
    for (int32_t j = 0; j < judge.problem.k; ++j) {
      const int32_t chosen = judge.chosen[static_cast<size_t>(j)];
      if (chosen == kHidden || MayPrecede(judge.contenders, chosen, necessary.back())) continue;
      ReportPassedOver(judge, j, chosen, necessary.back());
      return false;
    }
  }
  judge.hidden_settled = possible.size() == hidden || necessary.size() == hidden;
  judge.hidden_candidates = necessary.size() == hidden ? necessary : possible;
  return true;
}

}  // namespace

bool CheckSelection(RowJudge& judge) {
  judge.hidden_candidates.clear();
  judge.hidden_settled = false;
  const bool survive = CheckSurvivors(judge);
  if (survive && judge.hidden_count > 0 && judge.exact) return CheckHiddenExactly(judge);
  const bool ordered = CheckOrder(judge);
  if (!survive) return false;
  // A full window can leave better experts outside unchosen, so this matters also where no slot is hidden.
  const bool windowed = judge.problem.local_count >= 0 || judge.finished;
  if (windowed && !CheckHiddenByCounting(judge)) return false;
  const bool best = CheckPassedOver(judge);
  return ordered && best;
}

}  // namespace gatefuzz
