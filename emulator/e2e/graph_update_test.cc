// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Changing an instantiated graph. Passes on a GPU too.
#include <cuda_runtime_api.h>

#include "emulator/e2e/graph_programs.h"
#include "emulator/e2e/graph_testing.h"

namespace {

class GraphUpdateTest : public testing::Test {
 protected:
  ~GraphUpdateTest() override {
    cudaGetLastError();
    if (exec_ != nullptr) EXPECT_CUDA(cudaGraphExecDestroy(exec_));
    for (cudaGraph_t graph : graphs_) EXPECT_CUDA(cudaGraphDestroy(graph));
  }

  // A chain of nodes value = value * factor + term.
  cudaGraph_t Chain(const std::vector<std::pair<int, int>>& steps) {
    EXPECT_CUDA(cudaStreamBeginCapture(stream_, cudaStreamCaptureModeGlobal));
    for (const auto& [factor, term] : steps) EXPECT_CUDA(LaunchScale(stream_, value_.get(), factor, term));
    cudaGraph_t graph = nullptr;
    EXPECT_CUDA(cudaStreamEndCapture(stream_, &graph));
    graphs_.push_back(graph);
    return graph;
  }
  int Run() {
    EXPECT_CUDA(cudaMemset(value_.get(), 0, sizeof(int)));
    EXPECT_CUDA(cudaGraphLaunch(exec_, stream_));
    EXPECT_CUDA(cudaStreamSynchronize(stream_));
    return value_.Read();
  }
  struct Answer {
    cudaError_t error;
    cudaGraphExecUpdateResult result;
  };
  Answer Update(cudaGraph_t graph) {
    Answer answer{};
#if CUDART_VERSION >= 12000
    cudaGraphExecUpdateResultInfo info = {};
    answer.error = cudaGraphExecUpdate(exec_, graph, &info);
    answer.result = info.result;
#else
    cudaGraphNode_t node = nullptr;
    answer.error = cudaGraphExecUpdate(exec_, graph, &node, &answer.result);
#endif
    return answer;
  }

  Stream stream_;
  DeviceInt value_;
  cudaGraphExec_t exec_ = nullptr;
  std::vector<cudaGraph_t> graphs_;
};

TEST_F(GraphUpdateTest, AnInstanceKeepsWhatTheGraphWas) {
  const cudaGraph_t graph = Chain({{1, 5}});
  exec_ = Instantiated(graph);
  EXPECT_CUDA(cudaGraphDestroyNode(Nodes(graph)[0]));
  EXPECT_EQ(Run(), 5);
}

TEST_F(GraphUpdateTest, ArgumentsOfAKernelCanBeReplaced) {
  const cudaGraph_t graph = Chain({{1, 5}, {3, 0}});
  exec_ = Instantiated(graph);
  int* to = value_.get();
  int factor = 10, term = 1;
  void* arguments[] = {&to, &factor, &term};
  const cudaKernelNodeParams p = OneThread(ScaleKernel(), arguments);
  ASSERT_CUDA(cudaGraphExecKernelNodeSetParams(exec_, Nodes(graph)[1], &p));
  EXPECT_EQ(Run(), 51);
  // The graph itself is as it was.
  cudaKernelNodeParams own;
  ASSERT_CUDA(cudaGraphKernelNodeGetParams(Nodes(graph)[1], &own));
  EXPECT_EQ(*static_cast<int*>(own.kernelParams[1]), 3);
  EXPECT_CUDA(cudaGraphKernelNodeSetParams(Nodes(graph)[1], &p));
  ASSERT_CUDA(cudaGraphKernelNodeGetParams(Nodes(graph)[1], &own));
  EXPECT_EQ(*static_cast<int*>(own.kernelParams[1]), 10);
}

TEST_F(GraphUpdateTest, AWholeGraphCanBeTakenOver) {
  exec_ = Instantiated(Chain({{1, 5}, {3, 0}}));
  EXPECT_EQ(Run(), 15);
  const Answer answer = Update(Chain({{1, 7}, {2, 1}}));
  EXPECT_EQ(answer.error, cudaSuccess);
  EXPECT_EQ(answer.result, cudaGraphExecUpdateSuccess);
  EXPECT_EQ(Run(), 15);
  EXPECT_EQ(Update(Chain({{1, 7}, {2, 2}})).error, cudaSuccess);
  EXPECT_EQ(Run(), 16);
}

TEST_F(GraphUpdateTest, AnotherTopologyCannot) {
  exec_ = Instantiated(Chain({{1, 5}, {3, 0}}));
  const Answer answer = Update(Chain({{1, 5}}));
  EXPECT_EQ(answer.error, cudaErrorGraphExecUpdateFailure);
  EXPECT_EQ(answer.result, cudaGraphExecUpdateErrorTopologyChanged);
  cudaGetLastError();
  EXPECT_EQ(Run(), 15) << "nothing was taken over";
}

TEST_F(GraphUpdateTest, AnotherTypeOfNodeCannot) {
  exec_ = Instantiated(Chain({{1, 5}}));
  ASSERT_CUDA(cudaStreamBeginCapture(stream_, cudaStreamCaptureModeGlobal));
  EXPECT_CUDA(cudaMemsetAsync(value_.get(), 0, sizeof(int), stream_));
  cudaGraph_t other = nullptr;
  ASSERT_CUDA(cudaStreamEndCapture(stream_, &other));
  graphs_.push_back(other);
  const Answer answer = Update(other);
  EXPECT_EQ(answer.error, cudaErrorGraphExecUpdateFailure);
  EXPECT_EQ(answer.result, cudaGraphExecUpdateErrorNodeTypeChanged);
}

TEST_F(GraphUpdateTest, AnotherKernelCan) {
  exec_ = Instantiated(Chain({{1, 5}}));
  DeviceBuffer<int> log(std::vector<int>(4, 0));
  ASSERT_CUDA(cudaStreamBeginCapture(stream_, cudaStreamCaptureModeGlobal));
  EXPECT_CUDA(LaunchAppend(stream_, log.get(), 6));
  cudaGraph_t other = nullptr;
  ASSERT_CUDA(cudaStreamEndCapture(stream_, &other));
  graphs_.push_back(other);
  EXPECT_EQ(Update(other).error, cudaSuccess);
  EXPECT_EQ(Run(), 0);
  EXPECT_EQ(log.Read(), (std::vector<int>{1, 6, 0, 0}));
}

TEST_F(GraphUpdateTest, CopiesFillsAndHostFunctionsCanBeReplaced) {
  cudaGraph_t graph = nullptr;
  ASSERT_CUDA(cudaGraphCreate(&graph, 0));
  graphs_.push_back(graph);
  DeviceInt from(3), other(4);
  int calls = 0, other_calls = 0;
  cudaGraphNode_t copy, fill, host;
  DeviceInt filled(0);
  ASSERT_CUDA(cudaGraphAddMemcpyNode1D(&copy, graph, nullptr, 0, value_.get(), from.get(), sizeof(int),
                                       cudaMemcpyDeviceToDevice));
  cudaMemsetParams memset = {};
  memset.dst = filled.get();
  memset.elementSize = 4;
  memset.value = 1;
  memset.width = 1;
  memset.height = 1;
  ASSERT_CUDA(cudaGraphAddMemsetNode(&fill, graph, nullptr, 0, &memset));
  cudaHostNodeParams p = {};
  p.fn = [](void* count) { ++*static_cast<int*>(count); };
  p.userData = &calls;
  ASSERT_CUDA(cudaGraphAddHostNode(&host, graph, nullptr, 0, &p));
  exec_ = Instantiated(graph);
  EXPECT_EQ(Run(), 3);
  ASSERT_CUDA(cudaGraphExecMemcpyNodeSetParams1D(exec_, copy, value_.get(), other.get(), sizeof(int),
                                                 cudaMemcpyDeviceToDevice));
  memset.value = 2;
  ASSERT_CUDA(cudaGraphExecMemsetNodeSetParams(exec_, fill, &memset));
  p.userData = &other_calls;
  ASSERT_CUDA(cudaGraphExecHostNodeSetParams(exec_, host, &p));
  EXPECT_EQ(Run(), 4);
  EXPECT_EQ(filled.Read(), 2);
  EXPECT_EQ(calls, 1);
  EXPECT_EQ(other_calls, 1);
}

TEST_F(GraphUpdateTest, ANodeThatTheInstanceDoesNotHaveIsRefused) {
  exec_ = Instantiated(Chain({{1, 5}}));
  const cudaGraph_t other = Chain({{1, 6}});
  int* to = value_.get();
  int factor = 1, term = 1;
  void* arguments[] = {&to, &factor, &term};
  const cudaKernelNodeParams p = OneThread(ScaleKernel(), arguments);
  EXPECT_EQ(cudaGraphExecKernelNodeSetParams(exec_, Nodes(other)[0], &p), cudaErrorInvalidValue);
}

TEST_F(GraphUpdateTest, NodesCanBeSwitchedOff) {
  const cudaGraph_t graph = Chain({{1, 5}, {3, 0}});
  exec_ = Instantiated(graph);
  const cudaGraphNode_t second = Nodes(graph)[1];
  unsigned enabled = 0;
  EXPECT_CUDA(cudaGraphNodeGetEnabled(exec_, second, &enabled));
  EXPECT_EQ(enabled, 1u);
  EXPECT_CUDA(cudaGraphNodeSetEnabled(exec_, second, 0));
  EXPECT_EQ(Run(), 5);
  EXPECT_CUDA(cudaGraphNodeSetEnabled(exec_, second, 1));
  EXPECT_EQ(Run(), 15);
}

TEST_F(GraphUpdateTest, NodesInsideAChildGraphCanBeChanged) {
  const cudaGraph_t child = Chain({{1, 5}});
  cudaGraph_t graph = nullptr, inside = nullptr;
  ASSERT_CUDA(cudaGraphCreate(&graph, 0));
  graphs_.push_back(graph);
  cudaGraphNode_t node;
  ASSERT_CUDA(cudaGraphAddChildGraphNode(&node, graph, nullptr, 0, child));
  exec_ = Instantiated(graph);
  ASSERT_CUDA(cudaGraphChildGraphNodeGetGraph(node, &inside));
  EXPECT_CUDA(cudaGraphExecChildGraphNodeSetParams(exec_, node, Chain({{1, 8}})));
  EXPECT_EQ(Run(), 8);
}

TEST_F(GraphUpdateTest, ALaunchCannotBeCaptured) {
  exec_ = Instantiated(Chain({{1, 5}, {3, 0}}));
  ASSERT_CUDA(cudaStreamBeginCapture(stream_, cudaStreamCaptureModeGlobal));
  EXPECT_EQ(cudaGraphLaunch(exec_, stream_), cudaErrorStreamCaptureUnsupported);
  cudaGraph_t outer = nullptr;
  EXPECT_EQ(cudaStreamEndCapture(stream_, &outer), cudaErrorStreamCaptureInvalidated);
  EXPECT_EQ(outer, nullptr);
  cudaGetLastError();
  EXPECT_EQ(Run(), 15);
}

}  // namespace
