// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What one CUDA runtime made of a case: the verdict, and the bits of one launch.
#ifndef GATEFUZZ_CAMPAIGN_CROSSCHECK_OBSERVATION_H_
#define GATEFUZZ_CAMPAIGN_CROSSCHECK_OBSERVATION_H_

#include <string>
#include <string_view>
#include <vector>

#include "campaign/verdict.h"
#include "fuzz/kernel_under_test.h"
#include "harness/any_case.h"

namespace gatefuzz {

struct Observation {
  Verdict verdict;
  // Of one launch of the case; empty where it did not end well enough for its outputs to be judged.
  std::vector<OutputBits> outputs;
};

// JudgeHere, then one more launch for the outputs, on the runtime of the code that calls. Requires: a case of the
// kernel's kind.
Observation Observe(const AnyCase& any_case, KernelUnderTest* kernel);

std::string ObservationToJson(const Observation& observation);
// False if the text is not what ObservationToJson writes.
bool ObservationFromJson(std::string_view json, Observation* observation);

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_CROSSCHECK_OBSERVATION_H_
