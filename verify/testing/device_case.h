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

// The judge's verdict of each row of this result of this case. Any error of the runtime fails the test.
std::vector<Verdict> JudgeOnDevice(const RoutingCase& routing_case, const RoutingResult& result, Agreement agreement);

}  // namespace gatefuzz::verify::testing

#endif  // GATEFUZZ_VERIFY_TESTING_DEVICE_CASE_H_
