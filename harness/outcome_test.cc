// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "harness/outcome.h"

#include "emulator/control.h"
#include "gtest/gtest.h"
#include "harness/replay_command.h"

namespace gatefuzz {
namespace {

TEST(OutcomeTest, DescribesEachKind) {
  EXPECT_EQ(Describe(Outcome(Pass{})), "pass");
  EXPECT_EQ(Describe(Outcome(Discard{"no bias"})), "discard: no bias");
  EXPECT_EQ(Describe(Outcome(HarnessError{"no device"})), "harness error: no device");
  Fail fail;
  fail.violations = {{Clause::kUnique, 2, 1, "ids 0, 0"}, {Clause::kFrame, -1, -1, "wrote past `ids`"}};
  EXPECT_EQ(Describe(Outcome(fail)),
            "fail: clause unique (the k ids of a row are k different experts)\n"
            "  unique: row 2 slot 1: ids 0, 0\n"
            "  frame: wrote past `ids`\n");
}

TEST(OutcomeTest, AFailsClauseIsItsFirst) {
  EXPECT_EQ((Fail{{{Clause::kSum, 0, 0, ""}, {Clause::kValue, 0, 0, ""}}, {}}.clause()), Clause::kSum);
}

TEST(ReplayCommandTest, QuotesWhatAShellWouldSplit) {
  EXPECT_EQ(ReplayCommand("zoo/a", "W/findings/x.case"),
            "bazel run //:gatefuzz -- repro --kernel=zoo/a W/findings/x.case");
  EXPECT_EQ(ReplayCommand("k", "it's here"), "bazel run //:gatefuzz -- repro --kernel=k 'it'\\''s here'");
}

TEST(ReplayCommandTest, CarriesRandomApproximations) {
  if (!emulator::Present()) GTEST_SKIP() << "a GPU's approximations are its own";
  emulator::Options options = emulator::GetOptions();
  options.approximations = emulator::Approximations::kRandom;
  emulator::SetOptions(options);
  EXPECT_EQ(ReplayCommand("k", "x.case"), "bazel run //:gatefuzz -- repro --approx=random --kernel=k x.case");
  options.approximations = emulator::Approximations::kExact;
  emulator::SetOptions(options);
  EXPECT_EQ(ReplayCommand("k", "x.case"), "bazel run //:gatefuzz -- repro --kernel=k x.case");
}

}  // namespace
}  // namespace gatefuzz
