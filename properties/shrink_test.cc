// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "properties/shrink.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "gtest/gtest.h"
#include "properties/generators.h"
#include "properties/simplicity.h"
#include "reference/float_bits.h"

namespace gatefuzz {
namespace {

int CountNans(const RoutingCase& c) {
  return static_cast<int>(
      std::ranges::count_if(c.problem.logits, [&](uint32_t bits) { return IsNan(c.problem.dtype, bits); }));
}

TEST(SimplerCasesTest, EveryOneIsValidDifferentAndSimpler) {
  for (uint64_t seed = 0; seed < 60; ++seed) {
    const RoutingCase drawn = DrawRoutingCase(seed, static_cast<int>(seed % 20));
    for (const RoutingCase& simpler : SimplerCases(drawn)) {
      ASSERT_EQ(ValidateCase(simpler), "");
      ASSERT_NE(simpler, drawn);
      ASSERT_LT(ComplexityOf(simpler), ComplexityOf(drawn));
    }
  }
}

TEST(SimplerCasesTest, TheSimplestCaseHasNone) {
  RoutingCase simplest;
  simplest.problem.experts = 1;
  simplest.problem.k = 1;
  EXPECT_TRUE(SimplerCases(simplest).empty());
}

TEST(SimplerCasesTest, HugeCasesGiveAListThatFitsInMemory) {
  RoutingCase huge;
  huge.problem.experts = 256;
  huge.problem.tokens = 4096;
  huge.problem.k = 8;
  huge.problem.logits.assign(4096 * 256, 0x40490fdb);
  const std::vector<RoutingCase> simpler = SimplerCases(huge);
  size_t logits = 0;
  for (const RoutingCase& c : simpler) logits += c.problem.logits.size();
  EXPECT_FALSE(simpler.empty());
  EXPECT_LE(logits, size_t{1} << 24);
}

TEST(ShrinkTest, AlwaysFailingEndsAtTheSimplestCase) {
  for (uint64_t seed = 0; seed < 20; ++seed) {
    const ShrinkResult result = Shrink(DrawRoutingCase(seed, 100), [](const RoutingCase&) { return true; });
    EXPECT_TRUE(SimplerCases(result.smallest).empty()) << Describe(result.smallest);
    EXPECT_EQ(result.smallest.problem.tokens, 0);
    EXPECT_EQ(result.smallest.problem.experts, 1);
  }
}

TEST(ShrinkTest, NeverFailingAgainGivesTheStartBack) {
  const RoutingCase start = DrawRoutingCase(3, 50);
  const ShrinkResult result = Shrink(start, [](const RoutingCase&) { return false; });
  EXPECT_EQ(result.smallest, start);
  EXPECT_EQ(result.steps, 0);
  EXPECT_GT(result.executions, 0);
}

TEST(ShrinkTest, KeepsOneNanOfMany) {
  int shrunk = 0;
  for (uint64_t seed = 0; seed < 60; ++seed) {
    const RoutingCase start = DrawRoutingCase(seed, 100);
    if (CountNans(start) < 3) continue;
    ++shrunk;
    const ShrinkResult result = Shrink(start, [](const RoutingCase& c) { return CountNans(c) > 0; });
    EXPECT_EQ(result.smallest.problem.tokens, 1);
    EXPECT_EQ(result.smallest.problem.experts, 1);
    EXPECT_EQ(result.smallest.problem.dtype, DType::kF32);
    EXPECT_EQ(result.smallest.problem.logits[0], 0x7fc00000u) << "the canonical NaN";
    EXPECT_LT(result.executions, 500);
  }
  EXPECT_GT(shrunk, 5);
}

TEST(ShrinkTest, FindsThePairThatMatters) {
  // Fails where some row has its largest logit at expert 5 or later, and it is above 7.25.
  const auto fails = [](const RoutingCase& c) {
    const RoutingProblem& p = c.problem;
    for (size_t i = 0; i < p.logits.size(); ++i) {
      const size_t expert = i % static_cast<size_t>(p.experts);
      if (expert >= 5 && ToDouble(p.dtype, p.logits[i]) > 7.25) return true;
    }
    return false;
  };
  int shrunk = 0;
  for (uint64_t seed = 0; seed < 60; ++seed) {
    const RoutingCase start = DrawRoutingCase(seed, 100);
    if (!fails(start)) continue;
    ++shrunk;
    const RoutingCase smallest = Shrink(start, fails).smallest;
    EXPECT_EQ(smallest.problem.tokens, 1);
    EXPECT_EQ(smallest.problem.experts, 6);
    EXPECT_EQ(smallest.problem.k, 1);
    const double last = ToDouble(smallest.problem.dtype, smallest.problem.logits[5]);
    EXPECT_TRUE(last == 8 || std::isinf(last)) << Describe(smallest);
    for (int i = 0; i < 5; ++i) EXPECT_EQ(smallest.problem.logits[static_cast<size_t>(i)], 0u) << Describe(smallest);
  }
  EXPECT_GT(shrunk, 5);
}

TEST(ShrinkTest, KeepsAsFewGroupsAsFail) {
  // Fails where two groups survive and one does not, with two experts in each.
  const auto fails = [](const RoutingCase& c) {
    const RoutingProblem& p = c.problem;
    return p.top_groups >= 2 && p.num_groups > p.top_groups && p.experts >= 2 * p.num_groups;
  };
  int shrunk = 0;
  for (uint64_t seed = 0; seed < 100; ++seed) {
    const RoutingCase start = DrawRoutingCase(seed, 100);
    if (!fails(start)) continue;
    ++shrunk;
    const RoutingProblem smallest = Shrink(start, fails).smallest.problem;
    EXPECT_EQ(smallest.experts, 6);
    EXPECT_EQ(smallest.num_groups, 3);
    EXPECT_EQ(smallest.top_groups, 2);
    EXPECT_EQ(smallest.k, 1);
  }
  EXPECT_GT(shrunk, 5);
}

TEST(ShrinkTest, StopsWhenExecutionsAreUsedUp) {
  const ShrinkResult result = Shrink(DrawRoutingCase(9, 100), [](const RoutingCase&) { return false; }, 7);
  EXPECT_EQ(result.executions, 7);
}

TEST(ValueComplexityTest, OrdersValuesAsAReaderWould) {
  const auto of = [](double value) { return ValueComplexity(DType::kF32, FromDouble(DType::kF32, value)); };
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(of(0), 0u);
  EXPECT_LT(of(0), of(1));
  EXPECT_LT(of(1), of(std::nan("")));
  EXPECT_LT(of(std::nan("")), of(infinity));
  EXPECT_LT(of(infinity), of(-infinity));
  EXPECT_LT(of(-infinity), ValueComplexity(DType::kF32, 0xffc00001));
  EXPECT_LT(of(2), of(-2));
  EXPECT_LT(of(-2), of(3));
  EXPECT_LT(of(1000), of(0.5));
  EXPECT_LT(of(0.5), of(0.75));
}

}  // namespace
}  // namespace gatefuzz
