// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "harness/testing/sample_cases.h"

#include <algorithm>
#include <bit>

#include "harness/random.h"
#include "harness/value_text.h"
#include "reference/float_bits.h"

namespace gatefuzz::testing {

RoutingCase SampleCase(uint64_t seed) {
  Random random(seed);
  RoutingCase result;
  RoutingProblem& problem = result.problem;
  problem.dtype = static_cast<DType>(random.Below(3));
  problem.non_finite = static_cast<NonFinitePolicy>(random.Below(2));
  problem.tokens = random.Between(0, 6);
  problem.experts = static_cast<int32_t>(random.Between(1, 40));
  problem.k = static_cast<int32_t>(random.Between(1, std::min(problem.experts, kMaxTopK)));
  if (random.Percent(30)) {
    problem.num_groups = static_cast<int32_t>(random.Between(1, kMaxGroups));
    problem.top_groups = static_cast<int32_t>(random.Between(1, kMaxGroups));
    ClampGroups(&problem);
  }
  problem.renormalize = random.Percent(50);
  if (random.Percent(30)) {
    problem.scale = std::bit_cast<float>(static_cast<uint32_t>(random.Below(0x7f800000)));  // any finite, not negative
  }
  const auto fill = [&random](std::vector<uint32_t>* values, size_t count, uint32_t mask) {
    // Some values repeat, so that text formats meet runs.
    while (values->size() < count) {
      const uint32_t bits = static_cast<uint32_t>(random.Next()) & mask;
      values->insert(values->end(), std::min<size_t>(count - values->size(), random.Percent(20) ? 10 : 1), bits);
    }
  };
  fill(&problem.logits, static_cast<size_t>(problem.tokens * problem.experts), WidthMask(problem.dtype));
  if (random.Percent(50)) fill(&problem.bias, static_cast<size_t>(problem.experts), 0xffffffffu);
  if (random.Percent(30)) {
    problem.local_first = static_cast<int32_t>(random.Between(0, problem.experts));
    problem.local_count = static_cast<int32_t>(random.Between(0, problem.experts - problem.local_first));
  }
  if (random.Percent(30)) {
    for (int64_t row = 0; row < problem.tokens; ++row)
      problem.finished.push_back(static_cast<uint8_t>(random.Below(3)));
  }
  problem.want_source_rows = random.Percent(50);
  result.id_type = static_cast<IdType>(random.Below(3));
  if (random.Percent(50)) result.row_padding = static_cast<int32_t>(random.Between(0, kMaxRowPadding));
  result.seed = random.Percent(50) ? random.Next() : random.Below(4);
  return result;
}

RoutingCase CaseOf(std::initializer_list<std::initializer_list<double>> rows, int32_t k) {
  RoutingCase result;
  result.problem.tokens = static_cast<int64_t>(rows.size());
  result.problem.experts = static_cast<int32_t>(rows.begin()->size());
  result.problem.k = k;
  for (const auto& row : rows) {
    for (const double value : row) result.problem.logits.push_back(FromDouble(DType::kF32, value));
  }
  return result;
}

}  // namespace gatefuzz::testing
