// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "properties/align_shrink.h"

#include <algorithm>

#include "gtest/gtest.h"
#include "properties/align_generators.h"

namespace gatefuzz {
namespace {

// The first drawn case for which `fails`, shrunk.
AlignCase Smallest(const std::function<bool(const AlignCase&)>& fails) {
  for (uint64_t seed = 0; seed < 2000; ++seed) {
    const AlignCase drawn = DrawAlignCase(seed, 60);
    if (fails(drawn)) return Shrink(drawn, fails).smallest;
  }
  ADD_FAILURE() << "no case fails";
  return {};
}

TEST(AlignShrinkTest, EverySimplerCaseIsValidAndSimpler) {
  for (uint64_t seed = 0; seed < 60; ++seed) {
    const AlignCase drawn = DrawAlignCase(seed, 30);
    for (const AlignCase& simpler : SimplerCases(drawn)) {
      ASSERT_EQ(ValidateCase(simpler), "");
      ASSERT_LT(ComplexityOf(simpler), ComplexityOf(drawn));
    }
  }
}

TEST(AlignShrinkTest, WhatAlwaysFailsBecomesTheSmallestCaseThereIs) {
  const AlignCase smallest = Smallest([](const AlignCase&) { return true; });
  EXPECT_TRUE(SimplerCases(smallest).empty());
  EXPECT_EQ(smallest.problem.tokens, 0);
  EXPECT_EQ(smallest.problem.k, 1);
  EXPECT_EQ(smallest.problem.experts, 1);
  EXPECT_EQ(smallest.problem.block_size, 1);
  EXPECT_EQ(smallest.problem.id_type, IdType::kInt32);
  EXPECT_EQ(smallest.seed, 0u);
}

TEST(AlignShrinkTest, KeepsWhatTheFailureNeeds) {
  const AlignCase twice = Smallest([](const AlignCase& c) {
    const AlignProblem& p = c.problem;
    for (int64_t t = 0; t < p.tokens; ++t) {
      for (int64_t j = 1; j < p.k; ++j) {
        const int64_t id = p.ids[static_cast<size_t>(t * p.k + j)];
        if (NamesExpert(id, p.experts) && id == p.ids[static_cast<size_t>(t * p.k + j - 1)]) return true;
      }
    }
    return false;
  });
  EXPECT_EQ(twice.problem.tokens, 1);
  EXPECT_EQ(twice.problem.k, 2);
  EXPECT_EQ(twice.problem.experts, 1);
  EXPECT_EQ(twice.problem.ids, (std::vector<int64_t>{0, 0}));

  const AlignCase sentinel = Smallest([](const AlignCase& c) {
    return c.problem.block_size >= 16 && std::ranges::count(c.problem.ids, c.problem.experts) > 0;
  });
  EXPECT_EQ(sentinel.problem.ids, std::vector<int64_t>{1});
  EXPECT_EQ(sentinel.problem.experts, 1);
  EXPECT_EQ(sentinel.problem.block_size, 16);
}

TEST(AlignShrinkTest, AnIdWhoseLowWordIsGoodShrinksToTheSimplestOfItsKind) {
  const AlignCase wide = Smallest([](const AlignCase& c) {
    return std::ranges::any_of(c.problem.ids, [&](int64_t id) {
      return IsIdError(id, c.problem.experts) && NamesExpert(static_cast<int32_t>(id), c.problem.experts);
    });
  });
  EXPECT_EQ(wide.problem.id_type, IdType::kInt64);
  ASSERT_EQ(wide.problem.ids.size(), 1u);
  EXPECT_EQ(wide.problem.ids[0], int64_t{1} << 32);
}

TEST(AlignShrinkTest, AnotherNumberOfExpertsKeepsWhatIdsMean) {
  AlignCase c = DrawAlignCase(1, 10);
  c.problem = {.id_type = IdType::kInt64, .tokens = 5, .k = 1, .experts = 8, .block_size = 1, .ids = {3, 7, 8, 9, -1}};
  EXPECT_EQ(WithExpertCount(c, 4).problem.ids, (std::vector<int64_t>{3, 3, 4, 9, -1}));
  EXPECT_EQ(WithExpertCount(c, 12).problem.ids, (std::vector<int64_t>{3, 7, 12, 13, -1}));
}

TEST(AlignShrinkTest, StopsAtItsExecutions) {
  const AlignCase drawn = DrawAlignCase(7, 100);
  const auto result = Shrink(drawn, [](const AlignCase&) { return true; }, 3);
  EXPECT_EQ(result.executions, 3);
  EXPECT_EQ(result.steps, 3);
}

}  // namespace
}  // namespace gatefuzz
