// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Align cases for the harness's own tests. The hostile generators are properties/, which harness/ may not know.
#ifndef GATEFUZZ_HARNESS_TESTING_SAMPLE_ALIGN_CASES_H_
#define GATEFUZZ_HARNESS_TESTING_SAMPLE_ALIGN_CASES_H_

#include <cstdint>
#include <initializer_list>

#include "harness/align_case.h"

namespace gatefuzz::testing {

// A valid case drawn from the seed: a small shape, any block, ids of any value, mostly good ones.
AlignCase SampleAlignCase(uint64_t seed);

// An int32 case of the given tokens, seed 0. Requires: rows of one length.
AlignCase AlignCaseOf(std::initializer_list<std::initializer_list<int32_t>> rows, int32_t experts, int32_t block_size);

}  // namespace gatefuzz::testing

#endif  // GATEFUZZ_HARNESS_TESTING_SAMPLE_ALIGN_CASES_H_
