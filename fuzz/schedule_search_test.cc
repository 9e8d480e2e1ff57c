// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// A kernel whose result is wrong under some interleavings only: the race check sees it under every one; without it the
// search finds one that shows it, and the case keeps its seed.
#include <optional>
#include <string>

#include "emulator/control.h"
#include "fuzz/kernel_registry.h"
#include "gtest/gtest.h"
#include "harness/runner.h"
#include "properties/property.h"
#include "properties/search.h"

namespace gatefuzz {
namespace {

const Property& PropertyOf(Clause clause) {
  for (const Property& property : Properties()) {
    if (property.clause == clause) return property;
  }
  ADD_FAILURE() << "no property for " << ClauseName(clause);
  return Properties().front();
}

class ScheduleSearchTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!emulator::Present()) GTEST_SKIP() << "schedules are the emulator's";
    const RegisteredKernel* registered = FindKernel("zoo/missing_barrier_before_sum");
    ASSERT_NE(registered, nullptr);
    runner_.emplace(registered->kernel);
    one_.problem.tokens = 1;
    one_.problem.experts = 2;
    one_.problem.k = 1;
    one_.problem.logits = {0, 0};
  }
  void TearDown() override { emulator::SetOptions(emulator::Options{}); }
  static void CheckRaces(bool check) {
    emulator::Options options = emulator::GetOptions();
    options.check_race = check;
    emulator::SetOptions(options);
  }
  SearchResult Find(Clause clause) {
    const Property& property = PropertyOf(clause);
    SearchOptions options;
    options.cases = 500;
    options.max_size = 20;
    return Search([&](const RoutingCase& c) { return property.check(c, *runner_); }, options);
  }

  std::optional<Runner> runner_;
  RoutingCase one_;  // one row
};

TEST_F(ScheduleSearchTest, TheRaceCheckSeesItUnderEverySchedule) {
  for (uint64_t seed = 0; seed < 20; ++seed) {
    one_.seed = seed;
    const Outcome outcome = runner_->RunAndCheck(one_);
    ASSERT_TRUE(IsFail(outcome)) << "seed " << seed;
    EXPECT_EQ(std::get<Fail>(outcome).clause(), Clause::kRace) << Describe(outcome);
    const std::string text = Describe(outcome);
    EXPECT_NE(text.find("missing_barrier_before_sum.cu:"), text.rfind("missing_barrier_before_sum.cu:")) << text;
  }
}

TEST_F(ScheduleSearchTest, WithoutItTheResultIsWrongUnderSomeSchedulesOnly) {
  CheckRaces(false);
  int wrong = 0;
  for (uint64_t seed = 0; seed < 40; ++seed) {
    one_.seed = seed;
    const bool fails = IsFail(runner_->RunAndCheck(one_));
    EXPECT_EQ(fails, IsFail(runner_->RunAndCheck(one_))) << "seed " << seed << " is not one schedule";
    if (seed == 0) EXPECT_FALSE(fails);
    wrong += fails ? 1 : 0;
  }
  EXPECT_GT(wrong, 0);
  EXPECT_LT(wrong, 40);
}

TEST_F(ScheduleSearchTest, TheSearchFindsAScheduleAndKeepsASmallSeed) {
  CheckRaces(false);
  const SearchResult result = Find(Clause::kValue);
  ASSERT_TRUE(result.finding.has_value());
  const RoutingCase& smallest = result.finding->smallest;
  EXPECT_GT(smallest.seed, 0u);
  EXPECT_LT(smallest.seed, 16u);
  EXPECT_EQ(smallest.problem.tokens, 1);
  EXPECT_EQ(smallest.problem.experts, 1);
  EXPECT_TRUE(IsFail(runner_->RunAndCheck(smallest))) << "the seed replays it";
  runner_->UseSchedule(0);
  EXPECT_FALSE(IsFail(runner_->RunAndCheck(smallest))) << "and is needed";
  runner_->UseSchedule(std::nullopt);
}

TEST_F(ScheduleSearchTest, ComparingSchedulesFindsItToo) {
  CheckRaces(false);
  const SearchResult result = Find(Clause::kDeterministic);
  EXPECT_TRUE(result.finding.has_value());
}

}  // namespace
}  // namespace gatefuzz
