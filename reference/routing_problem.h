// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The question and the answer of a top-k routing call as plain host memory: what the oracle and the checker work on.
// Holds no pointers to device memory and knows no CUDA runtime.
#ifndef GATEFUZZ_REFERENCE_ROUTING_PROBLEM_H_
#define GATEFUZZ_REFERENCE_ROUTING_PROBLEM_H_

#include <cstdint>
#include <string>
#include <vector>

#include "kernels/kernel_table.h"
#include "kernels/routing.h"
#include "reference/clause.h"

namespace gatefuzz {

// One call's input. Logits and bias are kept as bit patterns: a NaN's payload and sign survive.
struct RoutingProblem {
  Operation operation = Operation::kTopkSoftmax;
  DType dtype = DType::kF32;
  NonFinitePolicy non_finite = NonFinitePolicy::kZeroScore;
  int64_t tokens = 0;   // T
  int32_t experts = 0;  // E
  int32_t k = 0;
  int32_t num_groups = 1;  // G and g; only grouped operations look at them, but they are valid in any: k <= g * E / G
  int32_t top_groups = 1;
  bool renormalize = false;
  float scale = 1.0f;
  std::vector<uint32_t> logits;  // T*E bit patterns in `dtype`, row-major, zero-extended to 32 bits
  std::vector<uint32_t> bias;    // E binary32 bit patterns, or empty: no bias
  int32_t local_first = 0;
  int32_t local_count = -1;       // < 0: no window
  std::vector<uint8_t> finished;  // T flags, or empty
  bool want_source_rows = false;
};

// The groups as the problem's operation sees them: one of all experts where it is not grouped.
struct Groups {
  int32_t count = 1;  // G
  int32_t kept = 1;   // g
  int32_t size = 0;   // E / G; expert e belongs to group e / size
};

inline Groups GroupsOf(const RoutingProblem& problem) {
  if (!IsGrouped(problem.operation)) return {1, 1, problem.experts};
  return {problem.num_groups, problem.top_groups, problem.experts / problem.num_groups};
}

// One call's output, widened. Sizes are T*k (source_rows: T*k, or empty where not asked for).
struct RoutingResult {
  std::vector<int64_t> ids;
  std::vector<uint32_t> weights;  // binary32 bit patterns
  std::vector<int32_t> source_rows;
};

// A broken clause, with where and how. Rows and slots are -1 where they make no sense.
struct Violation {
  Clause clause = Clause::kRange;
  int64_t row = -1;
  int32_t slot = -1;
  std::string message;  // one line, without clause, row, slot: the values compared, the tolerance, the row's ids
};

}  // namespace gatefuzz

#endif  // GATEFUZZ_REFERENCE_ROUTING_PROBLEM_H_
