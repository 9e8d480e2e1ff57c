// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Results worked out by hand from docs/contract.md.
#include "reference/align_oracle.h"

#include <algorithm>
#include <limits>

#include "gtest/gtest.h"
#include "reference/align_test_problems.h"

namespace gatefuzz {
namespace {

using Int32s = std::vector<int32_t>;

TEST(SolveAlignment, GroupsSlotsByExpertInRisingOrderAndPads) {
  // Three tokens of two choices; expert 0 is chosen by slots 1 and 4, expert 2 by 0, 3 and 5, expert 3 by 2.
  const AlignResult result = SolveAlignment(AlignmentOf({2, 0, 3, 2, 0, 2}, 2, 4, 2));
  EXPECT_EQ(result.sorted, (Int32s{1, 4, 0, 3, 5, 6, 2, 6, 6, 6}));  // 6 + 4 * 1
  EXPECT_EQ(result.block_experts, (Int32s{0, 2, 2, 3, 4}));
  EXPECT_EQ(result.total, 8);
  EXPECT_EQ(result.error, 0);
}

TEST(SolveAlignment, BlocksOfOneNeedNoPadding) {
  const AlignResult result = SolveAlignment(AlignmentOf({1, 0, 1}, 1, 2, 1));
  EXPECT_EQ(result.sorted, (Int32s{1, 0, 2}));
  EXPECT_EQ(result.block_experts, (Int32s{0, 1, 1}));
  EXPECT_EQ(result.total, 3);
}

TEST(SolveAlignment, AFullBlockGetsNoOther) {
  const AlignResult result = SolveAlignment(AlignmentOf({0, 0, 0, 0}, 4, 1, 4));
  EXPECT_EQ(result.sorted, (Int32s{0, 1, 2, 3, 4, 4, 4, 4}));  // 4 + 1 * 3 = 7, rounded up
  EXPECT_EQ(result.block_experts, (Int32s{0, 1}));
  EXPECT_EQ(result.total, 4);
}

TEST(SolveAlignment, DuplicatesWithinARowAreSlotsLikeOthers) {
  const AlignResult result = SolveAlignment(AlignmentOf({1, 1, 1, 0}, 2, 2, 2));
  EXPECT_EQ(result.sorted, (Int32s{3, 4, 0, 1, 2, 4}));
  EXPECT_EQ(result.block_experts, (Int32s{0, 1, 1}));
  EXPECT_EQ(result.total, 6);
}

TEST(SolveAlignment, SkipsTheSentinelInSilence) {
  const AlignResult result = SolveAlignment(AlignmentOf({3, 2, 3, 3}, 2, 3, 2));
  EXPECT_EQ(result.sorted, (Int32s{1, 4, 4, 4, 4, 4, 4, 4}));  // 4 + 3 * 1 = 7
  EXPECT_EQ(result.block_experts, (Int32s{2, 3, 3, 3}));
  EXPECT_EQ(result.total, 2);
  EXPECT_EQ(result.error, 0);
}

TEST(SolveAlignment, AnIdOutsideIsSkippedAndSetsTheFlag) {
  constexpr int64_t kGarbage[] = {-1,
                                  4,
                                  std::numeric_limits<int32_t>::min(),
                                  std::numeric_limits<int32_t>::max(),
                                  0xffffffff,
                                  (int64_t{1} << 32) + 1,  // the low word is a good id
                                  int64_t{1} << 32,
                                  std::numeric_limits<int64_t>::min(),
                                  std::numeric_limits<int64_t>::max()};
  for (const int64_t id : kGarbage) {
    const AlignResult result = SolveAlignment(AlignmentOf({1, id}, 1, 3, 1));
    EXPECT_EQ(result.sorted, (Int32s{0, 2})) << id;
    EXPECT_EQ(result.block_experts, (Int32s{1, 3})) << id;
    EXPECT_EQ(result.total, 1) << id;
    EXPECT_EQ(result.error, 1) << id;
  }
}

TEST(SolveAlignment, OfNoTokensEverythingIsPastTheTotal) {
  const AlignResult result = SolveAlignment(AlignmentOf({}, 2, 3, 4));
  EXPECT_EQ(result.sorted, Int32s(12, 0));  // 0 + 3 * 3 = 9; the padding value T*k is 0
  EXPECT_EQ(result.block_experts, Int32s(3, 3));
  EXPECT_EQ(result.total, 0);
  EXPECT_EQ(result.error, 0);
  EXPECT_TRUE(SolveAlignment(AlignmentOf({}, 2, 3, 1)).sorted.empty());
}

TEST(SolveAlignment, OneExpertMayGetAll) {
  const AlignResult result = SolveAlignment(AlignmentOf(std::vector<int64_t>(600, 1023), 2, 1024, 256));
  EXPECT_EQ(result.total, 768);
  EXPECT_EQ(result.sorted.size(), 261888u);  // 600 + 1024 * 255 = 261720, rounded up
  for (int32_t slot = 0; slot < 600; ++slot) ASSERT_EQ(result.sorted[static_cast<size_t>(slot)], slot);
  EXPECT_TRUE(std::all_of(result.sorted.begin() + 600, result.sorted.end(), [](int32_t v) { return v == 600; }));
  EXPECT_EQ(result.block_experts[2], 1023);
  EXPECT_EQ(result.block_experts[3], 1024);
}

TEST(SolveAlignment, OneExpertOneTokenIsTheSmallestCall) {
  const AlignResult result = SolveAlignment(AlignmentOf({0}, 1, 1, 1));
  EXPECT_EQ(result.sorted, Int32s{0});
  EXPECT_EQ(result.block_experts, Int32s{0});
  EXPECT_EQ(result.total, 1);
}

TEST(ValidateAlignProblem, TakesWhatTheContractTakes) {
  EXPECT_EQ(ValidateAlignProblem(AlignmentOf({-5, 1 << 20}, 2, 3, 4)), "");
  EXPECT_EQ(ValidateAlignProblem(AlignmentOf({}, 32, 1, 256)), "");  // k above E: duplicates are legal
}

TEST(ValidateAlignProblem, NamesWhatIsOutOfBounds) {
  const auto wrong = [](auto change) {
    AlignProblem problem = AlignmentOf({0, 1}, 2, 3, 4);
    change(&problem);
    return ValidateAlignProblem(problem);
  };
  EXPECT_EQ(wrong([](AlignProblem* p) { p->tokens = -1; }), "tokens is -1, below 0");
  EXPECT_EQ(wrong([](AlignProblem* p) { p->k = 0; }), "k is 0, not 1 to 32");
  EXPECT_EQ(wrong([](AlignProblem* p) { p->k = 33; }), "k is 33, not 1 to 32");
  EXPECT_EQ(wrong([](AlignProblem* p) { p->experts = 1025; }), "experts is 1025, not 1 to 1024");
  EXPECT_EQ(wrong([](AlignProblem* p) { p->block_size = 3; }), "block_size is 3, not a power of 2 from 1 to 256");
  EXPECT_EQ(wrong([](AlignProblem* p) { p->block_size = 512; }), "block_size is 512, not a power of 2 from 1 to 256");
  EXPECT_EQ(wrong([](AlignProblem* p) { p->id_type = static_cast<IdType>(3); }), "id_type is 3, not 0 to 2");
  EXPECT_EQ(wrong([](AlignProblem* p) { p->ids.push_back(0); }), "ids has 3 elements, not 1 x 2");
  EXPECT_EQ(wrong([](AlignProblem* p) { p->tokens = int64_t{1} << 40; }),
            "1099511627776 tokens of 2 choices are more slots than 2^31 - 1, padding included");
}

TEST(ValidateAlignProblem, RefusesIdsThatTheirTypeCannotHold) {
  const auto fits = [](IdType type, int64_t id) {
    AlignProblem problem = AlignmentOf({id}, 1, 3, 4);
    problem.id_type = type;
    return ValidateAlignProblem(problem).empty();
  };
  EXPECT_TRUE(fits(IdType::kInt32, -1));
  EXPECT_FALSE(fits(IdType::kInt32, int64_t{1} << 31));
  EXPECT_FALSE(fits(IdType::kInt32, -(int64_t{1} << 31) - 1));
  EXPECT_FALSE(fits(IdType::kUint32, -1));
  EXPECT_TRUE(fits(IdType::kUint32, 0xffffffff));
  EXPECT_FALSE(fits(IdType::kUint32, int64_t{1} << 32));
  EXPECT_TRUE(fits(IdType::kInt64, std::numeric_limits<int64_t>::min()));
}

}  // namespace
}  // namespace gatefuzz
