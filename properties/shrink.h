// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Makes a failing case small by meaning: fewer tokens, fewer experts, smaller k, options off, then values towards 0 and
// 1, keeping the clause it fails. Used by RapidCheck's generators, `gatefuzz shrink` and campaigns alike.
#ifndef GATEFUZZ_PROPERTIES_SHRINK_H_
#define GATEFUZZ_PROPERTIES_SHRINK_H_

#include <functional>
#include <vector>

#include "harness/routing_case.h"
#include "properties/descent.h"

namespace gatefuzz {

// The cases one step simpler than this one, simplest first; all valid and different from it. Empty at the end.
std::vector<RoutingCase> SimplerCases(const RoutingCase& routing_case);

using ShrinkResult = ShrinkResultOf<RoutingCase>;
// Greedy descent: takes the first simpler case for which `still_fails`, until none is or `max_executions` are used.
// Requires: still_fails(start).
ShrinkResult Shrink(const RoutingCase& start, const std::function<bool(const RoutingCase&)>& still_fails,
                    int max_executions = 5000);

}  // namespace gatefuzz

#endif  // GATEFUZZ_PROPERTIES_SHRINK_H_
