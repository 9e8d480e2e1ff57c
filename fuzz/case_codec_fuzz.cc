// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Any bytes through every reader of cases, of each kind: each gives a case or a message, and what is written reads back
// the same.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/align_codec.h"
#include "harness/align_json.h"
#include "harness/case_codec.h"
#include "harness/case_json.h"

namespace {

using gatefuzz::AlignCase;
using gatefuzz::RoutingCase;

void Require(bool holds, const char* what, const std::string& detail = "") {
  if (holds) return;
  std::fprintf(stderr, "case_codec_fuzz: %s: %s\n", what, detail.c_str());
  std::abort();
}

RoutingCase Decode(std::span<const uint8_t> bytes, const RoutingCase*) { return gatefuzz::DecodeAny(bytes); }
AlignCase Decode(std::span<const uint8_t> bytes, const AlignCase*) { return gatefuzz::DecodeAnyAlign(bytes); }

bool DecodeFile(std::span<const uint8_t> bytes, RoutingCase* read, std::string* error) {
  return gatefuzz::DecodeCaseFile(bytes, read, error);
}
bool DecodeFile(std::span<const uint8_t> bytes, AlignCase* read, std::string* error) {
  return gatefuzz::DecodeAlignFile(bytes, read, error);
}

// Text of a million values would only be slow.
bool IsSmall(const RoutingCase& one) { return one.problem.logits.size() <= 4096; }
bool IsSmall(const AlignCase& one) { return one.problem.ids.size() <= 4096; }

template <typename Case>
void RequireRoundTrips(const Case& one) {
  Require(gatefuzz::ValidateCase(one).empty(), "a decoded case is valid", gatefuzz::ValidateCase(one));
  const std::vector<uint8_t> encoded = gatefuzz::EncodeCase(one);
  Require(Decode(encoded, &one) == one, "decoding what was encoded gives the same case");
  Case read;
  std::string error;
  Require(DecodeFile(encoded, &read, &error) && read == one, "so does the strict reader", error);

  Case canonical = one;
  gatefuzz::Canonicalize(&canonical);
  Require(canonical == one, "a valid case is canonical");
  Require(!gatefuzz::Describe(one).empty(), "every case has a description");

  const std::string json = gatefuzz::CaseToJson(one);
  Case from_json;
  Require(gatefuzz::CaseFromJson(json, &from_json, &error), "a case's JSON can be read", error);
  Require(from_json == one, "JSON gives the same case", json);
}

template <typename Case>
void TryReaders(std::span<const uint8_t> bytes) {
  const Case decoded = Decode(bytes, static_cast<const Case*>(nullptr));
  if (IsSmall(decoded)) RequireRoundTrips(decoded);

  Case read;
  std::string error;
  if (DecodeFile(bytes, &read, &error)) {
    Require(read == decoded, "both readers see the same case in a case file");
  } else {
    Require(!error.empty(), "a refused case file has a reason");
  }
  error.clear();
  if (gatefuzz::CaseFromJson({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, &read, &error)) {
    if (IsSmall(read)) RequireRoundTrips(read);
  } else {
    Require(!error.empty(), "refused JSON has a reason");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  TryReaders<RoutingCase>({data, size});
  TryReaders<AlignCase>({data, size});
  return 0;
}
