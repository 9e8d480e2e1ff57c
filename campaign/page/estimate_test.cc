// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/page/estimate.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <random>
#include <vector>

namespace gatefuzz {
namespace {

// Executions in which each feature shows by its own chance, which a fuzzer does not know: the truth is at hand.
class Simulation {
 public:
  explicit Simulation(std::vector<double> chances) : chances_(std::move(chances)), times_(chances_.size(), 0) {}

  void Run(int64_t executions, std::mt19937_64* random) {
    executions_ += executions;
    for (size_t i = 0; i < chances_.size(); ++i) {
      times_[i] += std::binomial_distribution<int64_t>(executions, chances_[i])(*random);
    }
  }
  FeatureCounts Counts() const {
    FeatureCounts counts = {.executions = static_cast<uint64_t>(executions_)};
    for (const int64_t times : times_) {
      counts.seen += times > 0;
      counts.once += times == 1;
      counts.twice += times == 2;
    }
    return counts;
  }
  // Over the features that are unseen, the sum of a function of their chance.
  double SumUnseen(const std::function<double(double)>& of) const {
    double sum = 0;
    for (size_t i = 0; i < chances_.size(); ++i) sum += times_[i] == 0 ? of(chances_[i]) : 0;
    return sum;
  }

 private:
  std::vector<double> chances_;
  std::vector<int64_t> times_;
  int64_t executions_ = 0;
};

std::vector<double> EqualChances(size_t features, double chance) { return std::vector<double>(features, chance); }

// Few that are common, a long tail of rare ones, as the features of a program are.
std::vector<double> LongTail(size_t features) {
  std::vector<double> chances(features);
  for (size_t i = 0; i < features; ++i) chances[i] = 0.5 / std::pow(static_cast<double>(i + 1), 1.3);
  return chances;
}

constexpr int kTrials = 200;
constexpr int64_t kExecutions = 20'000;

// Means over trials of what was estimated and of what was true.
struct Means {
  double new_per_input = 0, true_new_per_input = 0;
  double unseen = 0, true_unseen = 0;
  double new_in_as_many = 0, true_new_in_as_many = 0;
  double covered = 0;  // how often the truth lay below the upper end
};

Means MeansOf(const std::vector<double>& chances) {
  std::mt19937_64 random(7);
  Means means;
  for (int trial = 0; trial < kTrials; ++trial) {
    Simulation simulation(chances);
    simulation.Run(kExecutions, &random);
    const Estimate estimate = EstimateMore(simulation.Counts());
    const double truth = simulation.SumUnseen([](double chance) { return chance; });
    means.new_per_input += estimate.new_per_input / kTrials;
    means.true_new_per_input += truth / kTrials;
    means.covered += (truth <= estimate.at_most) / static_cast<double>(kTrials);
    means.unseen += estimate.unseen / kTrials;
    means.true_unseen += simulation.SumUnseen([](double) { return 1.0; }) / kTrials;
    means.new_in_as_many += estimate.new_in_as_many / kTrials;
    means.true_new_in_as_many +=
        simulation.SumUnseen([](double chance) { return 1 - std::pow(1 - chance, kExecutions); }) / kTrials;
  }
  return means;
}

TEST(Estimate, IsTheTruthOnAverageWhereFeaturesAreAlike) {
  const Means means = MeansOf(EqualChances(3000, 1.0 / 15'000));
  EXPECT_NEAR(means.new_per_input / means.true_new_per_input, 1, 0.02);
  EXPECT_NEAR(means.unseen / means.true_unseen, 1, 0.05);
  EXPECT_NEAR(means.new_in_as_many / means.true_new_in_as_many, 1, 0.05);
  EXPECT_GE(means.covered, 0.93);
}

TEST(Estimate, OfALongTailIsRightForTheNextInputAndLowForAllThatAreLeft) {
  const Means means = MeansOf(LongTail(20'000));
  EXPECT_NEAR(means.new_per_input / means.true_new_per_input, 1, 0.02);
  EXPECT_LT(means.unseen, means.true_unseen);
  EXPECT_NEAR(means.new_in_as_many / means.true_new_in_as_many, 1, 0.15);
  EXPECT_GE(means.covered, 0.93);
}

TEST(Estimate, DoesNotTakeNothingSeenOnceForNothingLeft) {
  // Nothing seen once: the rule of three.
  const Estimate estimate = EstimateMore({.executions = 3000, .seen = 50, .once = 0, .twice = 0});
  EXPECT_EQ(estimate.new_per_input, 0);
  EXPECT_NEAR(estimate.at_most, 3.0 / 3000, 0.05 / 3000);
  EXPECT_EQ(estimate.new_in_as_many, 0);
}

TEST(Estimate, IsUnknownBeforeTheFirstInput) {
  EXPECT_FALSE(EstimateMore({}).known);
  EXPECT_EQ(InWords(EstimateMore({}), {}), "No new input was executed, so nothing can be said.");
}

TEST(Estimate, IsFiniteForAnyCounts) {
  for (const uint64_t executions : {uint64_t{1}, uint64_t{2}, UINT64_MAX / 2}) {
    for (const uint64_t once : {uint64_t{0}, uint64_t{1}, uint64_t{1} << 40}) {
      for (const uint64_t twice : {uint64_t{0}, uint64_t{1}, uint64_t{1} << 40}) {
        const FeatureCounts counts = {.executions = executions, .seen = once + twice, .once = once, .twice = twice};
        const Estimate estimate = EstimateMore(counts);
        EXPECT_TRUE(std::isfinite(estimate.new_in_as_many) && estimate.new_in_as_many >= 0)
            << executions << " " << once << " " << twice;
        EXPECT_TRUE(std::isfinite(estimate.at_most));
        EXPECT_LE(estimate.new_in_as_many, estimate.unseen);
        EXPECT_FALSE(InWords(estimate, counts).empty());
      }
    }
  }
}

TEST(Estimate, TakesCountsFromAWorkersFigures) {
  Stats stats;
  stats.mutated = 1000;
  stats.features_mutated = 60;
  stats.features_twice = 40;
  stats.features_thrice = 25;
  FeatureCounts counts = CountsOf(stats);
  EXPECT_EQ(counts.executions, 1000u);
  EXPECT_EQ(counts.seen, 60u);
  EXPECT_EQ(counts.once, 20u);
  EXPECT_EQ(counts.twice, 15u);
  // Figures of different times: more seen twice than at all.
  stats.features_twice = 70;
  stats.features_thrice = 80;
  counts = CountsOf(stats);
  EXPECT_EQ(counts.once, 0u);
  EXPECT_EQ(counts.twice, 0u);
}

TEST(Estimate, IsSaidInWords) {
  const FeatureCounts counts = {.executions = 1'000'000, .seen = 5000, .once = 40, .twice = 20};
  EXPECT_EQ(InWords(EstimateMore(counts), counts),
            "Of 5,000 features in 1,000,000 inputs, 40 were seen once; so about 1 in 25,000 further inputs "
            "shows a new one (at most 1 in 18,000, 95 %). As many inputs again would show about 25 new features.");
}

}  // namespace
}  // namespace gatefuzz
