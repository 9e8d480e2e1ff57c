// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Problems that the tests of oracle and checker share.
#ifndef GATEFUZZ_REFERENCE_ALIGN_TEST_PROBLEMS_H_
#define GATEFUZZ_REFERENCE_ALIGN_TEST_PROBLEMS_H_

#include <utility>
#include <vector>

#include "reference/align_problem.h"

namespace gatefuzz {

// Ids of 64 bits, so that any value fits. Requires: k divides their number.
inline AlignProblem AlignmentOf(std::vector<int64_t> ids, int32_t k, int32_t experts, int32_t block_size) {
  AlignProblem problem;
  problem.id_type = IdType::kInt64;
  problem.tokens = static_cast<int64_t>(ids.size()) / k;
  problem.k = k;
  problem.experts = experts;
  problem.block_size = block_size;
  problem.ids = std::move(ids);
  return problem;
}

}  // namespace gatefuzz

#endif  // GATEFUZZ_REFERENCE_ALIGN_TEST_PROBLEMS_H_
