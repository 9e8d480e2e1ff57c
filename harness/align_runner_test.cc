// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The runner on kernels that are host functions: right ones, and ones with one planted fault each.
#include "harness/align_runner.h"

#include <cuda_runtime_api.h>

#include <string>

#include "gtest/gtest.h"
#include "harness/testing/align_oracle_kernel.h"
#include "harness/testing/sample_align_cases.h"
#include "reference/align_oracle.h"

namespace gatefuzz {
namespace {

using testing::AlignCaseOf;
using testing::AlignOracleKernel;
using testing::OracleAlignExperts;
using testing::SampleAlignCase;

AlignKernelInfo KernelOf(AlignFunction function) {
  AlignKernelInfo kernel = AlignOracleKernel();
  kernel.name = "testing/planted";
  kernel.function = function;
  return kernel;
}

// Writes the oracle's answer as changed by `change`.
template <void (*kChange)(AlignResult*)>
Status Changed(const AlignArgs& args, cudaStream_t) {
  AlignResult result = SolveAlignment(testing::ReadAlignProblem(args));
  kChange(&result);
  testing::WriteAlignResult(args, result);
  return {};
}

// The one violation of the outcome, as "clause row slot: message".
std::string OnlyViolation(const Outcome& outcome) {
  const Fail* fail = std::get_if<Fail>(&outcome);
  if (fail == nullptr || fail->violations.size() != 1) return Describe(outcome);
  const Violation& v = fail->violations[0];
  return std::string(ClauseName(v.clause)) + " " + std::to_string(v.row) + " " + std::to_string(v.slot) + ": " +
         v.message;
}

void Poke(const void* address, std::ptrdiff_t offset, uint8_t byte) {
  cudaMemcpy(const_cast<uint8_t*>(static_cast<const uint8_t*>(address)) + offset, &byte, 1, cudaMemcpyHostToDevice);
}

bool Passes(const Outcome& outcome) { return std::holds_alternative<Pass>(outcome); }

// sorted {1, 0, 3, 4 ...}, block_experts {0, 1, 3, 3 ...}; capacity 8.
AlignCase Small() { return AlignCaseOf({{1, 0}, {3, 1}}, 3, 2); }

TEST(AlignRunnerTest, TheOraclePassesEverySampleAndKeepsPassingOnReusedMemory) {
  AlignRunner runner(AlignOracleKernel());
  for (uint64_t seed = 0; seed < 500; ++seed) {
    const AlignCase sample = SampleAlignCase(seed);
    const Outcome outcome = runner.RunAndCheck(sample);
    ASSERT_TRUE(Passes(outcome)) << Describe(outcome) << Describe(sample);
  }
}

TEST(AlignRunnerTest, GivesTheOutputsOfEveryIdType) {
  AlignRunner runner(AlignOracleKernel());
  for (const IdType type : {IdType::kInt32, IdType::kUint32, IdType::kInt64}) {
    AlignCase sample = Small();
    sample.problem.id_type = type;
    const AlignLaunch launch = runner.Run(sample);
    ASSERT_TRUE(launch.has_result);
    EXPECT_TRUE(launch.status.ok());
    EXPECT_TRUE(launch.violations.empty());
    EXPECT_EQ(launch.result, SolveAlignment(sample.problem));
  }
}

TEST(AlignRunnerTest, GarbageIdsReachTheKernelWhole) {
  AlignRunner runner(AlignOracleKernel());
  AlignCase sample = Small();
  sample.problem.id_type = IdType::kInt64;
  sample.problem.ids = {(int64_t{1} << 32) + 1, INT64_MIN, INT64_MAX, 1};
  EXPECT_TRUE(Passes(runner.RunAndCheck(sample)));
  EXPECT_EQ(runner.Run(sample).result.error, 1);
}

TEST(AlignRunnerTest, ElementsLeftOutAreIncompleteAndNothingElseIsSaid) {
  AlignRunner runner(KernelOf(Changed<[](AlignResult* r) {
    r->sorted.resize(r->sorted.size() - 2);
    r->block_experts.pop_back();
  }>));
  const Outcome outcome = runner.RunAndCheck(Small());
  ASSERT_TRUE(IsFail(outcome));
  const std::vector<Violation>& violations = std::get<Fail>(outcome).violations;
  ASSERT_EQ(violations.size(), 2u) << Describe(outcome);
  EXPECT_EQ(violations[0].clause, Clause::kComplete);
  EXPECT_EQ(violations[0].message, "sorted[6] was not written");
  EXPECT_EQ(violations[1].message, "block_experts[3] was not written");
}

TEST(AlignRunnerTest, NothingWrittenIsIncompleteForEveryOutput) {
  AlignRunner runner(KernelOf([](const AlignArgs&, cudaStream_t) { return Status{}; }));
  EXPECT_EQ(runner.Run(Small()).violations.size(), 4u);
}

TEST(AlignRunnerTest, AWrongResultIsTheCheckersClause) {
  AlignRunner runner(KernelOf(Changed<[](AlignResult* r) { std::swap(r->sorted[2], r->sorted[3]); }>));
  EXPECT_EQ(OnlyViolation(runner.RunAndCheck(Small())),
            "stable 0 0: slot 0 of expert 1 stands at sorted[3], behind slot 3");
}

TEST(AlignRunnerTest, WritesAroundOutputsAndWorkspaceBreakTheFrame) {
  AlignRunner past(KernelOf([](const AlignArgs& args, cudaStream_t stream) {
    const Status status = OracleAlignExperts(args, stream);
    Poke(args.sorted, 8 * 4, 0);
    return status;
  }));
  const std::string found = OnlyViolation(past.RunAndCheck(Small()));
  EXPECT_TRUE(found.starts_with("frame -1 -1: wrote 0 bytes past the end of `sorted` (0x")) << found;
  AlignRunner workspace(KernelOf([](const AlignArgs& args, cudaStream_t stream) {
    const Status status = OracleAlignExperts(args, stream);
    Poke(args.workspace, static_cast<std::ptrdiff_t>(args.workspace_bytes) + 1, 0);
    return status;
  }));
  EXPECT_EQ(OnlyViolation(workspace.RunAndCheck(Small())),
            "frame -1 -1: wrote 1 bytes past the end of `workspace` (0xff became 0x00)");
}

TEST(AlignRunnerTest, WritesToTheIdsBreakTheFrame) {
  AlignRunner runner(KernelOf([](const AlignArgs& args, cudaStream_t stream) {
    const Status status = OracleAlignExperts(args, stream);
    Poke(args.ids, 8, 7);
    return status;
  }));
  EXPECT_EQ(OnlyViolation(runner.RunAndCheck(Small())),
            "frame 1 -1: wrote byte 8 of `ids`, which has 16 (0x03 became 0x07)");
}

TEST(AlignRunnerTest, RefusingAValidCallIsAFailedLaunch) {
  AlignRunner runner(KernelOf([](const AlignArgs&, cudaStream_t) {
    return Status{StatusCode::kInvalidArgument, "k", "it is even", cudaSuccess};
  }));
  EXPECT_EQ(OnlyViolation(runner.RunAndCheck(Small())),
            "launch -1 -1: the kernel refused a valid call: argument k: it is even");
  EXPECT_TRUE(runner.Run(Small()).violations.empty());  // the caller judges
}

TEST(AlignRunnerTest, ARefusalThatWritesBreaksTheFrame) {
  AlignRunner runner(KernelOf([](const AlignArgs& args, cudaStream_t) {
    Poke(args.total, 0, 0);
    return Status{StatusCode::kInvalidArgument, "k", "it is even", cudaSuccess};
  }));
  EXPECT_EQ(OnlyViolation(runner.RunAndCheck(Small())),
            "frame -1 -1: refused the call, yet wrote byte 0 of `total`, which has 4 (0xa8 became 0x00)");
}

TEST(AlignRunnerTest, AFailedLaunchIsTheKernelsAndTheNextRunWorks) {
  static bool fail;
  AlignRunner runner(KernelOf([](const AlignArgs& args, cudaStream_t stream) {
    if (fail) return Status{StatusCode::kLaunchFailed, "", "", cudaErrorInvalidConfiguration};
    return OracleAlignExperts(args, stream);
  }));
  fail = true;
  const Outcome outcome = runner.RunAndCheck(Small());
  ASSERT_TRUE(IsFail(outcome));
  EXPECT_EQ(std::get<Fail>(outcome).clause(), Clause::kLaunch);
  fail = false;
  EXPECT_TRUE(Passes(runner.RunAndCheck(Small())));
}

TEST(AlignRunnerTest, ErrorsOfTheMachineAreHarnessErrors) {
  AlignRunner runner(KernelOf([](const AlignArgs&, cudaStream_t) {
    return Status{StatusCode::kLaunchFailed, "", "", cudaErrorNoKernelImageForDevice};
  }));
  EXPECT_TRUE(std::holds_alternative<HarnessError>(runner.RunAndCheck(Small())));
}

TEST(AlignRunnerTest, AdjustChangesTheCallAlone) {
  AlignRunner runner(AlignOracleKernel());
  const AlignLaunch launch = runner.Run(Small(), AlignMemory::kPoison, [](AlignArgs* args) { args->block_size = 3; });
  EXPECT_EQ(launch.status.code, StatusCode::kInvalidArgument);
  EXPECT_STREQ(launch.status.argument, "block_size");
  EXPECT_TRUE(launch.violations.empty());
}

TEST(AlignRunnerTest, AnElementThatIsKeptWhereItLooksPlausibleIsIncomplete) {
  // Takes poison for a reason to write, and anything else for a value that is there already.
  AlignRunner runner(KernelOf([](const AlignArgs& args, cudaStream_t stream) {
    int32_t before = 0;
    cudaMemcpy(&before, args.total, sizeof before, cudaMemcpyDeviceToHost);
    const Status status = OracleAlignExperts(args, stream);
    if (before >= 0) cudaMemcpy(args.total, &before, sizeof before, cudaMemcpyHostToDevice);
    return status;
  }));
  AlignCase sample = AlignCaseOf({{0, 0}, {1, 1}, {2, 2}}, 3, 128);  // a total that no plausible garbage equals
  const Outcome outcome = runner.RunAndCheck(sample);
  ASSERT_TRUE(IsFail(outcome));
  EXPECT_EQ(std::get<Fail>(outcome).clause(), Clause::kComplete);
  EXPECT_NE(Describe(outcome).find("total is 384, and keeps the"), std::string::npos) << Describe(outcome);
}

TEST(AlignRunnerTest, AResultThatDependsOnTheWorkspaceIsNotIndependent) {
  AlignRunner runner(KernelOf([](const AlignArgs& args, cudaStream_t) {
    uint8_t before = 0;
    cudaMemcpy(&before, args.workspace, 1, cudaMemcpyDeviceToHost);
    AlignResult result = SolveAlignment(testing::ReadAlignProblem(args));
    if (before != kPoisonByte) result.error = 77;
    testing::WriteAlignResult(args, result);
    return Status{};
  }));
  EXPECT_EQ(OnlyViolation(runner.RunAndCheck(Small())), "independent -1 -1: error is 0, and 77 over other garbage");
}

TEST(AlignRunnerTest, ALaunchIntoLeftOversFindsWhatTheLastOneLeft) {
  AlignRunner runner(AlignOracleKernel());
  const AlignCase larger = AlignCaseOf({{1, 0}, {2, 1}, {2, 2}}, 3, 2);
  const AlignResult left = runner.Run(larger).result;
  const AlignLaunch launch = runner.Run(Small(), AlignMemory::kLeftOver);
  EXPECT_EQ(launch.before.total, left.total);
  EXPECT_TRUE(std::equal(launch.before.sorted.begin(), launch.before.sorted.end(), left.sorted.begin()));
  EXPECT_EQ(launch.result, SolveAlignment(Small().problem));
}

TEST(AlignRunnerTest, NoTokensAreACallLikeOthers) {
  AlignCase none = Small();
  none.problem.tokens = 0;
  none.problem.ids.clear();
  AlignRunner runner(AlignOracleKernel());
  EXPECT_TRUE(Passes(runner.RunAndCheck(none)));
  none.problem.block_size = 1;  // nothing to write but total and error
  EXPECT_TRUE(Passes(runner.RunAndCheck(none)));
  AlignRunner idle(KernelOf([](const AlignArgs&, cudaStream_t) { return Status{}; }));
  EXPECT_EQ(idle.Run(none).violations.size(), 2u);
}

}  // namespace
}  // namespace gatefuzz
