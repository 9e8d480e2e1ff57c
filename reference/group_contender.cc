// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0

#include "reference/group_contender.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "reference/tolerance.h"

namespace gatefuzz {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kWrittenInfinity = std::numeric_limits<double>::max();

// The largest, or the sum of the two largest, of one end of the experts' ranges; a NaN sum is -Inf.
struct Largest {
  double first = -kInfinity;
  double second = -kInfinity;

  void Add(double value) {
    second = std::max(second, std::min(first, value));
    first = std::max(first, value);
  }
};

// The end of a sum's range, widened by what the addition itself may be off.
double SumEnd(const Largest& ends, double direction) {
  const double sum = ends.first + ends.second;
  if (std::isnan(sum)) return -kInfinity;
  return std::isinf(sum) ? sum : sum + direction * PairSumTolerance(ends.first, ends.second);
}

double Written(double end) { return std::clamp(end, -kWrittenInfinity, kWrittenInfinity); }

GroupContender MakeOne(const RoutingProblem& problem, bool exact, const std::vector<Contender>& experts, size_t first,
                       size_t size) {
  Largest lows;
  Largest highs;
  size_t participants = 0;
  for (size_t e = first; e < first + size; ++e) {
    if (experts[e].masked) continue;
    ++participants;
    lows.Add(experts[e].low);
    highs.Add(experts[e].high);
  }
  GroupContender out{-kInfinity, -kInfinity, {}};
  if (participants == 0) return out;
  const size_t summed = problem.bias.empty() ? 1 : std::min<size_t>(participants, 2);
  double low = summed == 1 ? lows.first : SumEnd(lows, -1);
  double high = summed == 1 ? highs.first : SumEnd(highs, 1);
  if (!exact) {
    // As for experts' choice scores: a sum may overflow in f32, or not in wider arithmetic.
    if (high >= kLargestFloat) high = kInfinity;
    if (low <= -kLargestFloat) low = -kInfinity;
  }
  out.low = Written(low);
  out.high = Written(high);
  if (low == high && std::isinf(low)) {
    out.tie.emplace_back(low, kInfinity);  // equals of their sign, whichever experts make them so
    return out;
  }
  const double least = summed == 1 ? lows.first : lows.second;
  for (size_t e = first; e < first + size; ++e) {
    if (!experts[e].masked && experts[e].high >= least) out.tie.emplace_back(experts[e].tie_logit, experts[e].tie_bias);
  }
  std::sort(out.tie.begin(), out.tie.end());
  // More of a kind than are summed change nothing.
  size_t kept = 0;
  for (const std::pair<double, double>& key : out.tie) {
    if (kept >= summed && out.tie[kept - summed] == key) continue;
    out.tie[kept++] = key;
  }
  out.tie.resize(kept);
  return out;
}

}  // namespace

void MakeGroupContenders(const RoutingProblem& problem, bool exact, const std::vector<Contender>& experts,
                         std::vector<GroupContender>* out) {
  const Groups groups = GroupsOf(problem);
  out->clear();
  for (int32_t group = 0; group < groups.count; ++group) {
    const size_t first = static_cast<size_t>(group * groups.size);
    out->push_back(MakeOne(problem, exact, experts, first, static_cast<size_t>(groups.size)));
  }
}

}  // namespace gatefuzz
