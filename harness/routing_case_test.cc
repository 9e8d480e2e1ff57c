// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "harness/routing_case.h"

#include <limits>
#include <utility>

#include "gtest/gtest.h"
#include "harness/random.h"
#include "harness/testing/sample_cases.h"

namespace gatefuzz {
namespace {

using testing::CaseOf;
using testing::SampleCase;

TEST(RoutingCaseTest, SamplesAreValidAndCanonical) {
  for (uint64_t seed = 0; seed < 500; ++seed) {
    RoutingCase sample = SampleCase(seed);
    ASSERT_EQ(ValidateCase(sample), "") << "seed " << seed;
    const RoutingCase before = sample;
    Canonicalize(&sample);
    EXPECT_EQ(sample, before) << "seed " << seed;
  }
}

TEST(RoutingCaseTest, CanonicalizeRepairsAnything) {
  Random random(1);
  const auto any = [&random] { return static_cast<int32_t>(random.Next() >> random.Below(40)); };
  for (int i = 0; i < 200; ++i) {
    RoutingCase wild = SampleCase(random.Next());
    RoutingProblem& problem = wild.problem;
    problem.dtype = static_cast<DType>(any());
    problem.non_finite = static_cast<NonFinitePolicy>(any());
    wild.id_type = static_cast<IdType>(any());
    problem.tokens = any();
    problem.experts = any();
    problem.k = any();
    problem.num_groups = any();
    problem.top_groups = any();
    problem.local_first = any();
    problem.local_count = any();
    wild.row_padding = any();
    problem.scale = random.Percent(30) ? std::numeric_limits<float>::quiet_NaN() : static_cast<float>(any());
    Canonicalize(&wild);
    ASSERT_EQ(ValidateCase(wild), "");
    const RoutingCase once = wild;
    Canonicalize(&wild);
    EXPECT_EQ(wild, once);
  }
}

TEST(RoutingCaseTest, ValidateNamesWhatIsWrong) {
  RoutingCase tokens = CaseOf({{0, 1}}, 1);
  tokens.problem.tokens = 4097;
  tokens.problem.logits.resize(2 * 4097);
  EXPECT_EQ(ValidateCase(tokens), "tokens is 4097, above a case's limit of 4096");

  RoutingCase logits = CaseOf({{0, 1}}, 1);
  logits.problem.tokens = 4096;
  logits.problem.experts = 1024;
  logits.problem.logits.resize(4096 * 1024);
  EXPECT_EQ(ValidateCase(logits), "4096 tokens of 1024 experts are more logits than a case's limit of 1048576");

  RoutingCase padding = CaseOf({{0, 1}}, 1);
  padding.row_padding = 65;
  EXPECT_EQ(ValidateCase(padding), "row_padding is 65, not 0 to 64");

  RoutingCase id_type = CaseOf({{0, 1}}, 1);
  id_type.id_type = static_cast<IdType>(3);
  EXPECT_EQ(ValidateCase(id_type), "id_type is 3, not 0 to 2");

  RoutingCase window = CaseOf({{0, 1}}, 1);
  window.problem.local_first = 1;
  EXPECT_EQ(ValidateCase(window), "without a window, local_first is 0 and local_count -1, not 1 and -1");

  RoutingCase wide = CaseOf({{0, 1}}, 1);
  wide.problem.dtype = DType::kF16;
  EXPECT_EQ(ValidateCase(wide), "a logit has bits set above the 16 of its dtype");

  RoutingCase groups = CaseOf({{0, 1, 2, 3}}, 3);
  groups.problem.num_groups = 2;
  EXPECT_EQ(ValidateCase(groups), "k is 3, above the 2 experts of 1 groups of 2") << "whatever the operation";

  RoutingCase k = CaseOf({{0, 1}}, 3);
  EXPECT_NE(ValidateCase(k), "");
}

TEST(RoutingCaseTest, CanonicalizeTakesTheNearestGroups) {
  const auto nearest = [](int32_t experts, int32_t k, int32_t count, int32_t kept) {
    RoutingCase wild;
    wild.problem.experts = experts;
    wild.problem.k = k;
    wild.problem.num_groups = count;
    wild.problem.top_groups = kept;
    Canonicalize(&wild);
    return std::pair(wild.problem.num_groups, wild.problem.top_groups);
  };
  EXPECT_EQ(nearest(256, 8, 8, 4), std::pair(8, 4));
  EXPECT_EQ(nearest(255, 8, 8, 4), std::pair(5, 4));
  EXPECT_EQ(nearest(64, 8, 64, 9), std::pair(32, 9));
  EXPECT_EQ(nearest(64, 8, 8, 0), std::pair(8, 1));
  EXPECT_EQ(nearest(64, 9, 8, 1), std::pair(8, 2)) << "one group would not hold k experts";
  EXPECT_EQ(nearest(37, 8, 36, 9), std::pair(1, 1));
}

TEST(RoutingCaseTest, GroupsAreComparedAndDescribed) {
  const RoutingCase one = CaseOf({{0, 1, 2, 3}}, 1);
  RoutingCase two = one;
  two.problem.num_groups = 2;
  EXPECT_NE(one, two);
  RoutingCase both = two;
  both.problem.top_groups = 2;
  EXPECT_NE(both, two);
  EXPECT_EQ(Describe(two).substr(0, 58), "1 token x 4 experts, top 1, from the best 1 of 2 groups, f");
  EXPECT_EQ(Describe(one).find("group"), std::string::npos);
}

TEST(RoutingCaseTest, ComparesScaleByBits) {
  RoutingCase a = CaseOf({{0}}, 1);
  RoutingCase b = a;
  a.problem.scale = 0.0f;
  b.problem.scale = -0.0f;
  EXPECT_NE(a, b);
}

TEST(DescribeCaseTest, TellsShapeOptionsAndRows) {
  RoutingCase described = CaseOf({{0.1, -0.0, 3}, {1e-45, 2, 1e30}}, 2);
  described.problem.logits[0] = 0x7fc00001;
  described.problem.logits[5] = 0xff800000;
  EXPECT_EQ(Describe(described),
            "2 tokens x 3 experts, top 2, f32 logits, int32 ids, policy zero_score, not renormalised, schedule: "
            "ascending order (seed 0)\n"
            "  row 0: NaN(0x7fc00001), -0, 3\n"
            "  row 1: 1e-45(0x00000001, denormal), 2, -Inf\n");
}

TEST(DescribeCaseTest, TellsEveryOption) {
  RoutingCase described = CaseOf({{1, 2}}, 1);
  RoutingProblem& problem = described.problem;
  problem.dtype = DType::kBF16;
  problem.logits = {0x3f80, 0x4000};
  problem.non_finite = NonFinitePolicy::kMask;
  problem.renormalize = true;
  problem.scale = 2.5f;
  problem.bias = {0, 0x7f800000};
  problem.local_first = 1;
  problem.local_count = 1;
  problem.finished = {7};
  problem.want_source_rows = true;
  described.id_type = IdType::kInt64;
  described.row_padding = 3;
  described.seed = 9;
  EXPECT_EQ(
      Describe(described),
      "1 token x 2 experts, top 1, bf16 logits, int64 ids, policy mask, renormalised, scale 2.5, bias, window of 1 "
      "expert from expert 1, finished flags, source rows, rows padded by 3, schedule: seed 9\n"
      "  bias: 0, +Inf\n"
      "  row 0 (finished): 1, 2\n");
}

TEST(DescribeCaseTest, ShortensLongRowsAndSumsUpWhatItCuts) {
  RoutingCase described;
  described.problem.tokens = 17;
  described.problem.experts = 64;
  described.problem.k = 1;
  for (uint32_t i = 0; i < 17 * 64; ++i) described.problem.logits.push_back(i < 10 ? 0 : 0x3f800000 + i);
  described.problem.logits[60] = 0x7f800000;
  described.problem.logits[61] = 0xffc00000;
  described.problem.logits[16 * 64] = 1;
  const std::string text = Describe(described);
  EXPECT_NE(text.find("  row 0: 0 x10, 1.0000012"), std::string::npos) << text;
  EXPECT_NE(text.find("... 31 more (1 NaN, 1 +Inf)\n"), std::string::npos) << text;
  EXPECT_NE(text.find("  ... 1 more row (1 denormal)\n"), std::string::npos) << text;
}

}  // namespace
}  // namespace gatefuzz
