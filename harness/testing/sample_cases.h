// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Cases for the harness's own tests. The hostile generators are properties/, which harness/ may not know.
#ifndef GATEFUZZ_HARNESS_TESTING_SAMPLE_CASES_H_
#define GATEFUZZ_HARNESS_TESTING_SAMPLE_CASES_H_

#include <cstdint>
#include <initializer_list>

#include "harness/routing_case.h"

namespace gatefuzz::testing {

// A valid case drawn from the seed: any shape up to 6 x 40, any options, logits of any bit pattern.
RoutingCase SampleCase(uint64_t seed);

// An f32 case of the given rows, all options off. Requires: rows of one length >= k.
RoutingCase CaseOf(std::initializer_list<std::initializer_list<double>> rows, int32_t k);

}  // namespace gatefuzz::testing

#endif  // GATEFUZZ_HARNESS_TESTING_SAMPLE_CASES_H_
