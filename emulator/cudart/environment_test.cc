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
    for (const char* name : {"GATEFUZZ_CHECKS", "GATEFUZZ_SEED", "GATEFUZZ_BUDGET"}) unsetenv(name);
  }
};

TEST_F(EnvironmentTest, NothingSetMeansEveryCheck) {
  const Options options = OptionsFromEnvironment();
  EXPECT_TRUE(options.check_memory && options.check_sync && options.print_diagnostics);
  EXPECT_EQ(options.schedule_seed, 0u);
}

TEST_F(EnvironmentTest, ReadsEveryVariable) {
  setenv("GATEFUZZ_CHECKS", "sync", 1);
  setenv("GATEFUZZ_SEED", "18446744073709551615", 1);
  setenv("GATEFUZZ_BUDGET", "1000", 1);
  const Options options = OptionsFromEnvironment();
  EXPECT_FALSE(options.check_memory);
  EXPECT_TRUE(options.check_sync);
  EXPECT_EQ(options.schedule_seed, ~uint64_t{0});
  EXPECT_EQ(options.instruction_budget, 1000u);
}

TEST_F(EnvironmentTest, RefusesWhatMakesNoSense) {
  setenv("GATEFUZZ_SEED", "12x", 1);
  EXPECT_EXIT(OptionsFromEnvironment(), testing::ExitedWithCode(2), "GATEFUZZ_SEED=12x: expected a number");
  setenv("GATEFUZZ_SEED", "12", 1);
  setenv("GATEFUZZ_CHECKS", "none", 1);
  EXPECT_EXIT(OptionsFromEnvironment(), testing::ExitedWithCode(2), "GATEFUZZ_CHECKS=none: expected all, memory");
}

}  // namespace
}  // namespace gatefuzz::emulator
