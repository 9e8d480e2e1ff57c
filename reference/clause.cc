// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0

#include "reference/clause.h"

namespace gatefuzz {
namespace {

struct ClauseRow {
  Clause clause;
  std::string_view name;
  std::string_view promise;
};

constexpr ClauseRow kClauses[] = {
#define GATEFUZZ_CLAUSE(id, name, promise) {Clause::id, name, promise},
#include "reference/clauses.inc"
#undef GATEFUZZ_CLAUSE
};

const ClauseRow* Find(Clause clause) {
  for (const ClauseRow& row : kClauses) {
    if (row.clause == clause) return &row;
  }
  return nullptr;
}

}  // namespace

std::string_view ClauseName(Clause clause) {
  const ClauseRow* row = Find(clause);
  return row == nullptr ? "?" : row->name;
}

std::string_view ClausePromise(Clause clause) {
  const ClauseRow* row = Find(clause);
  return row == nullptr ? "?" : row->promise;
}

std::optional<Clause> ClauseFromName(std::string_view name) {
  for (const ClauseRow& row : kClauses) {
    if (row.name == name) return row.clause;
  }
  return std::nullopt;
}

}  // namespace gatefuzz
