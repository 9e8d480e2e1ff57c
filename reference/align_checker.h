// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Decides whether a result of align_experts is legal under docs/contract.md and names each violated clause:
// permutation, stable, padded, blocks, total, error_flag, and complete for what lies past the total. Independent of the
// oracle: it counts each expert's slots and judges every element where it stands.
#ifndef GATEFUZZ_REFERENCE_ALIGN_CHECKER_H_
#define GATEFUZZ_REFERENCE_ALIGN_CHECKER_H_

#include <vector>

#include "reference/align_problem.h"
#include "reference/routing_problem.h"

namespace gatefuzz {

// The violations, in the order permutation, stable, padded, blocks, total, error_flag, complete, at most `limit`,
// but of each broken clause one while there is room. A
// violation's row and slot are the token t and choice j that it is about, where it is about one. Empty: the result is
// legal.
//
// One fault, one clause: where `block_experts` and `sorted` agree on other segments than the counts ask for, `sorted`
// is judged by those segments, so that one block of padding too many is not reported once for every slot behind it.
//
// Requires: the problem is valid; the result's vectors have the sizes that align_problem.h gives.
std::vector<Violation> CheckAlignment(const AlignProblem& problem, const AlignResult& result, int limit = 16);

}  // namespace gatefuzz

#endif  // GATEFUZZ_REFERENCE_ALIGN_CHECKER_H_
