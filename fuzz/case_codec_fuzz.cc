// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Any bytes through every reader of cases: each gives a case or a message, and what is written reads back the same.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/case_codec.h"
#include "harness/case_json.h"
#include "harness/routing_case.h"

namespace {

using gatefuzz::RoutingCase;

void Require(bool holds, const char* what, const std::string& detail = "") {
  if (holds) return;
  std::fprintf(stderr, "case_codec_fuzz: %s: %s\n", what, detail.c_str());
  std::abort();
}

void RequireRoundTrips(const RoutingCase& routing_case) {
  Require(gatefuzz::ValidateCase(routing_case).empty(), "a decoded case is valid",
          gatefuzz::ValidateCase(routing_case));
  const std::vector<uint8_t> encoded = gatefuzz::EncodeCase(routing_case);
  Require(gatefuzz::DecodeAny(encoded) == routing_case, "decoding what was encoded gives the same case");
  RoutingCase read;
  std::string error;
  Require(gatefuzz::DecodeCaseFile(encoded, &read, &error) && read == routing_case, "so does the strict reader", error);

  RoutingCase canonical = routing_case;
  gatefuzz::Canonicalize(&canonical);
  Require(canonical == routing_case, "a valid case is canonical");
  Require(!gatefuzz::Describe(routing_case).empty(), "every case has a description");

  const std::string json = gatefuzz::CaseToJson(routing_case);
  RoutingCase from_json;
  Require(gatefuzz::CaseFromJson(json, &from_json, &error), "a case's JSON can be read", error);
  Require(from_json == routing_case, "JSON gives the same case", json);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::span bytes(data, size);
  const RoutingCase decoded = gatefuzz::DecodeAny(bytes);
  // Text of a million logits would only be slow.
  if (decoded.problem.logits.size() <= 4096) RequireRoundTrips(decoded);

  RoutingCase routing_case;
  std::string error;
  if (gatefuzz::DecodeCaseFile(bytes, &routing_case, &error)) {
    Require(routing_case == decoded, "both readers see the same case in a case file");
  } else {
    Require(!error.empty(), "a refused case file has a reason");
  }
  error.clear();
  if (gatefuzz::CaseFromJson({reinterpret_cast<const char*>(data), size}, &routing_case, &error)) {
    if (routing_case.problem.logits.size() <= 4096) RequireRoundTrips(routing_case);
  } else {
    Require(!error.empty(), "refused JSON has a reason");
  }
  return 0;
}
