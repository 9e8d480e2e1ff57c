// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What GraphRunner keeps between replays, and what it says of calls that do not belong into a graph.
#include "harness/graph_runner.h"

#include <cuda_runtime_api.h>

#include <vector>

#include "gtest/gtest.h"
#include "harness/case_edit.h"
#include "harness/testing/sample_cases.h"
#include "kernels/kernel_table.h"

namespace gatefuzz {
namespace {

using testing::CaseOf;

KernelInfo Softmax() {
  int count = 0;
  const KernelInfo* kernel = ProductionKernels(&count);
  while (kernel->name != "topk_softmax") ++kernel;
  return *kernel;
}

template <TopkFunction kFunction>
KernelInfo Planted() {
  KernelInfo kernel = Softmax();
  kernel.name = "testing/planted";
  kernel.function = kFunction;
  return kernel;
}

RoutingCase FourRows() { return CaseOf({{0, 1, 2}, {2, 0, 1}, {1, 2, 0}, {2, 1, 0}}, 2); }

RoutingCase Swapped(const RoutingCase& routing_case) {
  return WithRows(routing_case, std::vector<int64_t>{3, 2, 1, 0});
}

TEST(GraphRunnerTest, ReplaysGiveWhatAnUncapturedCallGives) {
  Runner runner(Softmax());
  GraphRunner graphs(runner);
  const RoutingCase four = FourRows();
  ASSERT_TRUE(graphs.Capture(four, std::vector<int64_t>{4, 2}).violations.empty());
  for (const RoutingCase& batch : {four, Swapped(four), four}) {
    const Launch all = graphs.Replay(batch, 0);
    EXPECT_TRUE(all.violations.empty() && all.harness_error.empty());
    const Launch plain = runner.Run(batch);
    EXPECT_EQ(all.result.ids, plain.result.ids);
    EXPECT_EQ(all.result.weights, plain.result.weights);
  }
}

TEST(GraphRunnerTest, ASmallGraphWritesItsRowsAlone) {
  Runner runner(Softmax());
  GraphRunner graphs(runner);
  const RoutingCase four = FourRows();
  ASSERT_TRUE(graphs.Capture(four, std::vector<int64_t>{4, 2}).violations.empty());
  graphs.Replay(four, 0);
  const Launch two = graphs.Replay(Swapped(four), 1, 2);
  EXPECT_TRUE(two.violations.empty());
  EXPECT_EQ(two.result.ids, (std::vector<int64_t>{0, 1, 1, 0}));
  EXPECT_EQ(two.result.weights.size(), 4u);
}

// Routes a row too many, where there is memory for it: the graph of three rows does.
Status OneRowTooMany(const TopkArgs& args, cudaStream_t stream) {
  TopkArgs more = args;
  if (args.num_tokens == 3) more.num_tokens = 4;
  return Softmax().function(more, stream);
}

TEST(GraphRunnerTest, RowsPastTheGraphsOwnAreNotItsToWrite) {
  Runner runner(Planted<OneRowTooMany>());
  GraphRunner graphs(runner);
  ASSERT_TRUE(graphs.Capture(FourRows(), std::vector<int64_t>{4, 3}).violations.empty());
  EXPECT_TRUE(graphs.Replay(FourRows(), 0).violations.empty());
  const Launch three = graphs.Replay(Swapped(FourRows()), 1);
  ASSERT_EQ(three.violations.size(), 1u);
  EXPECT_EQ(three.violations[0].clause, Clause::kFrame);
  EXPECT_EQ(three.violations[0].row, 3);
}

Status NothingOfTwoRows(const TopkArgs& args, cudaStream_t stream) {
  return args.num_tokens == 2 ? Status{} : Softmax().function(args, stream);
}

TEST(GraphRunnerTest, OutputsKeepWhatTheLastReplayLeft) {
  Runner runner(Planted<NothingOfTwoRows>());
  GraphRunner graphs(runner);
  ASSERT_TRUE(graphs.Capture(FourRows(), std::vector<int64_t>{4, 2}).violations.empty());
  const Launch first = graphs.Replay(FourRows(), 1);
  ASSERT_FALSE(first.violations.empty());
  EXPECT_EQ(first.violations[0].clause, Clause::kComplete);
  graphs.Replay(FourRows(), 0);
  const Launch second = graphs.Replay(Swapped(FourRows()), 1);
  EXPECT_TRUE(second.violations.empty());
  EXPECT_EQ(second.result.ids, (std::vector<int64_t>{2, 1, 0, 2})) << "of the batch before";
}

Status Waits(const TopkArgs& args, cudaStream_t stream) {
  const Status status = Softmax().function(args, stream);
  cudaStreamSynchronize(stream);
  return status;
}

TEST(GraphRunnerTest, ACallThatWaitsForTheDeviceBreaksGraph) {
  Runner runner(Planted<Waits>());
  GraphRunner graphs(runner);
  const LaunchReport report = graphs.Capture(FourRows(), std::vector<int64_t>{4});
  ASSERT_EQ(report.violations.size(), 1u);
  EXPECT_EQ(report.violations[0].clause, Clause::kGraph);
  // The device is none the worse for it.
  EXPECT_TRUE(runner.Run(FourRows()).violations.empty());
}

Status Allocates(const TopkArgs& args, cudaStream_t stream) {
  void* memory = nullptr;
  const cudaError_t error = cudaMalloc(&memory, 256);
  if (error != cudaSuccess) return {StatusCode::kLaunchFailed, "", "no memory", error};
  cudaFree(memory);
  return Softmax().function(args, stream);
}

TEST(GraphRunnerTest, ACallThatAllocatesBreaksGraph) {
  Runner runner(Planted<Allocates>());
  EXPECT_TRUE(runner.Run(FourRows()).violations.empty());
  GraphRunner graphs(runner);
  const LaunchReport report = graphs.Capture(FourRows(), std::vector<int64_t>{4});
  ASSERT_EQ(report.violations.size(), 1u);
  EXPECT_EQ(report.violations[0].clause, Clause::kGraph);
  EXPECT_TRUE(runner.Run(FourRows()).violations.empty());
}

Status RefusesThreeRows(const TopkArgs& args, cudaStream_t stream) {
  if (args.num_tokens == 3) return {StatusCode::kInvalidArgument, "num_tokens", "is three", cudaSuccess};
  return Softmax().function(args, stream);
}

TEST(GraphRunnerTest, ARefusalIsToldAsALaunchTellsIt) {
  Runner runner(Planted<RefusesThreeRows>());
  GraphRunner graphs(runner);
  const LaunchReport report = graphs.Capture(FourRows(), std::vector<int64_t>{4, 3});
  ASSERT_EQ(report.violations.size(), 1u);
  EXPECT_EQ(report.violations[0].clause, Clause::kLaunch);
  EXPECT_TRUE(runner.Run(FourRows()).violations.empty());
}

}  // namespace
}  // namespace gatefuzz
