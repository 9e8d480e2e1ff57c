// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/cudart/environment.h"

#include <cstdlib>

#include "gtest/gtest.h"

namespace gatefuzz::emulator {
namespace {

class EnvironmentTest : public testing::Test {
 protected:
  ~EnvironmentTest() override {
    for (const char* name :
         {"GATEFUZZ_CHECKS", "GATEFUZZ_SEED", "GATEFUZZ_BUDGET", "GATEFUZZ_FEEDBACK", "GATEFUZZ_APPROX"}) {
      unsetenv(name);
    }
  }
};

TEST_F(EnvironmentTest, NothingSetMeansEveryCheck) {
  const Options options = OptionsFromEnvironment();
  EXPECT_TRUE(options.check_memory && options.check_sync && options.check_race && options.feedback &&
              options.print_diagnostics);
  EXPECT_EQ(options.schedule_seed, 0u);
  EXPECT_EQ(options.approximations, Approximations::kExact);
}

TEST_F(EnvironmentTest, ReadsEveryVariable) {
  setenv("GATEFUZZ_CHECKS", "sync", 1);
  setenv("GATEFUZZ_SEED", "18446744073709551615", 1);
  setenv("GATEFUZZ_BUDGET", "1000", 1);
  setenv("GATEFUZZ_FEEDBACK", "off", 1);
  setenv("GATEFUZZ_APPROX", "random", 1);
  const Options options = OptionsFromEnvironment();
  EXPECT_FALSE(options.check_memory);
  EXPECT_TRUE(options.check_sync);
  EXPECT_FALSE(options.check_race);
  EXPECT_FALSE(options.feedback);
  EXPECT_EQ(options.schedule_seed, ~uint64_t{0});
  EXPECT_EQ(options.approximations, Approximations::kRandom);
  EXPECT_EQ(options.instruction_budget, 1000u);
}

TEST_F(EnvironmentTest, ChecksAreWordsBetweenCommas) {
  setenv("GATEFUZZ_CHECKS", "all,leak", 1);
  const Options more = OptionsFromEnvironment();
  EXPECT_TRUE(more.check_memory && more.check_sync && more.check_leaks);
  EXPECT_FALSE(more.check_copies);
  setenv("GATEFUZZ_CHECKS", "copy,memory", 1);
  const Options two = OptionsFromEnvironment();
  EXPECT_TRUE(two.check_memory && two.check_copies);
  EXPECT_FALSE(two.check_sync || two.check_leaks);
  setenv("GATEFUZZ_CHECKS", "off", 1);
  EXPECT_FALSE(OptionsFromEnvironment().check_memory);
}

TEST_F(EnvironmentTest, RefusesWhatMakesNoSense) {
  setenv("GATEFUZZ_SEED", "12x", 1);
  EXPECT_EXIT(OptionsFromEnvironment(), testing::ExitedWithCode(2), "GATEFUZZ_SEED=12x: expected a number");
  setenv("GATEFUZZ_SEED", "12", 1);
  setenv("GATEFUZZ_FEEDBACK", "0", 1);
  EXPECT_EXIT(OptionsFromEnvironment(), testing::ExitedWithCode(2), "GATEFUZZ_FEEDBACK=0: expected on or off");
  setenv("GATEFUZZ_FEEDBACK", "on", 1);
  setenv("GATEFUZZ_CHECKS", "none", 1);
  EXPECT_EXIT(OptionsFromEnvironment(), testing::ExitedWithCode(2), "GATEFUZZ_CHECKS=none: expected all, off, memory");
  setenv("GATEFUZZ_CHECKS", "all,", 1);
  EXPECT_EXIT(OptionsFromEnvironment(), testing::ExitedWithCode(2), "expected all, off, memory");
}

}  // namespace
}  // namespace gatefuzz::emulator
