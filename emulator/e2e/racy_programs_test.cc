// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Every kind of race is reported with both of its places, under whatever schedule, and the same program without it is
// silent. Only where kernels run on the emulator.
#include "emulator/e2e/racy_programs.h"

#include <algorithm>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "emulator/control.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace gatefuzz::emulator {
namespace {

using testing::Contains;
using testing::HasSubstr;

constexpr char kSource[] = "emulator/e2e/racy_programs.cu";
constexpr uint64_t kSeeds = 6;  // schedules tried: ascending order and five drawn ones

// The lines of the source that hold `mark`.
std::vector<int> LinesOf(const std::string& mark) {
  std::ifstream source(kSource);
  std::string text;
  std::vector<int> lines;
  for (int line = 1; std::getline(source, text); ++line) {
    if (text.find(mark) != std::string::npos) lines.push_back(line);
  }
  return lines;
}

class RaceTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!Present()) GTEST_SKIP() << "kernels run on a GPU";
  }
  static void Use(uint64_t seed, bool check_race = true) {
    ResetDevice();
    Options options;
    options.print_diagnostics = false;
    options.check_race = check_race;
    options.schedule_seed = seed;
    SetOptions(options);
  }
  // `program(right)`: silent if right, else a race between the marked lines, whatever the schedule.
  void Judge(const std::string& name, const std::function<cudaError_t(bool)>& program) {
    const std::vector<int> races = LinesOf("RACE: " + name);
    std::vector<int> others = LinesOf("WITH: " + name);
    others.insert(others.end(), races.begin(), races.end());
    for (uint64_t seed = 0; seed < kSeeds; ++seed) {
      SCOPED_TRACE("seed " + std::to_string(seed));
      Use(seed);
      EXPECT_EQ(program(true), cudaSuccess);
      for (const Diagnostic& found : TakeDiagnostics()) ADD_FAILURE() << found.ToString();
      EXPECT_EQ(program(false), cudaSuccess);
      const std::vector<Diagnostic> all = TakeDiagnostics();
      const auto found = std::ranges::find(all, FaultKind::kRace, &Diagnostic::kind);
      ASSERT_NE(found, all.end());
      EXPECT_THAT(races, Contains(found->source_line)) << found->ToString();
      EXPECT_THAT(others, Contains(found->other_source_line)) << found->ToString();
      EXPECT_EQ(found->other_source_file, kSource);
      EXPECT_GT(found->other_ptx_line, 0);
      EXPECT_THAT(found->ToString(), HasSubstr("\n  after block "));
    }
  }
};

TEST_F(RaceTest, MissingBarrierOfTheBlock) { Judge("reverse", ReverseInBlock); }
TEST_F(RaceTest, WarpSynchronousSum) {
  Judge("warp_sum", [](bool right) {
    int sum = 0;
    const cudaError_t error = SumInWarp(right, &sum);
    if (right) EXPECT_EQ(sum, 96);
    return error;
  });
}
TEST_F(RaceTest, BeyondTheTileThatSynchronised) { Judge("tile", ShiftInTile); }
TEST_F(RaceTest, ShufflesOrderNoMemory) { Judge("shuffle", ShuffleThenRead); }
TEST_F(RaceTest, PlainIncrement) {
  Judge("count", [](bool right) {
    unsigned count = 0;
    const cudaError_t error = Count(right, &count);
    if (right) EXPECT_EQ(count, 128u);
    return error;
  });
}
TEST_F(RaceTest, DifferentValuesAtOnce) { Judge("together", StoreTogether); }
TEST_F(RaceTest, NeighboursInOneWord) { Judge("halves", ChangeHalves); }
TEST_F(RaceTest, NamedBarrier) { Judge("named", ProduceAndConsume); }
TEST_F(RaceTest, LastBlockWithoutFence) {
  Judge("last_block", [](bool right) {
    unsigned sum = 0;
    const cudaError_t error = SumInLastBlock(right, &sum);
    if (right) EXPECT_EQ(sum, 42u);
    return error;
  });
}
TEST_F(RaceTest, InterBlockReadBeforeDone) { Judge("other_block", ReadOtherBlock); }
TEST_F(RaceTest, FlagWithoutFences) {
  Judge("wait", [](bool right) {
    int result = 0;
    return WaitForLastBlock(right, 5, &result);
  });
}
TEST_F(RaceTest, TicketsOfBlockScope) { Judge("tickets", TakeTickets); }

TEST_F(RaceTest, CostsNothingWhereItIsOff) {
  Use(0, /*check_race=*/false);
  EXPECT_EQ(ReverseInBlock(false), cudaSuccess);
  EXPECT_TRUE(TakeDiagnostics().empty());
}

// A GPU would hold all these blocks at once: block 0 must not wait for ever.
TEST_F(RaceTest, ABlockMayWaitForALaterOne) {
  for (uint64_t seed = 0; seed < 3; ++seed) {
    for (const unsigned blocks : {2u, 40u}) {
      Use(seed);
      int result = 0;
      EXPECT_EQ(WaitForLastBlock(true, blocks, &result), cudaSuccess);
      EXPECT_EQ(result, 42);
      for (const Diagnostic& found : TakeDiagnostics()) ADD_FAILURE() << found.ToString();
    }
  }
}

// The sum of a racy counter tells one interleaving from another.
TEST_F(RaceTest, ASeedReplaysItsScheduleExactly) {
  std::vector<unsigned> first, second;
  for (std::vector<unsigned>* counts : {&first, &second}) {
    for (uint64_t seed = 0; seed < 500; ++seed) {
      Use(seed, /*check_race=*/false);
      counts->push_back(0);
      EXPECT_EQ(Count(false, &counts->back()), cudaSuccess);
    }
  }
  EXPECT_EQ(first, second);
  std::ranges::sort(first);
  EXPECT_GT(std::ranges::unique(first).begin() - first.begin(), 1) << "no schedule differs from another";
}

}  // namespace
}  // namespace gatefuzz::emulator
