// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The one right result of an align_experts call, by the plainest method: for each expert, all slots in turn. Source of
// the definitions: docs/contract.md, "align_experts".
#ifndef GATEFUZZ_REFERENCE_ALIGN_ORACLE_H_
#define GATEFUZZ_REFERENCE_ALIGN_ORACLE_H_

#include "reference/align_problem.h"

namespace gatefuzz {

// Requires: the problem is valid. Takes E*T*k steps.
AlignResult SolveAlignment(const AlignProblem& problem);

}  // namespace gatefuzz

#endif  // GATEFUZZ_REFERENCE_ALIGN_ORACLE_H_
