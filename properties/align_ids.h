// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Ids that generators and mutators of align cases draw.
#ifndef GATEFUZZ_PROPERTIES_ALIGN_IDS_H_
#define GATEFUZZ_PROPERTIES_ALIGN_IDS_H_

#include <cstdint>

#include "harness/random.h"
#include "kernels/routing.h"
#include "reference/align_problem.h"

namespace gatefuzz {

// An id outside [0, E] of the classes that a kernel may take for good ones: -1, just above E, the ends of the type, one
// whose low 32, 16 or 8 bits name an expert, any bits. A value of the type.
int64_t DrawIdOutside(IdType type, int32_t experts, Random* random);

// Fills all ids of the problem with experts, by one of the loads that kernels treat differently: even, few hot experts,
// one expert, in turn, falling, whole blocks, the same throughout a row.
void FillWithExperts(AlignProblem* problem, Random* random);

}  // namespace gatefuzz

#endif  // GATEFUZZ_PROPERTIES_ALIGN_IDS_H_
