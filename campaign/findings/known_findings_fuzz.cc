// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Any bytes through the reader of known_findings.json: entries or a message, and entries that match themselves alone.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "campaign/findings/known_findings.h"

namespace {

void Require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "known_findings_fuzz: %s\n", what);
  std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using gatefuzz::KnownMatch;
  std::vector<gatefuzz::KnownFinding> known;
  std::string error;
  if (!gatefuzz::ParseKnownFindings({reinterpret_cast<const char*>(data), size}, &known, &error)) {
    Require(!error.empty() && known.empty(), "a refused ledger has a reason and gives nothing");
    Require(error.find('\n') == std::string::npos, "a reason is one line");
    return 0;
  }
  for (const gatefuzz::KnownFinding& entry : known) {
    gatefuzz::Symptom symptom;
    symptom.fault = entry.fault;
    symptom.check = entry.check;
    symptom.file = entry.file;
    const auto seen = [&](std::string_view kernel) {
      return gatefuzz::SeenFinding{.kernel = kernel, .symptom = symptom, .group = entry.group};
    };
    Require(gatefuzz::Match(known, seen(entry.kernel), entry.expires).kind == KnownMatch::Kind::kKnown,
            "an entry counts on its last day");
    symptom.file += "x";
    const KnownMatch other = gatefuzz::Match({&entry, 1}, seen(entry.kernel), entry.expires);
    Require(other.kind == KnownMatch::Kind::kNew, "it says nothing of another file");
  }
  return 0;
}
