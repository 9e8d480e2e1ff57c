// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "properties/search.h"

#include <cstdlib>
#include <stdexcept>
#include <vector>

#include "gtest/gtest.h"

namespace gatefuzz {
namespace {

Outcome FailWith(Clause clause) { return Fail{{{clause, -1, -1, ""}}, {}}; }

TEST(SearchTest, CountsPassesAndDiscardsByReason) {
  SearchOptions options;
  options.cases = 200;
  const SearchResult result = Search(
      [](const RoutingCase& c) -> Outcome {
        if (c.problem.k == 1) return Discard{"k is 1"};
        if (c.problem.tokens == 0) return Discard{"no rows"};
        return Pass{};
      },
      options);
  EXPECT_FALSE(result.finding.has_value());
  EXPECT_EQ(result.passed + result.discards(), 200);
  EXPECT_GT(result.discarded.at("k is 1"), 5);
  EXPECT_NEAR(result.DiscardShare(), result.discards() / 200.0, 1e-9);
}

TEST(SearchTest, ShrinksTheFirstFailureWithinItsClause) {
  // More than one expert breaks `unique`; without renormalisation it breaks `value`, which is another finding.
  const SearchResult result = Search(
      [](const RoutingCase& c) -> Outcome {
        if (c.problem.experts < 2 || c.problem.tokens == 0) return Pass{};
        return FailWith(c.problem.renormalize ? Clause::kUnique : Clause::kValue);
      },
      SearchOptions{});
  ASSERT_TRUE(result.finding.has_value());
  const Finding& finding = *result.finding;
  EXPECT_EQ(std::get<Fail>(finding.outcome).clause(),
            finding.drawn.problem.renormalize ? Clause::kUnique : Clause::kValue);
  EXPECT_EQ(finding.smallest.problem.renormalize, finding.drawn.problem.renormalize);
  EXPECT_EQ(finding.smallest.problem.tokens, 1);
  EXPECT_EQ(finding.smallest.problem.experts, 2);
}

TEST(SearchTest, AHarnessErrorEndsTheSearchAndIsNoFinding) {
  const SearchResult result = Search([](const RoutingCase&) -> Outcome { return HarnessError{"no device"}; }, {});
  EXPECT_EQ(result.harness_error, "no device");
  EXPECT_FALSE(result.finding.has_value());
}

TEST(SearchTest, TheSameSeedDrawsTheSameCases) {
  const auto draw = [](uint64_t seed) {
    std::vector<RoutingCase> drawn;
    SearchOptions options;
    options.seed = seed;
    options.cases = 20;
    Search(
        [&](const RoutingCase& c) -> Outcome {
          drawn.push_back(c);
          return Pass{};
        },
        options);
    return drawn;
  };
  EXPECT_EQ(draw(1), draw(1));
  EXPECT_NE(draw(1), draw(2));
}

TEST(SearchTest, RcParamsChangeTheOptions) {
  setenv("RC_PARAMS", "seed=7 max_success=12 max_size=34 noshrink=1", 1);
  const SearchOptions changed = OptionsFromEnvironment({});
  EXPECT_EQ(changed.seed, 7u);
  EXPECT_EQ(changed.cases, 12);
  EXPECT_EQ(changed.max_size, 34);
  EXPECT_EQ(changed.max_shrinks, 0);
  setenv("RC_PARAMS", "seed=apple", 1);
  EXPECT_THROW(OptionsFromEnvironment({}), std::invalid_argument);
  unsetenv("RC_PARAMS");
  EXPECT_EQ(OptionsFromEnvironment({}).seed, SearchOptions{}.seed);
}

}  // namespace
}  // namespace gatefuzz
