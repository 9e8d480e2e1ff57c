// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// A case as JSON, for people and scripts; docs/case-format.md. Logits may be numbers, "nan", "inf", "-inf", or exact
// bit patterns "0x7fc00001"; printing uses a number where it reads back to the same bits and a pattern elsewhere.
#ifndef GATEFUZZ_HARNESS_CASE_JSON_H_
#define GATEFUZZ_HARNESS_CASE_JSON_H_

#include <string>
#include <string_view>

#include "harness/routing_case.h"

namespace gatefuzz {

std::string CaseToJson(const RoutingCase& routing_case);

// False: `error` names the member (with its path) and what was expected. Unknown members are errors.
bool CaseFromJson(std::string_view json, RoutingCase* routing_case, std::string* error);

}  // namespace gatefuzz

#endif  // GATEFUZZ_HARNESS_CASE_JSON_H_
