// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The runner on kernels that are host functions: right ones, and ones with one planted fault each.
#include "harness/runner.h"

#include <cuda_runtime_api.h>

#include "gtest/gtest.h"
#include "harness/testing/oracle_kernel.h"
#include "harness/testing/sample_cases.h"
#include "reference/oracle.h"

namespace gatefuzz {
namespace {

using testing::CaseOf;
using testing::OracleKernel;
using testing::OracleTopkSoftmax;
using testing::SampleCase;

KernelInfo KernelOf(TopkFunction function) {
  KernelInfo kernel = OracleKernel();
  kernel.name = "testing/planted";
  kernel.function = function;
  return kernel;
}

// The one violation of the outcome, as "clause row slot: message".
std::string OnlyViolation(const Outcome& outcome) {
  const Fail* fail = std::get_if<Fail>(&outcome);
  if (fail == nullptr || fail->violations.size() != 1) return Describe(outcome);
  const Violation& v = fail->violations[0];
  return std::string(ClauseName(v.clause)) + " " + std::to_string(v.row) + " " + std::to_string(v.slot) + ": " +
         v.message;
}

void Poke(void* address, std::initializer_list<uint8_t> bytes) {
  cudaMemcpy(address, std::data(bytes), bytes.size(), cudaMemcpyHostToDevice);
}

uint8_t* Bytes(const void* pointer) { return const_cast<uint8_t*>(static_cast<const uint8_t*>(pointer)); }

TEST(RunnerTest, TheOraclePassesEverySampleAndKeepsPassingOnReusedMemory) {
  Runner runner(OracleKernel());
  for (uint64_t seed = 0; seed < 500; ++seed) {
    const RoutingCase sample = SampleCase(seed);
    const Outcome outcome = runner.RunAndCheck(sample);
    ASSERT_TRUE(std::holds_alternative<Pass>(outcome)) << Describe(outcome) << Describe(sample);
  }
}

TEST(RunnerTest, TheOracleOfEveryOperationPassesEverySample) {
  for (const Operation operation : testing::kAllOperations) {
    Runner runner(OracleKernel(operation));
    for (uint64_t seed = 500; seed < 700; ++seed) {
      const Outcome outcome = runner.RunAndCheck(SampleCase(seed));
      ASSERT_TRUE(std::holds_alternative<Pass>(outcome)) << Describe(outcome) << Describe(SampleCase(seed));
    }
  }
}

TEST(RunnerTest, OnlyGroupedOperationsAreCalledWithTheCasesGroups) {
  static int32_t groups, top;
  const auto spy = [](const TopkArgs& args, cudaStream_t) {
    groups = args.num_groups, top = args.top_groups;
    return Status{};
  };
  RoutingCase sample = CaseOf({{0, 1, 2, 3, 4, 5}}, 2);
  sample.problem.num_groups = 3, sample.problem.top_groups = 2;
  KernelInfo kernel = KernelOf(spy);
  Runner(kernel).Run(sample);
  EXPECT_EQ(groups, 1);
  EXPECT_EQ(top, 1);
  kernel.operation = Operation::kGroupedSoftmax;
  Runner(kernel).Run(sample);
  EXPECT_EQ(groups, 3);
  EXPECT_EQ(top, 2);
}

TEST(RunnerTest, GivesTheOutputsWidened) {
  Runner runner(OracleKernel());
  RoutingCase sample = CaseOf({{0, 1, 2}, {5, 4, 3}}, 2);
  sample.problem.want_source_rows = true;
  for (const IdType type : {IdType::kInt32, IdType::kUint32, IdType::kInt64}) {
    sample.id_type = type;
    const Launch launch = runner.Run(sample);
    EXPECT_TRUE(launch.status.ok());
    EXPECT_TRUE(launch.violations.empty());
    EXPECT_EQ(launch.result.ids, (std::vector<int64_t>{2, 1, 0, 1}));
    EXPECT_EQ(launch.result.source_rows, (std::vector<int32_t>{0, 2, 1, 3}));
  }
}

TEST(RunnerTest, TheFirst32BitsOfAnIdAreNotTheWholeId) {
  Runner runner(KernelOf([](const TopkArgs& args, cudaStream_t) {
    TopkArgs narrow = args;
    narrow.id_type = IdType::kInt32;
    return OracleTopkSoftmax(narrow, nullptr);
  }));
  RoutingCase sample = CaseOf({{1, 0}, {1, 0}}, 1);
  EXPECT_TRUE(std::holds_alternative<Pass>(runner.RunAndCheck(sample)));
  sample.id_type = IdType::kInt64;
  const Outcome outcome = runner.RunAndCheck(sample);
  ASSERT_TRUE(IsFail(outcome));
  EXPECT_EQ(std::get<Fail>(outcome).clause(), Clause::kComplete);
}

TEST(RunnerTest, AnElementLeftOutIsIncompleteAndNothingElseIsSaidOfItsRow) {
  Runner runner(KernelOf([](const TopkArgs& args, cudaStream_t) {
    RoutingResult result = Solve(testing::ReadProblem(args, Operation::kTopkSoftmax));
    TopkArgs fewer = args;
    result.weights.pop_back();
    testing::WriteResult(fewer, result);
    return Status{};
  }));
  EXPECT_EQ(OnlyViolation(runner.RunAndCheck(CaseOf({{0, 1}, {0, 1}}, 2))),
            "complete 1 1: this element of `weights` was not written");
}

TEST(RunnerTest, NothingWrittenIsIncompleteForEveryRow) {
  Runner runner(KernelOf([](const TopkArgs&, cudaStream_t) { return Status{}; }));
  const Launch launch = runner.Run(CaseOf({{0, 1}, {0, 1}, {2, 3}}, 2));
  ASSERT_EQ(launch.violations.size(), 3u);
  EXPECT_EQ(launch.violations[2].clause, Clause::kComplete);
  EXPECT_EQ(launch.violations[2].row, 2);
}

TEST(RunnerTest, WritesAroundTheOutputsBreakTheFrame) {
  Runner before(KernelOf([](const TopkArgs& args, cudaStream_t stream) {
    Poke(Bytes(args.ids) - 1, {0});
    return OracleTopkSoftmax(args, stream);
  }));
  EXPECT_EQ(OnlyViolation(before.RunAndCheck(CaseOf({{0, 1}}, 1))),
            "frame -1 -1: wrote 1 bytes before the start of `ids` (0xff became 0x00)");
  Runner after(KernelOf([](const TopkArgs& args, cudaStream_t stream) {
    Poke(Bytes(args.weights) + 4 * args.num_tokens * args.k + 3, {0});
    return OracleTopkSoftmax(args, stream);
  }));
  EXPECT_EQ(OnlyViolation(after.RunAndCheck(CaseOf({{0, 1}}, 1))),
            "frame -1 -1: wrote 3 bytes past the end of `weights` (0xff became 0x00)");
}

TEST(RunnerTest, WritesToInputsBreakTheFrame) {
  Runner runner(KernelOf([](const TopkArgs& args, cudaStream_t stream) {
    const Status status = OracleTopkSoftmax(args, stream);
    Poke(Bytes(args.logits) + 8, {1});
    return status;
  }));
  EXPECT_EQ(OnlyViolation(runner.RunAndCheck(CaseOf({{0, 1}, {0, 1}}, 1))),
            "frame 1 -1: wrote byte 8 of `logits`, which has 16 (0x00 became 0x01)");
}

TEST(RunnerTest, RefusingAValidCallIsAFailedLaunch) {
  Runner runner(KernelOf([](const TopkArgs&, cudaStream_t) {
    return Status{StatusCode::kInvalidArgument, "k", "it is odd", cudaSuccess};
  }));
  EXPECT_EQ(OnlyViolation(runner.RunAndCheck(CaseOf({{0, 1}}, 1))),
            "launch -1 -1: the kernel refused a valid call: argument k: it is odd");
  EXPECT_TRUE(runner.Run(CaseOf({{0, 1}}, 1)).violations.empty());  // the caller judges
}

TEST(RunnerTest, ARefusalThatWritesBreaksTheFrame) {
  Runner runner(KernelOf([](const TopkArgs& args, cudaStream_t) {
    Poke(args.weights, {0, 0, 0, 0});
    return Status{StatusCode::kInvalidArgument, "k", "it is odd", cudaSuccess};
  }));
  const Launch launch = runner.Run(CaseOf({{0, 1}}, 1));
  ASSERT_EQ(launch.violations.size(), 1u);
  EXPECT_EQ(launch.violations[0].message,
            "refused the call, yet wrote byte 0 of `weights`, which has 4 (0xa8 became 0x00)");
}

TEST(RunnerTest, AFailedLaunchIsTheKernelsAndTheNextRunWorks) {
  static bool fail;
  Runner runner(KernelOf([](const TopkArgs& args, cudaStream_t stream) {
    if (fail) return Status{StatusCode::kLaunchFailed, "", "", cudaErrorInvalidConfiguration};
    return OracleTopkSoftmax(args, stream);
  }));
  fail = true;
  const Outcome outcome = runner.RunAndCheck(CaseOf({{0, 1}}, 1));
  ASSERT_TRUE(IsFail(outcome));
  EXPECT_EQ(std::get<Fail>(outcome).clause(), Clause::kLaunch);
  fail = false;
  EXPECT_TRUE(std::holds_alternative<Pass>(runner.RunAndCheck(CaseOf({{0, 1}}, 1))));
}

TEST(RunnerTest, ErrorsOfTheMachineAreHarnessErrors) {
  Runner runner(KernelOf([](const TopkArgs&, cudaStream_t) {
    return Status{StatusCode::kLaunchFailed, "", "", cudaErrorNoKernelImageForDevice};
  }));
  EXPECT_TRUE(std::holds_alternative<HarnessError>(runner.RunAndCheck(CaseOf({{0, 1}}, 1))));
}

TEST(RunnerTest, AdjustChangesTheCallAlone) {
  Runner runner(OracleKernel());
  const Launch launch = runner.Run(CaseOf({{0, 1}}, 1), [](TopkArgs* args) { args->k = 3; });
  EXPECT_EQ(launch.status.code, StatusCode::kInvalidArgument);
  EXPECT_STREQ(launch.status.argument, "k");
  EXPECT_TRUE(launch.violations.empty());
}

TEST(RunnerTest, WhatAKernelLacksIsADiscard) {
  KernelInfo kernel = OracleKernel();
  kernel.lacks = kLacksBias | kLacksMaskPolicy | kLacksWindow | kLacksFinished | kLacksRowStride | kLacksSourceRows;
  Runner runner(kernel);
  const RoutingCase plain = CaseOf({{0, 1}}, 1);
  EXPECT_TRUE(std::holds_alternative<Pass>(runner.RunAndCheck(plain)));
  const auto discarded = [&](auto change) {
    RoutingCase changed = plain;
    change(&changed);
    return std::holds_alternative<Discard>(runner.RunAndCheck(changed));
  };
  EXPECT_TRUE(discarded([](RoutingCase* c) { c->problem.bias = {0, 0}; }));
  EXPECT_TRUE(discarded([](RoutingCase* c) { c->problem.non_finite = NonFinitePolicy::kMask; }));
  EXPECT_TRUE(discarded([](RoutingCase* c) { c->problem.local_count = 0; }));
  EXPECT_TRUE(discarded([](RoutingCase* c) { c->problem.finished = {0}; }));
  EXPECT_TRUE(discarded([](RoutingCase* c) { c->row_padding = 1; }));
  EXPECT_TRUE(discarded([](RoutingCase* c) { c->problem.want_source_rows = true; }));
}

TEST(RunnerTest, NoTokensIsASuccessThatTouchesNothing) {
  RoutingCase none;
  none.problem.experts = 3;
  none.problem.k = 2;
  EXPECT_TRUE(std::holds_alternative<Pass>(Runner(OracleKernel()).RunAndCheck(none)));
}

}  // namespace
}  // namespace gatefuzz
