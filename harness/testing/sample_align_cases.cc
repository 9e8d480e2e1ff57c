// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "harness/testing/sample_align_cases.h"

#include <algorithm>

#include "harness/random.h"

namespace gatefuzz::testing {

AlignCase SampleAlignCase(uint64_t seed) {
  Random random(seed);
  AlignCase result;
  AlignProblem& problem = result.problem;
  problem.id_type = static_cast<IdType>(random.Below(3));
  problem.tokens = random.Between(0, 8);
  problem.k = static_cast<int32_t>(random.Between(1, random.Percent(80) ? 4 : 32));
  problem.experts = static_cast<int32_t>(random.Between(1, random.Percent(80) ? 12 : 1024));
  problem.block_size = 1 << random.Below(random.Percent(80) ? 4 : 9);
  // Some ids repeat, so that text formats meet runs.
  while (std::ssize(problem.ids) < problem.slots()) {
    int64_t id = random.Between(0, problem.experts);
    if (random.Percent(15)) id = static_cast<int64_t>(random.Next());
    const auto room = static_cast<size_t>(problem.slots() - std::ssize(problem.ids));
    problem.ids.insert(problem.ids.end(), std::min<size_t>(room, random.Percent(15) ? 40 : 1), id);
  }
  result.seed = random.Percent(50) ? random.Next() : random.Below(4);
  Canonicalize(&result);
  return result;
}

AlignCase AlignCaseOf(std::initializer_list<std::initializer_list<int32_t>> rows, int32_t experts, int32_t block_size) {
  AlignCase result;
  result.problem.tokens = static_cast<int64_t>(rows.size());
  result.problem.k = static_cast<int32_t>(rows.begin()->size());
  result.problem.experts = experts;
  result.problem.block_size = block_size;
  for (const auto& row : rows) result.problem.ids.insert(result.problem.ids.end(), row.begin(), row.end());
  return result;
}

}  // namespace gatefuzz::testing
