// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The story of vLLM 39391 with the kernels that it befell: a batch is captured at 512 tokens, replayed with fewer, and
// the logits of padding rows are NaN. properties/served_graph_test has it with ours. Passes on a GPU too, where what
// the emulator calls uninitialised is told by the consumer and by the checkers.
#include <string>

#include "emulator/control.h"
#include "gtest/gtest.h"
#include "harness/chain_runner.h"
#include "harness/outcome.h"
#include "harness/runner.h"
#include "kernels/align_table.h"
#include "kernels/kernel_table.h"
#include "properties/chain.h"
#include "properties/graph_replays.h"
#include "properties/testing/served_batch.h"
#include "zoo/zoo_table.h"

namespace gatefuzz {
namespace {

using testing::ServedBatch;
using testing::ServedBatches;

constexpr int32_t kBlockSize = 16;

KernelInfo Router(std::string_view name) {
  int count = 0;
  const KernelInfo* const production = ProductionKernels(&count);
  for (int i = 0; i < count; ++i) {
    if (production[i].name == name) return production[i];
  }
  const ZooEntry* const zoo = ZooKernels(&count);
  for (int i = 0; i < count; ++i) {
    if (zoo[i].kernel.name == name) return zoo[i].kernel;
  }
  ADD_FAILURE() << "no router " << name;
  return *production;
}

AlignKernelInfo Sort(std::string_view name) {
  int count = 0;
  const AlignKernelInfo* const production = ProductionAlignKernels(&count);
  if (production->name == name) return *production;
  const ZooAlignEntry* const zoo = ZooAlignKernels(&count);
  for (int i = 0; i < count; ++i) {
    if (zoo[i].kernel.name == name) return zoo[i].kernel;
  }
  ADD_FAILURE() << "no sort " << name;
  return *production;
}

Outcome Serve(std::string_view router) {
  const KernelInfo kernel = Router(router);
  Runner runner(kernel);
  return CheckReplays(ServedBatch(kernel.operation), runner, ServedBatches());
}

Outcome ServeChain(std::string_view router, std::string_view sort) {
  const KernelInfo kernel = Router(router);
  ChainRunner runner(kernel, Sort(sort));
  return CheckChain(ServedBatch(kernel.operation), runner, ServedBatches(), kBlockSize);
}

// The clauses that the outcome names, in order, each once: "unique permutation".
std::string Clauses(const Outcome& outcome) {
  const Fail* const fail = std::get_if<Fail>(&outcome);
  if (fail == nullptr) return Describe(outcome);
  std::string names;
  for (const Violation& violation : fail->violations) {
    const std::string name(ClauseName(violation.clause));
    if (names.find(name) == std::string::npos) names += (names.empty() ? "" : " ") + name;
  }
  return names;
}

std::string FirstMessage(const Outcome& outcome) {
  const Fail* const fail = std::get_if<Fail>(&outcome);
  return fail == nullptr ? Describe(outcome) : fail->violations.front().message;
}

bool Passes(const Outcome& outcome) { return std::holds_alternative<Pass>(outcome); }

TEST(ServedGraphTest, NanPaddingRowsMakeTheOldRouterRepeatAnExpert) {
  const Outcome outcome = Serve("zoo/nan_row_repeats_expert0");
  EXPECT_EQ(Clauses(outcome), "unique") << Describe(outcome);
  EXPECT_EQ(FirstMessage(outcome).find("replay 2 (a graph of 512 rows, 1 live, padding NaN), padding row 1: "), 0u)
      << Describe(outcome);
}

TEST(ServedGraphTest, NanPaddingRowsMakeAnotherRouterGiveAnIdThatIsNone) {
  const Outcome outcome = Serve("zoo/nan_row_sentinel_leaks");
  EXPECT_EQ(Clauses(outcome), "range") << Describe(outcome);
}

TEST(ServedGraphTest, RowsThatAThirdRouterLeavesOutAreNoFaultOfTheGraph) {
  const Outcome outcome = Serve("zoo/no_winner_output_unwritten");
  EXPECT_EQ(Clauses(outcome).find("complete"), 0u) << Describe(outcome);
}

TEST(ServedGraphTest, NanPaddingRowsMakeWeightsNan) {
  const Outcome outcome = Serve("zoo/renorm_zero_sum");
  EXPECT_EQ(Clauses(outcome), "finite") << Describe(outcome);
}

TEST(ServedGraphTest, OnlyReplaysShowACounterThatNobodyCleared) {
  const Outcome outcome = Serve("zoo/counter_cleared_by_next_launch");
  EXPECT_EQ(Clauses(outcome), "graph") << Describe(outcome);
  Runner runner(Router("zoo/counter_cleared_by_next_launch"));
  for (int i = 0; i < 3; ++i) {
    const Outcome plain = runner.RunAndCheck(ServedBatch(Operation::kTopkSoftmax));
    EXPECT_TRUE(Passes(plain)) << Describe(plain);
  }
}

// The crash of 39391 takes two kernels. Either of them alone does no harm to the next one.
TEST(ServedGraphTest, TheOldRouterAndTheOldSortLeaveAHoleThatTheConsumerFollows) {
  const Outcome outcome = ServeChain("zoo/nan_row_repeats_expert0", "zoo/dup_id_leaves_hole");
  if (emulator::Present()) {
    EXPECT_EQ(Clauses(outcome), "memory") << Describe(outcome);
    EXPECT_NE(Describe(outcome).find("harness/gather.cu"), std::string::npos) << Describe(outcome);
  } else {
    EXPECT_EQ(Clauses(outcome).find("unique"), 0u) << Describe(outcome);
    EXPECT_NE(Describe(outcome).find("consumer: "), std::string::npos) << Describe(outcome);
  }
}

TEST(ServedGraphTest, OurSortStandsTheOldRouter) {
  const Outcome outcome = ServeChain("zoo/nan_row_repeats_expert0", "align_experts");
  EXPECT_EQ(Clauses(outcome), "unique") << Describe(outcome);
  for (const Violation& violation : std::get<Fail>(outcome).violations) {
    EXPECT_NE(violation.message.find("): router: "), std::string::npos) << violation.message;
  }
}

TEST(ServedGraphTest, OurRouterSparesTheOldSort) {
  const Outcome outcome = ServeChain("topk_softmax", "zoo/dup_id_leaves_hole");
  EXPECT_TRUE(Passes(outcome)) << Describe(outcome);
}

TEST(ServedGraphTest, CountersThatASortNeverClearsAreFound) {
  const Outcome outcome = ServeChain("topk_softmax", "zoo/counters_not_zeroed");
  const std::string clauses = Clauses(outcome);
  EXPECT_EQ(clauses.find(emulator::Present() ? "memory" : "permutation"), 0u) << Describe(outcome);
}

}  // namespace
}  // namespace gatefuzz
