// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// An AlignCase is one thing to try on an align_experts kernel, as RoutingCase is on a routing kernel: what generators
// make, fuzzers mutate, case files hold and properties judge. A value type: copy it, compare it.
#ifndef GATEFUZZ_HARNESS_ALIGN_CASE_H_
#define GATEFUZZ_HARNESS_ALIGN_CASE_H_

#include <cstdint>
#include <string>

#include "reference/align_problem.h"

namespace gatefuzz {

inline constexpr int64_t kMaxAlignSlots = 1 << 16;  // tokens * k of a case

struct AlignCase {
  AlignProblem problem;
  uint64_t seed = 0;  // draws what a property needs, the emulator's schedule, and where buffers lie

  bool operator==(const AlignCase& other) const;
};

// Empty if the case is within the contract's and the bound above, else what is wrong.
std::string ValidateCase(const AlignCase& align_case);

// The nearest valid case: every field clamped, B to a power of 2, ids resized (new ones are 0) and those that their
// type cannot hold cut off to it. Total and idempotent.
void Canonicalize(AlignCase* align_case);

// How often ids are what.
struct IdCounts {
  int64_t experts = 0;    // in [0, E)
  int64_t sentinels = 0;  // E
  int64_t errors = 0;     // outside
};
IdCounts CountIds(const AlignProblem& problem);

// The case in words: shape, then the ids of each token; long cases are shortened.
std::string Describe(const AlignCase& align_case);

}  // namespace gatefuzz

#endif  // GATEFUZZ_HARNESS_ALIGN_CASE_H_
