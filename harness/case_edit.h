// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Edits of a case that keep rows and experts together with all that belongs to them (flags, bias, window). What
// properties, shrinking and mutators are made of. Pure functions; a valid case gives a valid case.
#ifndef GATEFUZZ_HARNESS_CASE_EDIT_H_
#define GATEFUZZ_HARNESS_CASE_EDIT_H_

#include <cstdint>
#include <span>

#include "harness/routing_case.h"

namespace gatefuzz {

// The row of logits; writable through the case.
std::span<uint32_t> LogitRow(RoutingCase* routing_case, int64_t row);
std::span<const uint32_t> LogitRow(const RoutingCase& routing_case, int64_t row);

// The case of rows[0], rows[1], ... in that order; a row may repeat. Requires: each in [0, T), within a case's bounds.
RoutingCase WithRows(const RoutingCase& routing_case, std::span<const int64_t> rows);

// The case whose expert i is experts[i] of the old one, in logits and bias. Requires: each in [0, E), at least one.
// Where the number changes, k, the groups and the window are clamped. Groups stay runs of neighbours: experts that move
// past a group's end change their group.
RoutingCase WithExperts(const RoutingCase& routing_case, std::span<const int32_t> experts);

// Adds a row of the one bit pattern before row `at`, not finished. Requires: 0 <= at <= T, room for one more token.
void InsertRow(RoutingCase* routing_case, int64_t at, uint32_t bits);

}  // namespace gatefuzz

#endif  // GATEFUZZ_HARNESS_CASE_EDIT_H_
