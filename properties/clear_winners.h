// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Which rows have but one legal answer, whatever the ids of the experts: what permute and shift need to know.
#ifndef GATEFUZZ_PROPERTIES_CLEAR_WINNERS_H_
#define GATEFUZZ_PROPERTIES_CLEAR_WINNERS_H_

#include "kernels/kernel_table.h"
#include "reference/oracle.h"

namespace gatefuzz {

enum class Ties {
  kNone,         // every chosen expert must be better than the next one
  kExactAllowed  // equal logits (and biases) are fine: their order is by id, and stays so while the ids do
};

// True if the k best experts of the row stand out in their order from each other and from all the rest: strictly where
// the kernel is held to the exact ranking, else by more than twice the tolerance of choice scores. Masked experts and
// scores that the policy zeroed are ties. Of groups, those that survive must stand out likewise from those that do not.
// Requires: the problem is valid and its operation the kernel's.
bool HasClearWinners(const RoutingProblem& problem, int64_t row, Agreement agreement, Ties ties);

}  // namespace gatefuzz

#endif  // GATEFUZZ_PROPERTIES_CLEAR_WINNERS_H_
