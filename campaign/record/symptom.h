// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// How a kernel failed a case, as a person would tell two faults apart.
#ifndef GATEFUZZ_CAMPAIGN_RECORD_SYMPTOM_H_
#define GATEFUZZ_CAMPAIGN_RECORD_SYMPTOM_H_

#include <string>

namespace gatefuzz {

struct Symptom {
  std::string fault;  // the clause's name, or "crash" or "timeout" where the process did not live to judge
  std::string check;  // the emulator's check that fired first ("out-of-bounds"), or ""
  std::string file;   // CUDA source where it fired, relative to the workspace; ""
  int line = 0;
  std::string ptx;  // the PTX instruction; ""

  bool operator==(const Symptom&) const = default;
};

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_RECORD_SYMPTOM_H_
