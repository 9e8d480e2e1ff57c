// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What the emulator adds to graphs and pools: schedules by seed, and faults named. Skips itself on a GPU.
#include <cuda_runtime_api.h>

#include <algorithm>
#include <set>

#include "emulator/control.h"
#include "emulator/e2e/graph_programs.h"
#include "emulator/e2e/graph_testing.h"

namespace gatefuzz::emulator {
namespace {

class GraphFaultsTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!Present()) GTEST_SKIP() << "kernels do not run on the emulator";
    options_ = GetOptions();
    Options quiet = options_;
    quiet.print_diagnostics = false;
    SetOptions(quiet);
    TakeDiagnostics();
  }
  void TearDown() override {
    if (!Present()) return;
    SetOptions(options_);
    ResetDevice();
  }
  // The kinds of what was found since the last call.
  static std::vector<FaultKind> Faults() {
    std::vector<FaultKind> kinds;
    for (const Diagnostic& diagnostic : TakeDiagnostics()) kinds.push_back(diagnostic.kind);
    return kinds;
  }

  Options options_;
};

TEST_F(GraphFaultsTest, TheSeedDecidesWhereEdgesLeaveFreedom) {
  DeviceBuffer<int> log(std::vector<int>(8, 0));
  cudaGraph_t graph = nullptr;
  ASSERT_CUDA(cudaGraphCreate(&graph, 0));
  for (int value = 1; value <= 4; ++value) {
    int* to = log.get();
    void* arguments[] = {&to, &value};
    const cudaKernelNodeParams p = OneThread(AppendKernel(), arguments);
    cudaGraphNode_t node;
    ASSERT_CUDA(cudaGraphAddKernelNode(&node, graph, nullptr, 0, &p));
  }
  const cudaGraphExec_t exec = Instantiated(graph);
  const auto run = [&](uint64_t seed) {
    Options options = GetOptions();
    options.schedule_seed = seed;
    SetOptions(options);
    EXPECT_CUDA(cudaMemset(log.get(), 0, 8 * sizeof(int)));
    EXPECT_CUDA(cudaGraphLaunch(exec, nullptr));
    return log.Read();
  };
  EXPECT_EQ(run(0), (std::vector<int>{4, 1, 2, 3, 4, 0, 0, 0})) << "as they were created";
  std::set<std::vector<int>> orders;
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    std::vector<int> order = run(seed);
    EXPECT_EQ(order, run(seed)) << "seed " << seed << " is one order";
    orders.insert(order);
    std::sort(order.begin() + 1, order.begin() + 5);
    EXPECT_EQ(order, (std::vector<int>{4, 1, 2, 3, 4, 0, 0, 0}));
  }
  EXPECT_GT(orders.size(), 5u);
  EXPECT_CUDA(cudaGraphExecDestroy(exec));
  EXPECT_CUDA(cudaGraphDestroy(graph));
}

TEST_F(GraphFaultsTest, PoolMemoryUsedAfterItsFreeIsFound) {
  int* value = nullptr;
  ASSERT_CUDA(cudaMallocAsync(reinterpret_cast<void**>(&value), 256, nullptr));
  EXPECT_CUDA(cudaMemsetAsync(value, 0, 256, nullptr));
  EXPECT_CUDA(LaunchScale(nullptr, value, 1, 1));
  EXPECT_TRUE(Faults().empty());
  EXPECT_CUDA(cudaFreeAsync(value, nullptr));
  LaunchScale(nullptr, value, 1, 1);
  EXPECT_EQ(Faults(), std::vector<FaultKind>{FaultKind::kUseAfterFree});
}

TEST_F(GraphFaultsTest, MemoryOfAGraphIsThereBetweenItsNodesOnly) {
  cudaStream_t stream = nullptr;
  ASSERT_CUDA(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking));
  ASSERT_CUDA(cudaStreamBeginCapture(stream, cudaStreamCaptureModeGlobal));
  int* value = nullptr;
  EXPECT_CUDA(cudaMallocAsync(reinterpret_cast<void**>(&value), 256, stream));
  EXPECT_CUDA(cudaMemsetAsync(value, 0, 256, stream));
  EXPECT_CUDA(LaunchScale(stream, value, 1, 1));
  EXPECT_CUDA(cudaFreeAsync(value, stream));
  cudaGraph_t graph = nullptr;
  ASSERT_CUDA(cudaStreamEndCapture(stream, &graph));
  const cudaGraphExec_t exec = Instantiated(graph);
  for (int i = 0; i < 2; ++i) EXPECT_CUDA(cudaGraphLaunch(exec, stream));
  EXPECT_TRUE(Faults().empty());
  LaunchScale(stream, value, 1, 1);
  EXPECT_EQ(Faults(), std::vector<FaultKind>{FaultKind::kUseAfterFree});
  EXPECT_NE(cudaDeviceSynchronize(), cudaSuccess);
  ResetDevice();
  cudaGraphExecDestroy(exec);
  cudaGraphDestroy(graph);
  cudaStreamDestroy(stream);
}

TEST_F(GraphFaultsTest, AFaultEndsTheLaunchOfAGraph) {
  static int calls;
  calls = 0;
  DeviceInt value;
  int* freed = nullptr;
  ASSERT_CUDA(cudaMalloc(reinterpret_cast<void**>(&freed), 4));
  EXPECT_CUDA(cudaFree(freed));
  Stream stream;
  ASSERT_CUDA(cudaStreamBeginCapture(stream, cudaStreamCaptureModeGlobal));
  EXPECT_CUDA(LaunchScale(stream, value.get(), 1, 1));
  EXPECT_CUDA(LaunchScale(stream, freed, 1, 1));
  EXPECT_CUDA(cudaLaunchHostFunc(stream, [](void*) { ++calls; }, nullptr));
  cudaGraph_t graph = nullptr;
  ASSERT_CUDA(cudaStreamEndCapture(stream, &graph));
  const cudaGraphExec_t exec = Instantiated(graph);
  EXPECT_CUDA(cudaGraphLaunch(exec, stream));
  EXPECT_EQ(cudaStreamSynchronize(stream), cudaErrorIllegalAddress);
  EXPECT_EQ(calls, 0);
  EXPECT_EQ(Faults(), std::vector<FaultKind>{FaultKind::kUseAfterFree});
  ResetDevice();
  EXPECT_CUDA(cudaGraphExecDestroy(exec));
  EXPECT_CUDA(cudaGraphDestroy(graph));
}

TEST_F(GraphFaultsTest, HostFunctionsMayNotCallTheApi) {
  static cudaError_t inside;
  inside = cudaSuccess;
  EXPECT_CUDA(cudaLaunchHostFunc(
      nullptr,
      [](void*) {
        void* memory = nullptr;
        inside = cudaMalloc(&memory, 16);
      },
      nullptr));
  EXPECT_CUDA(cudaDeviceSynchronize());
  EXPECT_EQ(inside, cudaErrorNotPermitted);
}

}  // namespace
}  // namespace gatefuzz::emulator
