// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The clauses of the routing contract as an enumeration with names; generated from clauses.inc.
#ifndef GATEFUZZ_REFERENCE_CLAUSE_H_
#define GATEFUZZ_REFERENCE_CLAUSE_H_

#include <optional>
#include <string_view>

namespace gatefuzz {

enum class Clause : int {
#define GATEFUZZ_CLAUSE(id, name, promise) id,
#include "reference/clauses.inc"
#undef GATEFUZZ_CLAUSE
};

// "unique", "range", ...
std::string_view ClauseName(Clause clause);
// The clause's promise, one line.
std::string_view ClausePromise(Clause clause);
// The clause with this name, if there is one.
std::optional<Clause> ClauseFromName(std::string_view name);

}  // namespace gatefuzz

#endif  // GATEFUZZ_REFERENCE_CLAUSE_H_
