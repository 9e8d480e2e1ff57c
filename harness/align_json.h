// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// An align case as JSON, for people and scripts; docs/case-format.md.
#ifndef GATEFUZZ_HARNESS_ALIGN_JSON_H_
#define GATEFUZZ_HARNESS_ALIGN_JSON_H_

#include <string>
#include <string_view>

#include "harness/align_case.h"

namespace gatefuzz {

// The value of the member "operation", by which the JSON of an align case is known.
inline constexpr std::string_view kAlignOperation = "align_experts";

std::string CaseToJson(const AlignCase& align_case);

// Is this JSON that has the member "operation"? Anything else, JSON or not, is left to CaseFromJson of case_json.h.
bool NamesOperation(std::string_view json);

// False: `error` names the member (with its path) and what was expected. Unknown members are errors.
bool CaseFromJson(std::string_view json, AlignCase* align_case, std::string* error);

}  // namespace gatefuzz

#endif  // GATEFUZZ_HARNESS_ALIGN_JSON_H_
