// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Which groups of a row survive, by the plain definition. Internal to the oracle: users call oracle.h.
#ifndef GATEFUZZ_REFERENCE_GROUP_SCORES_H_
#define GATEFUZZ_REFERENCE_GROUP_SCORES_H_

#include "reference/oracle.h"

namespace gatefuzz {

// Fills `group_score` and `survives` from a row's choice scores (without bias, survival is by logits, of which the
// largest scores best even where scores underflow). Operations without groups: leaves both empty.
void ScoreGroups(const RoutingProblem& problem, OracleRow* row);

}  // namespace gatefuzz

#endif  // GATEFUZZ_REFERENCE_GROUP_SCORES_H_
