// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// How simple a case is: the measure that every step of shrinking makes smaller, so that shrinking ends.
#ifndef GATEFUZZ_PROPERTIES_SIMPLICITY_H_
#define GATEFUZZ_PROPERTIES_SIMPLICITY_H_

#include <compare>
#include <cstdint>

#include "harness/routing_case.h"

namespace gatefuzz {

// 0 for +0; then 1, the canonical NaN, +Inf, -Inf, -0, other NaNs, integers by size, other numbers by their significant
// bits and their distance from 1. A NaN, an infinity and a small integer are what a reader takes in at a glance.
uint64_t ValueComplexity(DType dtype, uint32_t bits);

// Compared member by member, in this order.
struct Complexity {
  int64_t tokens = 0;
  int32_t experts = 0;
  int32_t k = 0;
  uint64_t options = 0;  // each away from its default counts
  uint64_t values = 0;   // sum over logits and bias
  uint64_t seed = 0;

  auto operator<=>(const Complexity&) const = default;
};

Complexity ComplexityOf(const RoutingCase& routing_case);

}  // namespace gatefuzz

#endif  // GATEFUZZ_PROPERTIES_SIMPLICITY_H_
