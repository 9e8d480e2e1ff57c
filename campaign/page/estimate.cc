// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/page/estimate.h"

#include <algorithm>
#include <cmath>

#include "campaign/page/wording.h"
#include "fmt/format.h"

namespace gatefuzz {
namespace {

// The mean at which a Poisson count is as small as `count` in one of 20 trials (Wilson and Hilferty's approximation, to
// 1 % from a count of 0 on).
double PoissonUpper(double count) {
  const double degrees = count + 1;
  return degrees * std::pow(1 - 1 / (9 * degrees) + 1.645 / (3 * std::sqrt(degrees)), 3);
}

// "1 in 23,000"; the inverse of `chance` to two digits.
std::string OneIn(double chance) {
  const double inverse = 1 / chance;
  if (inverse < 1.5) return "every one";
  const double unit = std::pow(10, std::max(0.0, std::floor(std::log10(inverse)) - 1));
  return "1 in " + Grouped(static_cast<uint64_t>(std::round(inverse / unit) * unit));
}

}  // namespace

FeatureCounts& FeatureCounts::operator+=(const FeatureCounts& other) {
  executions += other.executions;
  seen += other.seen;
  once += other.once;
  twice += other.twice;
  return *this;
}

FeatureCounts CountsOf(const Stats& stats) {
  // Read while workers write, the figures may be of slightly different times.
  const uint64_t thrice = std::min(stats.features_thrice, stats.features_twice);
  const uint64_t twice_or_more = std::min(stats.features_twice, stats.features_mutated);
  return {.executions = stats.mutated,
          .seen = stats.features_mutated,
          .once = stats.features_mutated - twice_or_more,
          .twice = twice_or_more - std::min(thrice, twice_or_more)};
}

Estimate EstimateMore(const FeatureCounts& counts) {
  Estimate estimate;
  if (counts.executions == 0) return estimate;
  const auto n = static_cast<double>(counts.executions);
  const auto f1 = static_cast<double>(counts.once);
  const auto f2 = static_cast<double>(counts.twice);
  estimate.known = true;
  estimate.new_per_input = f1 / n;
  // What is estimated varies too, with the features that are about to be seen: the variance of the difference is that
  // of f1 + 2 f2 (Robbins).
  estimate.at_most = (f1 + (PoissonUpper(f1) - f1) * std::sqrt(1 + 2 * f2 / std::max(f1, 1.0))) / n;
  // Chao's lower bound for incidences; its bias-corrected form where none was seen twice.
  estimate.unseen = (n - 1) / n * (f2 > 0 ? f1 * f1 / (2 * f2) : f1 * (f1 - 1) / 2);
  if (estimate.unseen > 0) {
    // An unseen feature is taken to have the mean chance of all: f1 / (n * unseen + f1) in an execution.
    const double chance = f1 / (n * estimate.unseen + f1);
    estimate.new_in_as_many = estimate.unseen * -std::expm1(n * std::log1p(-chance));
  }
  return estimate;
}

std::string InWords(const Estimate& estimate, const FeatureCounts& counts) {
  if (!estimate.known) return "No new input was executed, so nothing can be said.";
  const std::string executions = Counted(counts.executions, "input");
  if (counts.once == 0) {
    return fmt::format("Every feature of {} was seen more than once; at most {} further inputs shows a new one (95 %).",
                       executions, OneIn(estimate.at_most));
  }
  return fmt::format(
      "Of {} in {}, {} {} seen once; so about {} further inputs shows a new one (at most {}, 95 %). As many inputs "
      "again "
      "would show about {}.",
      Counted(counts.seen, "feature"), executions, Grouped(counts.once), counts.once == 1 ? "was" : "were",
      OneIn(estimate.new_per_input), OneIn(estimate.at_most),
      estimate.new_in_as_many < 0.95
          ? fmt::format("{:.1f} new features", estimate.new_in_as_many)
          : Counted(static_cast<uint64_t>(std::llround(estimate.new_in_as_many)), "new feature"));
}

}  // namespace gatefuzz
