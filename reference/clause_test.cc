// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0

#include "reference/clause.h"

#include <set>
#include <string>

#include "gtest/gtest.h"

namespace gatefuzz {
namespace {

constexpr Clause kAll[] = {
#define GATEFUZZ_CLAUSE(id, name, promise) Clause::id,
#include "reference/clauses.inc"
#undef GATEFUZZ_CLAUSE
};

TEST(Clause, NamesAreDistinctLowerCaseWordsThatLeadBackToTheClause) {
  std::set<std::string> names;
  for (const Clause clause : kAll) {
    const std::string name(ClauseName(clause));
    EXPECT_EQ(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_"), std::string::npos) << name;
    EXPECT_TRUE(names.insert(name).second) << name;
    EXPECT_EQ(ClauseFromName(name), clause);
    EXPECT_FALSE(ClausePromise(clause).empty());
  }
  EXPECT_EQ(ClauseName(Clause::kSourceRows), "source_rows");
}

TEST(Clause, AnUnknownNameIsNoClause) {
  EXPECT_EQ(ClauseFromName(""), std::nullopt);
  EXPECT_EQ(ClauseFromName("Unique"), std::nullopt);
  EXPECT_EQ(ClauseName(static_cast<Clause>(-1)), "?");
}

}  // namespace
}  // namespace gatefuzz
