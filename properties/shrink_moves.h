// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The single steps of shrinking. Lazy: a large case has thousands, each a copy of the case, of which few are looked at.
#ifndef GATEFUZZ_PROPERTIES_SHRINK_MOVES_H_
#define GATEFUZZ_PROPERTIES_SHRINK_MOVES_H_

#include <functional>
#include <vector>

#include "harness/routing_case.h"

namespace gatefuzz {

// Changes a valid case; the result is valid, but may be no simpler, or the same.
using ShrinkMove = std::function<void(RoutingCase*)>;

// All steps worth trying on this case, the most promising first: rows, experts, k, groups, options, values, seed.
std::vector<ShrinkMove> ShrinkMoves(const RoutingCase& routing_case);

}  // namespace gatefuzz

#endif  // GATEFUZZ_PROPERTIES_SHRINK_MOVES_H_
