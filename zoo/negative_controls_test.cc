// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What must not be flagged. Reports of "bugs" that were the test's: a reference by torch.topk, whose order among equals
// is its own (https://github.com/vllm-project/vllm/pull/52679, https://github.com/ROCm/aiter/pull/2750), on 16-bit
// logits, rows of one value, small integers. Here every known-bad kernel is right, as long as nothing triggers its bug:
// a finding would be ours. (The other kind, a reference that shares the kernel's code, //bazel:layering_test rules
// out.)
#include <set>
#include <string_view>
#include <vector>

#include "emulator/control.h"
#include "gtest/gtest.h"
#include "harness/align_runner.h"
#include "harness/outcome.h"
#include "harness/random.h"
#include "harness/runner.h"
#include "reference/float_bits.h"
#include "zoo/zoo_table.h"

namespace gatefuzz {
namespace {

// Full of ties: a row of one value, then small integers. 192 experts are whole warps and whole vectors.
RoutingCase Ties(DType dtype, int32_t k, bool renormalize) {
  RoutingCase ties;
  RoutingProblem& problem = ties.problem;
  problem.dtype = dtype;
  problem.tokens = 4;
  problem.experts = 192;
  problem.k = k;
  problem.num_groups = 4;
  problem.top_groups = 2;
  problem.renormalize = renormalize;
  Random random(52679);
  for (int64_t i = 0; i < problem.tokens * problem.experts; ++i) {
    problem.logits.push_back(FromDouble(dtype, i < problem.experts ? 1 : static_cast<double>(random.Between(-4, 4))));
  }
  return ties;
}

TEST(NegativeControls, TiesAreNoFinding) {
  int count = 0;
  const ZooEntry* const zoo = ZooKernels(&count);
  for (int i = 0; i < count; ++i) {
    if (zoo[i].expected == Clause::kRace) continue;  // on any row
    Runner runner(zoo[i].kernel);
    for (const DType dtype : {DType::kF32, DType::kF16, DType::kBF16}) {
      for (const int32_t k : {1, 8, 15}) {
        const Outcome outcome = runner.RunAndCheck(Ties(dtype, k, k == 8));
        EXPECT_TRUE(std::holds_alternative<Pass>(outcome)) << zoo[i].kernel.name << ": " << Describe(outcome);
      }
    }
  }
}

TEST(NegativeControls, OrdinaryIdsAreNoFinding) {
  // These are wrong on any ids.
  const std::set<std::string_view> always = {"zoo/counters_not_zeroed", "zoo/only_first_index_scattered",
                                             "zoo/missing_barrier_prefix"};
  AlignCase ordinary;
  AlignProblem& problem = ordinary.problem;
  problem.tokens = 40;
  problem.k = 2;
  problem.experts = 8;
  problem.block_size = 4;
  Random random(11);
  for (int64_t token = 0; token < problem.tokens; ++token) {
    const int64_t id = random.Between(0, problem.experts - 1);
    problem.ids.insert(problem.ids.end(), {id, (id + 1 + random.Between(0, 6)) % problem.experts});
  }
  int count = 0;
  const ZooAlignEntry* const zoo = ZooAlignKernels(&count);
  for (int i = 0; i < count; ++i) {
    if (zoo[i].expected == Clause::kRace && !emulator::Present()) continue;  // a GPU may be lucky
    AlignRunner runner(zoo[i].kernel);
    const Outcome outcome = runner.RunAndCheck(ordinary);
    EXPECT_NE(std::holds_alternative<Pass>(outcome), always.contains(zoo[i].kernel.name))
        << zoo[i].kernel.name << ": " << Describe(outcome);
  }
}

}  // namespace
}  // namespace gatefuzz
