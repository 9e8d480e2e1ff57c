// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Graphs that a program builds itself. Passes on a GPU too.
#include <cuda_runtime_api.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>

#include "emulator/e2e/graph_programs.h"
#include "emulator/e2e/graph_testing.h"

namespace {

class GraphBuildTest : public testing::Test {
 protected:
  GraphBuildTest() { EXPECT_CUDA(cudaGraphCreate(&graph_, 0)); }
  ~GraphBuildTest() override {
    cudaGetLastError();
    if (exec_ != nullptr) EXPECT_CUDA(cudaGraphExecDestroy(exec_));
    EXPECT_CUDA(cudaGraphDestroy(graph_));
  }

  // A node that appends `value` to the log.
  cudaGraphNode_t Append(int value, const std::vector<cudaGraphNode_t>& after = {}) {
    return Append(graph_, value, after);
  }
  cudaGraphNode_t Append(cudaGraph_t graph, int value, const std::vector<cudaGraphNode_t>& after = {}) {
    int* log = log_.get();
    void* arguments[] = {&log, &value};
    const cudaKernelNodeParams p = OneThread(AppendKernel(), arguments);
    cudaGraphNode_t node = nullptr;
    EXPECT_CUDA(cudaGraphAddKernelNode(&node, graph, after.data(), after.size(), &p));
    return node;
  }
  cudaError_t Connect(cudaGraphNode_t from, cudaGraphNode_t to) {
#if CUDART_VERSION >= 13000
    return cudaGraphAddDependencies(graph_, &from, &to, nullptr, 1);
#else
    return cudaGraphAddDependencies(graph_, &from, &to, 1);
#endif
  }
  cudaError_t Disconnect(cudaGraphNode_t from, cudaGraphNode_t to) {
#if CUDART_VERSION >= 13000
    return cudaGraphRemoveDependencies(graph_, &from, &to, nullptr, 1);
#else
    return cudaGraphRemoveDependencies(graph_, &from, &to, 1);
#endif
  }
  // What the log says after a run.
  std::vector<int> Run() {
    if (exec_ == nullptr) exec_ = Instantiated(graph_);
    EXPECT_CUDA(cudaMemset(log_.get(), 0, 16 * sizeof(int)));
    EXPECT_CUDA(cudaGraphLaunch(exec_, stream_));
    EXPECT_CUDA(cudaStreamSynchronize(stream_));
    std::vector<int> log = log_.Read();
    return {log.begin() + 1, log.begin() + 1 + log[0]};
  }

  cudaGraph_t graph_ = nullptr;
  cudaGraphExec_t exec_ = nullptr;
  Stream stream_;
  DeviceBuffer<int> log_{std::vector<int>(16, 0)};
};

TEST_F(GraphBuildTest, NodesRunInTheOrderOfTheirEdges) {
  const cudaGraphNode_t last = Append(3);
  const cudaGraphNode_t first = Append(1);
  const cudaGraphNode_t middle = Append(2, {first});
  EXPECT_CUDA(Connect(middle, last));
  EXPECT_EQ(Run(), (std::vector<int>{1, 2, 3}));
}

TEST_F(GraphBuildTest, WhereEdgesLeaveFreedomEveryNodeRunsOnce) {
  const cudaGraphNode_t root = Append(0);
  std::vector<cudaGraphNode_t> leaves;
  for (int i = 1; i <= 5; ++i) leaves.push_back(Append(i, {root}));
  Append(6, leaves);
  std::vector<int> log = Run();
  ASSERT_EQ(log.size(), 7u);
  EXPECT_EQ(log.front(), 0);
  EXPECT_EQ(log.back(), 6);
  std::sort(log.begin(), log.end());
  EXPECT_EQ(log, (std::vector<int>{0, 1, 2, 3, 4, 5, 6}));
}

TEST_F(GraphBuildTest, TheGraphCanBeAskedForItsStructure) {
  const cudaGraphNode_t a = Append(1), b = Append(2), c = Append(3, {a, b});
  size_t count = 0;
  EXPECT_CUDA(cudaGraphGetRootNodes(graph_, nullptr, &count));
  EXPECT_EQ(count, 2u);
  cudaGraphNode_t nodes[5] = {c, c, c, c, c};
  count = 5;
  EXPECT_CUDA(cudaGraphGetNodes(graph_, nodes, &count));
  EXPECT_EQ(count, 3u);
  EXPECT_EQ(nodes[3], nullptr);
  EXPECT_EQ(EdgeCount(graph_), 2u);
  cudaGraphNode_t neighbours[4];
  count = 4;
#if CUDART_VERSION >= 13000
  EXPECT_CUDA(cudaGraphNodeGetDependencies(c, neighbours, nullptr, &count));
  EXPECT_EQ(count, 2u);
  count = 4;
  EXPECT_CUDA(cudaGraphNodeGetDependentNodes(a, neighbours, nullptr, &count));
#else
  EXPECT_CUDA(cudaGraphNodeGetDependencies(c, neighbours, &count));
  EXPECT_EQ(count, 2u);
  count = 4;
  EXPECT_CUDA(cudaGraphNodeGetDependentNodes(a, neighbours, &count));
#endif
  ASSERT_EQ(count, 1u);
  EXPECT_EQ(neighbours[0], c);
}

TEST_F(GraphBuildTest, EdgesAreAddedAndRemovedOnce) {
  const cudaGraphNode_t a = Append(1), b = Append(2);
  EXPECT_CUDA(Connect(a, b));
  EXPECT_EQ(Connect(a, b), cudaErrorInvalidValue);
  EXPECT_EQ(Connect(a, a), cudaErrorInvalidValue);
  EXPECT_CUDA(Disconnect(a, b));
  EXPECT_EQ(Disconnect(a, b), cudaErrorInvalidValue);
  EXPECT_EQ(EdgeCount(graph_), 0u);
}

TEST_F(GraphBuildTest, ACycleCannotBeInstantiated) {
  const cudaGraphNode_t a = Append(1), b = Append(2, {a});
  EXPECT_CUDA(Connect(b, a));
  cudaGraphExec_t exec = nullptr;
  EXPECT_EQ(cudaGraphInstantiateWithFlags(&exec, graph_, 0), cudaErrorInvalidValue);
}

TEST_F(GraphBuildTest, ADestroyedNodeTakesItsEdgesAlong) {
  const cudaGraphNode_t a = Append(1), b = Append(2, {a});
  Append(3, {b});
  EXPECT_CUDA(cudaGraphDestroyNode(b));
  EXPECT_EQ(NodeCount(graph_), 2u);
  EXPECT_EQ(EdgeCount(graph_), 0u);
  EXPECT_EQ(Run().size(), 2u);
}

TEST_F(GraphBuildTest, ParametersOfNodesCanBeReadBack) {
  const cudaGraphNode_t node = Append(5);
  cudaKernelNodeParams kernel;
  ASSERT_CUDA(cudaGraphKernelNodeGetParams(node, &kernel));
  EXPECT_EQ(kernel.blockDim.x, 1u);
  EXPECT_EQ(*static_cast<int*>(kernel.kernelParams[1]), 5);

  cudaMemsetParams memset = {};
  memset.dst = log_.get();
  memset.elementSize = 4;
  memset.value = 0x01020304;
  memset.width = 3;
  memset.height = 1;
  cudaGraphNode_t fill;
  ASSERT_CUDA(cudaGraphAddMemsetNode(&fill, graph_, nullptr, 0, &memset));
  cudaMemsetParams back = {};
  ASSERT_CUDA(cudaGraphMemsetNodeGetParams(fill, &back));
  EXPECT_EQ(back.dst, memset.dst);
  EXPECT_EQ(back.value, memset.value);
  EXPECT_EQ(back.width, 3u);
  cudaMemcpy3DParms copy = {};
  EXPECT_EQ(cudaGraphMemcpyNodeGetParams(fill, &copy), cudaErrorInvalidValue) << "not a memcpy node";
}

TEST_F(GraphBuildTest, MemsetsWriteElements) {
  DeviceBuffer<uint16_t> data(std::vector<uint16_t>(6, 7));
  cudaMemsetParams memset = {};
  memset.dst = data.get() + 1;
  memset.elementSize = 2;
  memset.value = 0x1234;
  memset.width = 4;
  memset.height = 1;
  cudaGraphNode_t node;
  ASSERT_CUDA(cudaGraphAddMemsetNode(&node, graph_, nullptr, 0, &memset));
  Run();
  EXPECT_EQ(data.Read(), (std::vector<uint16_t>{7, 0x1234, 0x1234, 0x1234, 0x1234, 7}));
  memset.elementSize = 3;
  EXPECT_EQ(cudaGraphAddMemsetNode(&node, graph_, nullptr, 0, &memset), cudaErrorInvalidValue);
}

TEST_F(GraphBuildTest, CopiesOfBoxes) {
  std::vector<char> from(4 * 3 * 2), to(from.size(), '.');
  for (size_t i = 0; i < from.size(); ++i) from[i] = static_cast<char>('a' + i);
  DeviceBuffer<char> device(from);
  cudaMemcpy3DParms p = {};
  p.srcPtr = cudaPitchedPtr{device.get(), 4, 4, 3};
  p.dstPtr = cudaPitchedPtr{to.data(), 4, 4, 3};
  p.srcPos = cudaPos{1, 0, 0};
  p.dstPos = cudaPos{0, 1, 0};
  p.extent = cudaExtent{2, 2, 2};
  p.kind = cudaMemcpyDeviceToHost;
  cudaGraphNode_t node;
  ASSERT_CUDA(cudaGraphAddMemcpyNode(&node, graph_, nullptr, 0, &p));
  Run();
  EXPECT_EQ(std::string(to.begin(), to.end()), "....bc..fg......no..rs..");
}

TEST_F(GraphBuildTest, SymbolsAreCopiedFromAndTo) {
  const int start = 40;
  int end = 0;
  cudaGraphNode_t in, count, out;
  ASSERT_CUDA(cudaGraphAddMemcpyNodeToSymbol(&in, graph_, nullptr, 0, CounterSymbol(), &start, sizeof start, 0,
                                             cudaMemcpyHostToDevice));
  const cudaKernelNodeParams p = OneThread(CountKernel(), nullptr);
  ASSERT_CUDA(cudaGraphAddKernelNode(&count, graph_, &in, 1, &p));
  ASSERT_CUDA(cudaGraphAddMemcpyNodeFromSymbol(&out, graph_, &count, 1, &end, CounterSymbol(), sizeof end, 0,
                                               cudaMemcpyDeviceToHost));
  Run();
  EXPECT_EQ(end, 41);
}

TEST_F(GraphBuildTest, HostAndEmptyNodesKeepTheirPlaceInTheOrder) {
  struct Seen {
    int* from;
    int value = -1;
  };
  int* pinned = nullptr;
  ASSERT_CUDA(cudaMallocHost(reinterpret_cast<void**>(&pinned), sizeof(int)));
  *pinned = 0;
  Seen seen{pinned};
  const cudaGraphNode_t append = Append(8);
  cudaGraphNode_t empty, copy, host;
  ASSERT_CUDA(cudaGraphAddEmptyNode(&empty, graph_, &append, 1));
  ASSERT_CUDA(
      cudaGraphAddMemcpyNode1D(&copy, graph_, &empty, 1, pinned, log_.get() + 1, sizeof(int), cudaMemcpyDeviceToHost));
  cudaHostNodeParams p = {};
  p.fn = [](void* data) { static_cast<Seen*>(data)->value = *static_cast<Seen*>(data)->from; };
  p.userData = &seen;
  ASSERT_CUDA(cudaGraphAddHostNode(&host, graph_, &copy, 1, &p));
  Run();
  EXPECT_EQ(seen.value, 8);
  EXPECT_CUDA(cudaFreeHost(pinned));
}

TEST_F(GraphBuildTest, AChildGraphIsACopyThatRunsAsOneNode) {
  cudaGraph_t child = nullptr;
  ASSERT_CUDA(cudaGraphCreate(&child, 0));
  Append(child, 2, {Append(child, 1)});
  const cudaGraphNode_t before = Append(0);
  cudaGraphNode_t node;
  ASSERT_CUDA(cudaGraphAddChildGraphNode(&node, graph_, &before, 1, child));
  Append(3, {node});
  Append(child, 99);
  EXPECT_CUDA(cudaGraphDestroy(child));
  cudaGraph_t inside = nullptr;
  ASSERT_CUDA(cudaGraphChildGraphNodeGetGraph(node, &inside));
  EXPECT_EQ(NodeCount(inside), 2u);
  EXPECT_EQ(Run(), (std::vector<int>{0, 1, 2, 3}));
}

TEST_F(GraphBuildTest, ACloneKnowsItsOriginals) {
  const cudaGraphNode_t first = Append(1), second = Append(2, {first});
  cudaGraph_t clone = nullptr;
  ASSERT_CUDA(cudaGraphClone(&clone, graph_));
  cudaGraphNode_t copy = nullptr;
  ASSERT_CUDA(cudaGraphNodeFindInClone(&copy, second, clone));
  EXPECT_NE(copy, second);
  const std::vector<cudaGraphNode_t> nodes = Nodes(clone);
  EXPECT_NE(std::find(nodes.begin(), nodes.end(), copy), nodes.end());
  EXPECT_CUDA(cudaGraphDestroyNode(copy));
  EXPECT_EQ(NodeCount(clone), 1u);
  EXPECT_EQ(NodeCount(graph_), 2u);
  EXPECT_CUDA(cudaGraphDestroy(clone));
}

TEST_F(GraphBuildTest, EventNodesRecordAndWait) {
  Event event;
  cudaGraphNode_t record, wait;
  ASSERT_CUDA(cudaGraphAddEventRecordNode(&record, graph_, nullptr, 0, event));
  ASSERT_CUDA(cudaGraphAddEventWaitNode(&wait, graph_, &record, 1, event));
  cudaEvent_t back = nullptr;
  EXPECT_CUDA(cudaGraphEventRecordNodeGetEvent(record, &back));
  EXPECT_EQ(back, static_cast<cudaEvent_t>(event));
  EXPECT_EQ(cudaGraphEventRecordNodeGetEvent(wait, &back), cudaErrorInvalidValue);
  Run();
  EXPECT_CUDA(cudaEventSynchronize(event));
}

TEST_F(GraphBuildTest, MemoryNodesGiveTheSameMemoryToEveryRun) {
  cudaMemAllocNodeParams p = {};
  p.poolProps.allocType = cudaMemAllocationTypePinned;
  p.poolProps.location.type = cudaMemLocationTypeDevice;
  p.bytesize = 64;
  cudaGraphNode_t allocate, fill, copy, free;
  ASSERT_CUDA(cudaGraphAddMemAllocNode(&allocate, graph_, nullptr, 0, &p));
  ASSERT_NE(p.dptr, nullptr);
  cudaMemsetParams memset = {};
  memset.dst = p.dptr;
  memset.elementSize = 1;
  memset.value = 6;
  memset.width = 64;
  memset.height = 1;
  ASSERT_CUDA(cudaGraphAddMemsetNode(&fill, graph_, &allocate, 1, &memset));
  ASSERT_CUDA(
      cudaGraphAddMemcpyNode1D(&copy, graph_, &fill, 1, log_.get() + 1, p.dptr, sizeof(int), cudaMemcpyDeviceToDevice));
  ASSERT_CUDA(cudaGraphAddMemFreeNode(&free, graph_, &copy, 1, p.dptr));
  cudaGraph_t clone = nullptr;
  EXPECT_NE(cudaGraphClone(&clone, graph_), cudaSuccess) << "its memory has one place";
  for (int i = 0; i < 2; ++i) {
    Run();
    EXPECT_EQ(log_.Read()[1], 0x06060606);
  }
}

TEST_F(GraphBuildTest, MemoryThatARunLeavesIsFreedByTheProgram) {
  cudaMemAllocNodeParams p = {};
  p.poolProps.allocType = cudaMemAllocationTypePinned;
  p.poolProps.location.type = cudaMemLocationTypeDevice;
  p.bytesize = 64;
  cudaGraphNode_t allocate;
  ASSERT_CUDA(cudaGraphAddMemAllocNode(&allocate, graph_, nullptr, 0, &p));
  Run();
  EXPECT_CUDA(cudaMemset(p.dptr, 1, 64));
  EXPECT_EQ(cudaGraphLaunch(exec_, stream_), cudaErrorInvalidValue) << "it is allocated already";
  EXPECT_CUDA(cudaFree(p.dptr));
  Run();
  EXPECT_CUDA(cudaFreeAsync(p.dptr, stream_));
  EXPECT_CUDA(cudaStreamSynchronize(stream_));
}

TEST_F(GraphBuildTest, StreamOrderedAllocationIsCaptured) {
  ASSERT_CUDA(cudaGraphDestroy(graph_));
  ASSERT_CUDA(cudaStreamBeginCapture(stream_, cudaStreamCaptureModeGlobal));
  void* memory = nullptr;
  EXPECT_CUDA(cudaMallocAsync(&memory, 256, stream_));
  EXPECT_CUDA(cudaMemsetAsync(memory, 1, 256, stream_));
  EXPECT_CUDA(cudaMemcpyAsync(log_.get() + 1, memory, sizeof(int), cudaMemcpyDeviceToDevice, stream_));
  EXPECT_CUDA(cudaFreeAsync(memory, stream_));
  ASSERT_CUDA(cudaStreamEndCapture(stream_, &graph_));
  EXPECT_EQ(NodeTypes(graph_), (std::vector<cudaGraphNodeType>{cudaGraphNodeTypeMemAlloc, cudaGraphNodeTypeMemset,
                                                               cudaGraphNodeTypeMemcpy, cudaGraphNodeTypeMemFree}));
  Run();
  EXPECT_EQ(log_.Read()[1], 0x01010101);
}

TEST_F(GraphBuildTest, TheGraphDrawsItself) {
  Append(2, {Append(1)});
  const std::string path = testing::TempDir() + "graph.dot";
  ASSERT_CUDA(cudaGraphDebugDotPrint(graph_, path.c_str(), 0));
  std::ifstream file(path);
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  EXPECT_NE(text.find("digraph"), std::string::npos);
  EXPECT_NE(text.find("->"), std::string::npos);
}

TEST_F(GraphBuildTest, AUserObjectLivesAsLongAsTheGraph) {
  static int destroyed;
  destroyed = 0;
  cudaUserObject_t object = nullptr;
  ASSERT_CUDA(cudaUserObjectCreate(
      &object, &destroyed, [](void* count) { ++*static_cast<int*>(count); }, 1, cudaUserObjectNoDestructorSync));
  cudaGraph_t other = nullptr;
  ASSERT_CUDA(cudaGraphCreate(&other, 0));
  EXPECT_CUDA(cudaGraphRetainUserObject(other, object, 1, cudaGraphUserObjectMove));
  EXPECT_EQ(destroyed, 0);
  EXPECT_CUDA(cudaGraphDestroy(other));
  // The driver may take its time.
  for (int i = 0; i < 1000 && *const_cast<volatile int*>(&destroyed) == 0; ++i) cudaDeviceSynchronize();
}

#if CUDART_VERSION >= 13000

TEST_F(GraphBuildTest, OneFunctionAddsEveryTypeOfNode) {
  cudaGraphNodeParams p = {};
  p.type = cudaGraphNodeTypeMemset;
  p.memset.dst = log_.get();
  p.memset.elementSize = 4;
  p.memset.value = 0;
  p.memset.width = 1;
  p.memset.height = 1;
  cudaGraphNode_t fill, append;
  ASSERT_CUDA(cudaGraphAddNode(&fill, graph_, nullptr, nullptr, 0, &p));
  int* log = log_.get();
  int value = 4;
  void* arguments[] = {&log, &value};
  p = {};
  p.type = cudaGraphNodeTypeKernel;
  p.kernel.func = AppendKernel();
  p.kernel.gridDim = dim3(1);
  p.kernel.blockDim = dim3(1);
  p.kernel.kernelParams = arguments;
  ASSERT_CUDA(cudaGraphAddNode(&append, graph_, &fill, nullptr, 1, &p));
  EXPECT_EQ(Run(), (std::vector<int>{4}));
  value = 5;
  ASSERT_CUDA(cudaGraphExecNodeSetParams(exec_, append, &p));
  EXPECT_EQ(Run(), (std::vector<int>{5}));
}

#endif

}  // namespace
