// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// A case and a result that a test made, in device memory, under the judge.
#ifndef GATEFUZZ_VERIFY_TESTING_DEVICE_CASE_H_
#define GATEFUZZ_VERIFY_TESTING_DEVICE_CASE_H_

#include <vector>

#include "harness/routing_case.h"
#include "reference/routing_problem.h"
#include "verify/judge.h"

namespace gatefuzz::verify::testing {

struct DeviceVerdicts {
  std::vector<Verdict> verdicts;  // of each row
  unsigned int left_by_screen = 0;
};

// The verdicts of this result of this case, by the judge alone or after the screen. Any error of the runtime fails the
// test.
DeviceVerdicts JudgeOnDevice(const RoutingCase& routing_case, const RoutingResult& result, Agreement agreement,
                             bool screen);

}  // namespace gatefuzz::verify::testing

#endif  // GATEFUZZ_VERIFY_TESTING_DEVICE_CASE_H_
