// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// RapidCheck generators of routing cases over the hostile classes of values that contract.md's clauses turn on:
// normals, ties, near ties, +-0, denormals, NaN payloads of both signs, +-Inf, extremes, deep underflow; whole rows
// bad, partly bad, padding at the end; the winner at every index; shapes at and around powers of two and dispatch
// limits.
#ifndef GATEFUZZ_PROPERTIES_GENERATORS_H_
#define GATEFUZZ_PROPERTIES_GENERATORS_H_

#include <rapidcheck.h>

#include <cstdint>

#include "harness/routing_case.h"

namespace gatefuzz {

// Any valid case, small ones first (RapidCheck's size); shrinks through SimplerCases.
rc::Gen<RoutingCase> AnyRoutingCase();

// The same without RapidCheck: the case that a seed stands for, at a size from 0 (small) to 100. Beyond, for GPUs, it
// is how many tokens a case may have, whatever its experts. Pure.
RoutingCase DrawRoutingCase(uint64_t seed, int size);

}  // namespace gatefuzz

#endif  // GATEFUZZ_PROPERTIES_GENERATORS_H_
