// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Decides whether a given result is legal under docs/contract.md and names each violated clause. Judges one launch's
// output: the clauses unique, range, order, agreement, finite, value, sum, source_rows, window and finished. Clauses
// that compare launches (independent, prefix, ...) are properties/, those about memory the runner's.
#ifndef GATEFUZZ_REFERENCE_CHECKER_H_
#define GATEFUZZ_REFERENCE_CHECKER_H_

#include <vector>

#include "reference/routing_problem.h"

namespace gatefuzz {

// All violations, in the order row, then clause of clauses.inc, at most `limit`. Empty: the result is legal. A row that
// breaks `unique` or `range` is not judged further by order, agreement, value (they would repeat the same fault).
// Requires: the problem is valid; the result's vectors have the sizes that routing_problem.h gives.
std::vector<Violation> CheckResult(const RoutingProblem& problem, const RoutingResult& result, Agreement agreement,
                                   int limit = 16);

}  // namespace gatefuzz

#endif  // GATEFUZZ_REFERENCE_CHECKER_H_
