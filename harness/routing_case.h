// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// A RoutingCase is one thing to try on a kernel: a routing problem plus how it is called. It is what generators make,
// fuzzers mutate, case files hold and properties judge. A value type: copy it, compare it.
#ifndef GATEFUZZ_HARNESS_ROUTING_CASE_H_
#define GATEFUZZ_HARNESS_ROUTING_CASE_H_

#include <cstdint>
#include <string>

#include "reference/routing_problem.h"

namespace gatefuzz {

// Upper bounds of what a case may hold, so that a file of a few bytes cannot ask for gigabytes.
inline constexpr int64_t kMaxCaseTokens = 4096;
inline constexpr int64_t kMaxCaseLogits = 1 << 20;  // tokens * experts
inline constexpr int32_t kMaxRowPadding = 64;       // elements between rows

struct RoutingCase {
  // `operation` is not part of a case: the kernel under test says it. Its groups are, and bound k whatever the
  // operation; one that is not grouped is called with one group.
  RoutingProblem problem;
  IdType id_type = IdType::kInt32;
  int32_t row_padding = 0;  // logits_row_stride - experts; the gap holds garbage that must not matter
  uint64_t seed = 0;        // draws what a property needs: a permutation, a position, the emulator's schedule

  bool operator==(const RoutingCase&) const;
};

// Empty if the case is within the contract's and the bounds above, else what is wrong.
std::string ValidateCase(const RoutingCase& routing_case);

// The nearest valid case: every field clamped, vectors resized (new logits are 0). Total and idempotent.
void Canonicalize(RoutingCase* routing_case);

// The largest number of groups that is at most `wanted`, at least 1 and divides `experts` (>= 1); at most kMaxGroups.
int32_t NearestGroupCount(int32_t experts, int32_t wanted);

// Makes the groups valid for E and k: the nearest number of groups, of which enough are kept to hold k experts.
// Requires: E and k are valid.
void ClampGroups(RoutingProblem* problem);

// The case in words, a few lines: shape, options, then rows with ids of interest; long rows are shortened.
std::string Describe(const RoutingCase& routing_case);

}  // namespace gatefuzz

#endif  // GATEFUZZ_HARNESS_ROUTING_CASE_H_
