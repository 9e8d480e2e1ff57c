// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "harness/align_case.h"

#include "gtest/gtest.h"
#include "harness/random.h"
#include "harness/testing/sample_align_cases.h"

namespace gatefuzz {
namespace {

using testing::AlignCaseOf;
using testing::SampleAlignCase;

TEST(AlignCaseTest, SamplesAreValidAndCanonical) {
  for (uint64_t seed = 0; seed < 1000; ++seed) {
    const AlignCase sample = SampleAlignCase(seed);
    ASSERT_EQ(ValidateCase(sample), "");
    AlignCase again = sample;
    Canonicalize(&again);
    EXPECT_EQ(again, sample);
  }
}

TEST(AlignCaseTest, CanonicalizeMakesAnythingValidAndIsIdempotent) {
  Random random(5);
  for (int i = 0; i < 3000; ++i) {
    AlignCase wild = SampleAlignCase(static_cast<uint64_t>(i));
    AlignProblem& problem = wild.problem;
    problem.id_type = static_cast<IdType>(random.Between(-2, 5));
    problem.tokens = random.Between(-5, 5000);
    problem.k = static_cast<int32_t>(random.Between(-5, 40));
    problem.experts = static_cast<int32_t>(random.Between(-5, 1100));
    problem.block_size = static_cast<int32_t>(random.Between(-5, 300));
    Canonicalize(&wild);
    ASSERT_EQ(ValidateCase(wild), "");
    AlignCase again = wild;
    Canonicalize(&again);
    EXPECT_EQ(again, wild);
  }
}

TEST(AlignCaseTest, CanonicalizeRoundsTheBlockDownAndCutsIdsToTheirType) {
  AlignCase wild = AlignCaseOf({{0, 1}}, 4, 6);
  wild.problem.ids = {(int64_t{1} << 32) + 3, -1};
  Canonicalize(&wild);
  EXPECT_EQ(wild.problem.block_size, 4);
  EXPECT_EQ(wild.problem.ids, (std::vector<int64_t>{3, -1}));
  wild.problem.id_type = IdType::kUint32;
  Canonicalize(&wild);
  EXPECT_EQ(wild.problem.ids, (std::vector<int64_t>{3, 0xffffffff}));
}

TEST(AlignCaseTest, ValidateRefusesWhatIsLargerThanACase) {
  AlignCase large = AlignCaseOf({{0}}, 1, 1);
  large.problem.tokens = kMaxAlignSlots;
  large.problem.ids.assign(kMaxAlignSlots, 0);
  EXPECT_EQ(ValidateCase(large), "");
  large.problem.tokens += 1;
  large.problem.ids.push_back(0);
  EXPECT_EQ(ValidateCase(large), "65537 tokens of 1 choices are more slots than a case's limit of 65536");
  EXPECT_EQ(ValidateCase(AlignCaseOf({{0}}, 0, 1)), "experts is 0, not 1 to 1024");
}

TEST(AlignCaseTest, EqualityLooksAtEveryMember) {
  const AlignCase one = AlignCaseOf({{0, 1}, {2, 3}}, 4, 2);
  const auto differs = [&one](auto change) {
    AlignCase other = one;
    change(&other);
    return !(other == one);
  };
  EXPECT_EQ(one, one);
  EXPECT_TRUE(differs([](AlignCase* c) { c->problem.id_type = IdType::kInt64; }));
  EXPECT_TRUE(differs([](AlignCase* c) { c->problem.tokens = 1; }));
  EXPECT_TRUE(differs([](AlignCase* c) { c->problem.k = 1; }));
  EXPECT_TRUE(differs([](AlignCase* c) { c->problem.experts = 5; }));
  EXPECT_TRUE(differs([](AlignCase* c) { c->problem.block_size = 4; }));
  EXPECT_TRUE(differs([](AlignCase* c) { c->problem.ids[3] = 2; }));
  EXPECT_TRUE(differs([](AlignCase* c) { c->seed = 1; }));
}

TEST(AlignCaseTest, DescribeNamesTheSentinelAndWhatLiesOutside) {
  EXPECT_EQ(Describe(AlignCaseOf({{0, 4}, {-1, 5}, {2, 2}}, 4, 8)),
            "align_experts: 3 tokens x 2 choices among 4 experts, blocks of 8, int32 ids, schedule: ascending order "
            "(seed 0)\n"
            "  token 0: 0, 4 (sentinel)\n"
            "  token 1: -1 (outside), 5 (outside)\n"
            "  token 2: 2, 2\n");
}

TEST(AlignCaseTest, DescribeCutsLongCasesAndCountsTheRest) {
  AlignCase large = AlignCaseOf({{0, 0, 0, 0}}, 2, 1);
  large.problem.tokens = 18;
  large.problem.ids.assign(18 * 4, 1);
  large.problem.ids[16 * 4] = 2;
  large.problem.ids[17 * 4] = 3;
  large.seed = 7;
  const std::string text = Describe(large);
  EXPECT_NE(text.find("schedule: seed 7"), std::string::npos);
  EXPECT_NE(text.find("  token 15: 1 x4\n  ... 2 more tokens (6 ids of experts, 1 sentinel, 1 outside)\n"),
            std::string::npos)
      << text;
}

}  // namespace
}  // namespace gatefuzz
