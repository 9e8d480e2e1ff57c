// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Makes a failing align case small by meaning: fewer tokens, choices, experts, smaller blocks, int32, then ids towards
// 0, keeping the clause it fails.
#ifndef GATEFUZZ_PROPERTIES_ALIGN_SHRINK_H_
#define GATEFUZZ_PROPERTIES_ALIGN_SHRINK_H_

#include <compare>
#include <cstdint>
#include <functional>
#include <vector>

#include "harness/align_case.h"
#include "properties/descent.h"

namespace gatefuzz {

// How simple a case is, compared member by member in this order: the measure that every step makes smaller.
struct AlignComplexity {
  int64_t tokens = 0;
  int32_t k = 0;
  int32_t experts = 0;
  int32_t block_size = 0;
  int32_t id_type = 0;
  uint64_t ids = 0;  // sum of IdComplexity
  uint64_t seed = 0;

  auto operator<=>(const AlignComplexity&) const = default;
};

AlignComplexity ComplexityOf(const AlignCase& align_case);

// The id of an expert counts for itself; then the sentinel, -1, E + 1, and other ids outside by their bits.
uint64_t IdComplexity(int64_t id, int32_t experts);

// The case of another number of experts: what was sentinel or outside stays so, experts that are no more become the
// last one. Requires: 1 <= experts <= kMaxExperts.
AlignCase WithExpertCount(const AlignCase& align_case, int32_t experts);

// The cases one step simpler than this one, simplest first; all valid and different from it. Empty at the end.
std::vector<AlignCase> SimplerCases(const AlignCase& align_case);

// Greedy descent, as Shrink of properties/shrink.h. Requires: still_fails(start).
ShrinkResultOf<AlignCase> Shrink(const AlignCase& start, const std::function<bool(const AlignCase&)>& still_fails,
                                 int max_executions = 5000);

}  // namespace gatefuzz

#endif  // GATEFUZZ_PROPERTIES_ALIGN_SHRINK_H_
