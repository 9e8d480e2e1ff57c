// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Each clause fires on a result made for it, and not on the legal one.
#include "reference/align_checker.h"

#include <algorithm>
#include <random>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "reference/align_oracle.h"
#include "reference/align_test_problems.h"

namespace gatefuzz {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Int32s = std::vector<int32_t>;

// sorted {1, 4, 0, 3, 5, 6, 2, 6, 6, 6}, block_experts {0, 2, 2, 3, 4}, total 8.
AlignProblem Plain() { return AlignmentOf({2, 0, 3, 2, 0, 2}, 2, 4, 2); }

// "clause row slot: message" of each violation.
std::vector<std::string> Report(const AlignProblem& problem, const AlignResult& result) {
  std::vector<std::string> lines;
  for (const Violation& v : CheckAlignment(problem, result)) {
    lines.push_back(std::string(ClauseName(v.clause)) + " " + std::to_string(v.row) + " " + std::to_string(v.slot) +
                    ": " + v.message);
  }
  return lines;
}

// The report after `change` to the right answer.
template <typename Change>
std::vector<std::string> After(const AlignProblem& problem, Change change) {
  AlignResult result = SolveAlignment(problem);
  EXPECT_THAT(Report(problem, result), ElementsAre());
  change(&result);
  return Report(problem, result);
}

// What a kernel writes that has these segments: padded to whole blocks, the rest as the contract says.
AlignResult Written(const AlignProblem& problem, const std::vector<std::pair<int32_t, Int32s>>& segments) {
  AlignResult result;
  const size_t block = static_cast<size_t>(problem.block_size);
  const int32_t padding = static_cast<int32_t>(problem.slots());
  for (const auto& [expert, slots] : segments) {
    result.sorted.insert(result.sorted.end(), slots.begin(), slots.end());
    while (result.sorted.size() % block != 0) result.sorted.push_back(padding);
    result.block_experts.resize(result.sorted.size() / block, expert);
  }
  result.total = static_cast<int32_t>(result.sorted.size());
  result.sorted.resize(static_cast<size_t>(problem.capacity()), padding);
  result.block_experts.resize(result.sorted.size() / block, problem.experts);
  return result;
}

TEST(CheckAlignment, ALostSlotBreaksPermutation) {
  EXPECT_THAT(After(Plain(), [](AlignResult* r) { r->sorted[4] = 6; }),
              ElementsAre("permutation 2 1: slot 5 of expert 2 is in no block"));
}

TEST(CheckAlignment, ASlotThatStandsTwiceBreaksPermutation) {
  EXPECT_THAT(After(Plain(), [](AlignResult* r) { r->sorted[5] = 5; }),
              ElementsAre("permutation 2 1: slot 5 stands twice, at sorted[4] and sorted[5]"));
}

TEST(CheckAlignment, ASlotInAnotherExpertsSegmentBreaksPermutation) {
  EXPECT_THAT(After(Plain(), [](AlignResult* r) { std::swap(r->sorted[1], r->sorted[6]); }),
              ElementsAre("permutation 1 0: sorted[1] in the segment of expert 0 is slot 2, which names expert 3",
                          "permutation 2 0: sorted[6] in the segment of expert 3 is slot 4, which names expert 0"));
}

TEST(CheckAlignment, ASkippedSlotThatStandsAnywhereBreaksPermutation) {
  const AlignProblem problem = AlignmentOf({3, 2, -7, 2}, 2, 3, 4);
  EXPECT_THAT(After(problem, [](AlignResult* r) { r->sorted[2] = 0; }),
              ElementsAre("permutation 0 0: sorted[2] in the segment of expert 2 is slot 0, which names no expert: its "
                          "id is the sentinel 3"));
  EXPECT_THAT(After(problem, [](AlignResult* r) { r->sorted[2] = 2; }),
              ElementsAre("permutation 1 0: sorted[2] in the segment of expert 2 is slot 2, which names no expert: its "
                          "id is -7"));
}

TEST(CheckAlignment, WhatIsNoSlotInASlotsPlaceBreaksPermutation) {
  EXPECT_THAT(After(Plain(), [](AlignResult* r) { r->sorted[3] = 7; }),
              ElementsAre("permutation -1 -1: sorted[3] in the segment of expert 2 is 7, neither a slot nor the "
                          "padding 6",
                          "permutation 1 1: slot 3 of expert 2 is in no block"));
}

TEST(CheckAlignment, SlotsThatDoNotRiseBreakStable) {
  EXPECT_THAT(After(Plain(), [](AlignResult* r) { std::swap(r->sorted[2], r->sorted[3]); }),
              ElementsAre("stable 0 0: slot 0 of expert 2 stands at sorted[3], behind slot 3"));
}

TEST(CheckAlignment, AnotherValueInPlaceOfPaddingBreaksPadded) {
  for (const int32_t value : {-1, 7, INT32_MIN, INT32_MAX}) {
    EXPECT_THAT(After(Plain(), [value](AlignResult* r) { r->sorted[7] = value; }),
                ElementsAre(HasSubstr("padded -1 -1: sorted[7] in the segment of expert 3 is ")));
  }
}

TEST(CheckAlignment, PaddingBeforeASlotBreaksPadded) {
  EXPECT_THAT(After(Plain(), [](AlignResult* r) { std::swap(r->sorted[4], r->sorted[5]); }),
              ElementsAre("padded 2 1: slot 5 of expert 2 stands at sorted[5], behind the padding at sorted[4]"));
}

// The blocks of all experts behind shift, and block_experts and total with them: one fault nevertheless.
TEST(CheckAlignment, ABlockTooManyForAFullExpertBreaksPaddedAlone) {
  AlignResult result = Written(Plain(), {{0, {1, 4, 6}}, {2, {0, 3, 5}}, {3, {2}}});
  EXPECT_EQ(result.total, 10);
  EXPECT_THAT(Report(Plain(), result),
              ElementsAre("padded -1 -1: expert 0 has 2 block(s) of 2 for its 2 slot(s), not 1"));
}

TEST(CheckAlignment, ABlockForAnExpertWithoutSlotsBreaksPadded) {
  const AlignProblem problem = AlignmentOf({0, 2}, 1, 3, 4);
  AlignResult result = Written(problem, {{0, {0}}, {1, {2}}, {2, {1}}});
  EXPECT_THAT(Report(problem, result),
              ElementsAre("padded -1 -1: expert 1 has 1 block(s) of 4 for its 0 slot(s), not 0"));
}

TEST(CheckAlignment, AShorterLayoutThatDropsSlotsBreaksPermutationAlone) {
  // Duplicates dropped: expert 1 keeps one slot of three and therefore one block of two.
  const AlignProblem problem = AlignmentOf({1, 1, 1, 0}, 4, 2, 2);
  EXPECT_THAT(Report(problem, Written(problem, {{0, {3}}, {1, {0}}})),
              ElementsAre("permutation 0 1: slot 1 of expert 1 is in no block",
                          "permutation 0 2: slot 2 of expert 1 is in no block"));
}

TEST(CheckAlignment, AnIdThatIsTruncatedBreaksPermutation) {
  const AlignProblem problem = AlignmentOf({(int64_t{1} << 32) + 3}, 1, 4, 8);
  EXPECT_THAT(Report(problem, Written(problem, {{3, {0}}})),
              ElementsAre("permutation 0 0: sorted[0] in the segment of expert 3 is slot 0, which names no expert: its "
                          "id is 4294967299",
                          "error_flag 0 0: the error flag is 0, and id 4294967299 lies outside [0, 4]"));
}

TEST(CheckAlignment, AWrongExpertOfABlockBreaksBlocks) {
  EXPECT_THAT(After(Plain(), [](AlignResult* r) { r->block_experts[1] = 1; }),
              ElementsAre("blocks -1 -1: block_experts[1] is 1, and the block is expert 2's"));
  EXPECT_THAT(After(Plain(), [](AlignResult* r) { r->block_experts[0] = -1; }),
              ElementsAre("blocks -1 -1: block_experts[0] is -1, and the block is expert 0's"));
}

TEST(CheckAlignment, SegmentsThatAreNotInTheOrderOfExpertsBreakBlocks) {
  const std::vector<std::string> report = Report(Plain(), Written(Plain(), {{2, {0, 3, 5}}, {0, {1, 4}}, {3, {2}}}));
  EXPECT_THAT(report, ::testing::Contains(HasSubstr("blocks")));
}

TEST(CheckAlignment, AWrongTotalBreaksTotalAlone) {
  for (const int32_t total : {6, 7, 9, 10, 0, -8, INT32_MAX}) {
    EXPECT_THAT(After(Plain(), [total](AlignResult* r) { r->total = total; }),
                ElementsAre("total -1 -1: the total is " + std::to_string(total) + ", not 8"));
  }
}

TEST(CheckAlignment, AStaleTailIsIncomplete) {
  EXPECT_THAT(After(Plain(), [](AlignResult* r) { r->sorted[9] = 3; }),
              ElementsAre("complete -1 -1: sorted[9] past the total of 8 is 3, not 6"));
  EXPECT_THAT(After(Plain(), [](AlignResult* r) { r->block_experts[4] = 0; }),
              ElementsAre("complete -1 -1: block_experts[4] past the total of 8 is 0, not 4"));
}

TEST(CheckAlignment, TheErrorFlagIsOneIfAnyIdLiesOutsideAndElseZero) {
  EXPECT_THAT(After(Plain(), [](AlignResult* r) { r->error = 1; }),
              ElementsAre("error_flag -1 -1: the error flag is 1, and every id lies within [0, 4]"));
  const AlignProblem problem = AlignmentOf({0, 1, 5, -1}, 2, 4, 2);
  for (const int32_t flag : {0, 2, -1}) {
    EXPECT_THAT(
        After(problem, [flag](AlignResult* r) { r->error = flag; }),
        ElementsAre("error_flag 1 0: the error flag is " + std::to_string(flag) + ", and id 5 lies outside [0, 4]"));
  }
}

TEST(CheckAlignment, ReportsAtMostTheLimitAndOfEachBrokenClauseOne) {
  const AlignProblem problem = AlignmentOf(std::vector<int64_t>(64, 0), 1, 1, 1);
  AlignResult result = SolveAlignment(problem);
  std::ranges::fill(result.sorted, -1);
  result.total = 1;
  result.error = 7;
  const std::vector<Violation> violations = CheckAlignment(problem, result);
  EXPECT_EQ(violations.size(), 16u);
  for (const Clause clause : {Clause::kPermutation, Clause::kTotal, Clause::kErrorFlag}) {
    EXPECT_GE(std::ranges::count(violations, clause, &Violation::clause), 1) << ClauseName(clause);
  }
  EXPECT_EQ(CheckAlignment(problem, result, 3).size(), 3u);
  ASSERT_EQ(CheckAlignment(problem, result, 1).size(), 1u);
  EXPECT_EQ(CheckAlignment(problem, result, 1)[0].clause, Clause::kPermutation);
}

// Many slots that should have been skipped: not a wrong total with a stale tail behind it.
TEST(CheckAlignment, ASegmentOfSkippedSlotsBreaksPermutationAlone) {
  const AlignProblem problem = AlignmentOf({0, 9, 9, 9, 9, 9, 9, 9}, 1, 2, 2);
  const std::vector<std::string> report = Report(problem, [&] {
    AlignResult result = Written(problem, {{0, {0}}, {1, {1, 2, 3, 4, 5, 6, 7}}});
    result.error = 1;
    return result;
  }());
  EXPECT_EQ(report.size(), 7u);
  EXPECT_THAT(report, ::testing::Each(HasSubstr("which names no expert: its id is 9")));
}

AlignProblem DrawProblem(std::mt19937* random) {
  const auto below = [random](int bound) { return static_cast<int>((*random)() % static_cast<unsigned>(bound)); };
  const int32_t experts = 1 + below(5);
  const int32_t k = 1 + below(3);
  std::vector<int64_t> ids(static_cast<size_t>(below(5) * k));
  for (int64_t& id : ids) id = below(8) == 0 ? below(3) - 2 + (below(3) == 0 ? experts + 2 : 0) : below(experts + 1);
  return AlignmentOf(std::move(ids), k, experts, 1 << below(4));
}

// One result is legal, so each other one is refused, whatever differs.
TEST(CheckAlignment, AcceptsTheRightResultAndNoNeighbourOfIt) {
  std::mt19937 random(20261124);
  for (int round = 0; round < 3000; ++round) {
    const AlignProblem problem = DrawProblem(&random);
    ASSERT_EQ(ValidateAlignProblem(problem), "");
    const AlignResult right = SolveAlignment(problem);
    ASSERT_THAT(Report(problem, right), ElementsAre());
    AlignResult wrong = right;
    const int changes = 1 + static_cast<int>(random() % 3);
    for (int change = 0; change < changes; ++change) {
      const int32_t value = static_cast<int32_t>(random() % static_cast<unsigned>(problem.slots() + 4)) - 2;
      std::vector<int32_t*> elements = {&wrong.total, &wrong.error};
      for (int32_t& element : wrong.sorted) elements.push_back(&element);
      for (int32_t& element : wrong.block_experts) elements.push_back(&element);
      if (random() % 4 == 0) {
        std::swap(*elements[random() % elements.size()], *elements[random() % elements.size()]);
      } else {
        *elements[random() % elements.size()] = value;
      }
    }
    if (wrong != right) ASSERT_FALSE(CheckAlignment(problem, wrong).empty()) << "round " << round;
  }
}

}  // namespace
}  // namespace gatefuzz
