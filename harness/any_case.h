// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// A case of any kind, for what handles cases without looking into them: files, the program, campaigns. The bytes say
// the kind by their magic, the JSON by its member "operation".
#ifndef GATEFUZZ_HARNESS_ANY_CASE_H_
#define GATEFUZZ_HARNESS_ANY_CASE_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "harness/align_case.h"
#include "harness/routing_case.h"

namespace gatefuzz {

using AnyCase = std::variant<RoutingCase, AlignCase>;

std::vector<uint8_t> EncodeCase(const AnyCase& any_case);
// Any bytes give a valid case; without an align case's magic, a routing case.
AnyCase DecodeAnyCase(std::span<const uint8_t> bytes);

// As ReadCaseFile and WriteCaseFile of case_codec.h.
bool ReadCaseFile(const std::string& path, AnyCase* any_case, std::string* error);
bool WriteCaseFile(const std::string& path, const AnyCase& any_case, std::string* error);

std::string Describe(const AnyCase& any_case);

std::string CaseToJson(const AnyCase& any_case);
// As CaseFromJson of case_json.h and align_json.h.
bool CaseFromJson(std::string_view json, AnyCase* any_case, std::string* error);

}  // namespace gatefuzz

#endif  // GATEFUZZ_HARNESS_ANY_CASE_H_
