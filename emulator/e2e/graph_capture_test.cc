// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Stream capture and replay. Passes on a GPU too.
#include <cuda_runtime_api.h>

#include <thread>

#include "emulator/e2e/graph_programs.h"
#include "emulator/e2e/graph_testing.h"

namespace {

cudaGraph_t End(cudaStream_t stream) {
  cudaGraph_t graph = nullptr;
  EXPECT_CUDA(cudaStreamEndCapture(stream, &graph));
  return graph;
}

// Ends a capture that must fail.
cudaError_t EndError(cudaStream_t stream) {
  cudaGraph_t graph = nullptr;
  const cudaError_t error = cudaStreamEndCapture(stream, &graph);
  EXPECT_EQ(graph, nullptr);
  cudaGetLastError();
  return error;
}

void Launch(cudaGraph_t graph, cudaStream_t stream, int times = 1) {
  const cudaGraphExec_t exec = Instantiated(graph);
  for (int i = 0; i < times; ++i) EXPECT_CUDA(cudaGraphLaunch(exec, stream));
  EXPECT_CUDA(cudaStreamSynchronize(stream));
  EXPECT_CUDA(cudaGraphExecDestroy(exec));
}

TEST(GraphCaptureTest, CapturedWorkRunsOnlyWhenItIsReplayed) {
  DeviceInt value(1);
  Stream stream;
  ASSERT_CUDA(cudaStreamBeginCapture(stream, cudaStreamCaptureModeGlobal));
  EXPECT_EQ(StatusOf(stream), cudaStreamCaptureStatusActive);
  EXPECT_CUDA(LaunchScale(stream, value.get(), 2, 0));
  EXPECT_CUDA(LaunchScale(stream, value.get(), 1, 3));
  const cudaGraph_t graph = End(stream);
  EXPECT_EQ(StatusOf(stream), cudaStreamCaptureStatusNone);
  EXPECT_EQ(value.Read(), 1);
  EXPECT_EQ(NodeCount(graph), 2u);
  EXPECT_EQ(EdgeCount(graph), 1u);
  Launch(graph, stream, 3);
  EXPECT_EQ(value.Read(), 1 * 8 + 3 * (4 + 2 + 1));
  EXPECT_CUDA(cudaGraphDestroy(graph));
}

TEST(GraphCaptureTest, ArgumentsAreThoseOfTheCaptureAndMemoryThatOfTheReplay) {
  DeviceInt value(5);
  Stream stream;
  int factor = 10;
  ASSERT_CUDA(cudaStreamBeginCapture(stream, cudaStreamCaptureModeRelaxed));
  EXPECT_CUDA(LaunchScale(stream, value.get(), factor, 0));
  factor = 99;
  const cudaGraph_t graph = End(stream);
  const int now = 7;
  EXPECT_CUDA(cudaMemcpy(value.get(), &now, sizeof now, cudaMemcpyHostToDevice));
  Launch(graph, stream);
  EXPECT_EQ(value.Read(), 70);
  EXPECT_CUDA(cudaGraphDestroy(graph));
}

TEST(GraphCaptureTest, EveryKindOfWorkBecomesANodeOfItsType) {
  DeviceInt a, b;
  int* pinned = nullptr;
  ASSERT_CUDA(cudaMallocHost(reinterpret_cast<void**>(&pinned), sizeof(int)));
  *pinned = 0;
  int calls = 0;
  Stream stream;
  ASSERT_CUDA(cudaStreamBeginCapture(stream, cudaStreamCaptureModeGlobal));
  EXPECT_CUDA(cudaMemsetAsync(a.get(), 0, sizeof(int), stream));
  EXPECT_CUDA(LaunchScale(stream, a.get(), 1, 41));
  EXPECT_CUDA(cudaMemcpyAsync(b.get(), a.get(), sizeof(int), cudaMemcpyDeviceToDevice, stream));
  EXPECT_CUDA(LaunchScale(stream, b.get(), 1, 1));
  EXPECT_CUDA(cudaMemcpyAsync(pinned, b.get(), sizeof(int), cudaMemcpyDeviceToHost, stream));
  EXPECT_CUDA(cudaLaunchHostFunc(stream, [](void* count) { ++*static_cast<int*>(count); }, &calls));
  const cudaGraph_t graph = End(stream);
  EXPECT_EQ(NodeTypes(graph),
            (std::vector<cudaGraphNodeType>{cudaGraphNodeTypeMemset, cudaGraphNodeTypeKernel, cudaGraphNodeTypeMemcpy,
                                            cudaGraphNodeTypeKernel, cudaGraphNodeTypeMemcpy, cudaGraphNodeTypeHost}));
  EXPECT_EQ(calls, 0);
  Launch(graph, stream, 2);
  EXPECT_EQ(*pinned, 42);
  EXPECT_EQ(calls, 2);
  EXPECT_CUDA(cudaGraphDestroy(graph));
  EXPECT_CUDA(cudaFreeHost(pinned));
}

TEST(GraphCaptureTest, EventsForkAndJoinOtherStreams) {
  DeviceInt left(1), right(1);
  Stream main, side;
  Event fork, join;
  ASSERT_CUDA(cudaStreamBeginCapture(main, cudaStreamCaptureModeGlobal));
  EXPECT_CUDA(LaunchScale(main, left.get(), 1, 1));
  EXPECT_CUDA(cudaEventRecord(fork, main));
  EXPECT_CUDA(cudaStreamWaitEvent(side, fork, 0));
  EXPECT_EQ(StatusOf(side), cudaStreamCaptureStatusActive);
  EXPECT_CUDA(LaunchScale(side, right.get(), 3, 0));
  EXPECT_CUDA(LaunchScale(main, left.get(), 5, 0));
  EXPECT_CUDA(cudaEventRecord(join, side));
  EXPECT_CUDA(cudaStreamWaitEvent(main, join, 0));
  EXPECT_CUDA(LaunchScale(main, left.get(), 1, 7));
  const cudaGraph_t graph = End(main);
  EXPECT_EQ(StatusOf(side), cudaStreamCaptureStatusNone);
  EXPECT_EQ(NodeCount(graph), 4u);
  EXPECT_EQ(EdgeCount(graph), 4u) << "one to each branch, one from each";
  Launch(graph, main);
  EXPECT_EQ(left.Read(), 17);
  EXPECT_EQ(right.Read(), 3);
  EXPECT_CUDA(cudaGraphDestroy(graph));
}

TEST(GraphCaptureTest, AForkThatIsNotJoinedIsAnError) {
  DeviceInt value;
  Stream main, side;
  Event fork;
  ASSERT_CUDA(cudaStreamBeginCapture(main, cudaStreamCaptureModeGlobal));
  EXPECT_CUDA(LaunchScale(main, value.get(), 1, 1));
  EXPECT_CUDA(cudaEventRecord(fork, main));
  EXPECT_CUDA(cudaStreamWaitEvent(side, fork, 0));
  EXPECT_CUDA(LaunchScale(side, value.get(), 1, 1));
  EXPECT_EQ(EndError(main), cudaErrorStreamCaptureUnjoined);
  EXPECT_EQ(StatusOf(main), cudaStreamCaptureStatusNone);
  EXPECT_EQ(StatusOf(side), cudaStreamCaptureStatusNone);
  EXPECT_EQ(value.Read(), 0);
}

TEST(GraphCaptureTest, WaitingForACapturingStreamIsRefusedAndSpoilsTheCapture) {
  DeviceInt value;
  Stream stream;
  ASSERT_CUDA(cudaStreamBeginCapture(stream, cudaStreamCaptureModeRelaxed));
  EXPECT_CUDA(LaunchScale(stream, value.get(), 1, 1));
  EXPECT_EQ(cudaStreamSynchronize(stream), cudaErrorStreamCaptureUnsupported);
  cudaGetLastError();
  EXPECT_EQ(StatusOf(stream), cudaStreamCaptureStatusInvalidated);
  EXPECT_EQ(LaunchScale(stream, value.get(), 1, 1), cudaErrorStreamCaptureInvalidated);
  EXPECT_EQ(EndError(stream), cudaErrorStreamCaptureInvalidated);
  EXPECT_EQ(StatusOf(stream), cudaStreamCaptureStatusNone);
}

TEST(GraphCaptureTest, TheDefaultStreamCannotBeCapturedNorWaitForACapturedOne) {
  EXPECT_EQ(cudaStreamBeginCapture(nullptr, cudaStreamCaptureModeGlobal), cudaErrorStreamCaptureUnsupported);
  EXPECT_EQ(cudaStreamBeginCapture(cudaStreamLegacy, cudaStreamCaptureModeGlobal), cudaErrorStreamCaptureUnsupported);
  cudaGetLastError();
  DeviceInt value;
  Stream stream(cudaStreamDefault);
  ASSERT_CUDA(cudaStreamBeginCapture(stream, cudaStreamCaptureModeRelaxed));
  EXPECT_EQ(LaunchScale(nullptr, value.get(), 1, 1), cudaErrorStreamCaptureImplicit);
  EXPECT_EQ(EndError(stream), cudaErrorStreamCaptureInvalidated);
}

TEST(GraphCaptureTest, TheThreadsOwnDefaultStreamCanBeCaptured) {
  DeviceInt value(1);
  ASSERT_CUDA(cudaStreamBeginCapture(cudaStreamPerThread, cudaStreamCaptureModeRelaxed));
  EXPECT_CUDA(LaunchScale(cudaStreamPerThread, value.get(), 4, 0));
  const cudaGraph_t graph = End(cudaStreamPerThread);
  Launch(graph, cudaStreamPerThread);
  EXPECT_EQ(value.Read(), 4);
  EXPECT_CUDA(cudaGraphDestroy(graph));
}

TEST(GraphCaptureTest, AllocationIsRefusedUnlessTheModeAllowsIt) {
  void* memory = nullptr;
  Stream stream;
  ASSERT_CUDA(cudaStreamBeginCapture(stream, cudaStreamCaptureModeGlobal));
  EXPECT_EQ(cudaMalloc(&memory, 16), cudaErrorStreamCaptureUnsupported);
  EXPECT_EQ(EndError(stream), cudaErrorStreamCaptureInvalidated);

  ASSERT_CUDA(cudaStreamBeginCapture(stream, cudaStreamCaptureModeRelaxed));
  EXPECT_CUDA(cudaMalloc(&memory, 16));
  EXPECT_CUDA(cudaFree(memory));
  EXPECT_CUDA(cudaGraphDestroy(End(stream)));

  ASSERT_CUDA(cudaStreamBeginCapture(stream, cudaStreamCaptureModeGlobal));
  cudaStreamCaptureMode mode = cudaStreamCaptureModeRelaxed;
  EXPECT_CUDA(cudaThreadExchangeStreamCaptureMode(&mode));
  EXPECT_EQ(mode, cudaStreamCaptureModeGlobal);
  EXPECT_CUDA(cudaMalloc(&memory, 16));
  EXPECT_CUDA(cudaFree(memory));
  EXPECT_CUDA(cudaThreadExchangeStreamCaptureMode(&mode));
  EXPECT_EQ(mode, cudaStreamCaptureModeRelaxed);
  EXPECT_CUDA(cudaGraphDestroy(End(stream)));
}

TEST(GraphCaptureTest, AGlobalCaptureBindsOtherThreadsAndAThreadLocalOneDoesNot) {
  Stream stream;
  const auto allocate_elsewhere = [] {
    cudaError_t error = cudaSuccess;
    std::thread([&] {
      void* memory = nullptr;
      error = cudaMalloc(&memory, 16);
      if (error == cudaSuccess) EXPECT_CUDA(cudaFree(memory));
    }).join();
    return error;
  };
  ASSERT_CUDA(cudaStreamBeginCapture(stream, cudaStreamCaptureModeGlobal));
  EXPECT_EQ(allocate_elsewhere(), cudaErrorStreamCaptureUnsupported);
  EXPECT_EQ(EndError(stream), cudaErrorStreamCaptureInvalidated);
  ASSERT_CUDA(cudaStreamBeginCapture(stream, cudaStreamCaptureModeThreadLocal));
  EXPECT_CUDA(allocate_elsewhere());
  EXPECT_CUDA(cudaGraphDestroy(End(stream)));
}

TEST(GraphCaptureTest, ACaptureEndsInTheStreamAndThreadWhereItBegan) {
  Stream stream, side;
  cudaGraph_t graph = nullptr;
  EXPECT_EQ(cudaStreamEndCapture(stream, &graph), cudaErrorIllegalState);
  ASSERT_CUDA(cudaStreamBeginCapture(stream, cudaStreamCaptureModeThreadLocal));
  EXPECT_EQ(cudaStreamBeginCapture(stream, cudaStreamCaptureModeThreadLocal), cudaErrorIllegalState);
  std::thread([&] { EXPECT_EQ(cudaStreamEndCapture(stream, &graph), cudaErrorStreamCaptureWrongThread); }).join();
  cudaGetLastError();
  EXPECT_EQ(cudaStreamEndCapture(stream, &graph), cudaErrorIllegalState) << "the attempt ended it";
  cudaGetLastError();
}

TEST(GraphCaptureTest, ACaptureCanEndWithoutAGraph) {
  Stream stream;
  ASSERT_CUDA(cudaStreamBeginCapture(stream, cudaStreamCaptureModeRelaxed));
  EXPECT_CUDA(cudaStreamEndCapture(stream, nullptr));
  cudaGraph_t graph = nullptr;
  EXPECT_EQ(cudaStreamEndCapture(stream, &graph), cudaErrorIllegalState);
  cudaGetLastError();
}

TEST(GraphCaptureTest, AnEventIsOfNoUseAfterItsCapture) {
  DeviceInt value;
  Stream stream, other;
  Event event;
  ASSERT_CUDA(cudaStreamBeginCapture(stream, cudaStreamCaptureModeRelaxed));
  EXPECT_CUDA(LaunchScale(stream, value.get(), 1, 0));
  EXPECT_CUDA(cudaEventRecord(event, stream));
  EXPECT_CUDA(cudaGraphDestroy(End(stream)));
  EXPECT_EQ(cudaEventQuery(event), cudaErrorInvalidValue);
  EXPECT_EQ(cudaStreamWaitEvent(other, event, 0), cudaErrorInvalidValue);
  ASSERT_CUDA(cudaStreamBeginCapture(stream, cudaStreamCaptureModeRelaxed));
  EXPECT_EQ(cudaStreamWaitEvent(stream, event, 0), cudaErrorInvalidValue);
  EXPECT_EQ(EndError(stream), cudaErrorStreamCaptureInvalidated);
  EXPECT_CUDA(cudaEventRecord(event, other));
  EXPECT_CUDA(cudaEventSynchronize(event));
}

TEST(GraphCaptureTest, AForkedStreamWithoutWorkMayBeDestroyed) {
  DeviceInt value;
  Stream stream;
  Event event;
  cudaStream_t forked = nullptr;
  ASSERT_CUDA(cudaStreamCreateWithFlags(&forked, cudaStreamNonBlocking));
  ASSERT_CUDA(cudaStreamBeginCapture(stream, cudaStreamCaptureModeRelaxed));
  EXPECT_CUDA(LaunchScale(stream, value.get(), 1, 0));
  EXPECT_CUDA(cudaEventRecord(event, stream));
  EXPECT_CUDA(cudaStreamWaitEvent(forked, event, 0));
  EXPECT_CUDA(cudaStreamDestroy(forked));
  EXPECT_CUDA(cudaGraphDestroy(End(stream)));
}

TEST(GraphCaptureTest, AnEventFromOutsideCannotBeWaitedForInside) {
  Stream stream, other;
  Event event;
  EXPECT_CUDA(cudaEventRecord(event, other));
  ASSERT_CUDA(cudaStreamBeginCapture(stream, cudaStreamCaptureModeRelaxed));
  EXPECT_EQ(cudaStreamWaitEvent(stream, event, 0), cudaErrorStreamCaptureIsolation);
  EXPECT_EQ(EndError(stream), cudaErrorStreamCaptureInvalidated);
}

TEST(GraphCaptureTest, TwoCapturesCannotMerge) {
  Stream a, b;
  Event event;
  ASSERT_CUDA(cudaStreamBeginCapture(a, cudaStreamCaptureModeRelaxed));
  ASSERT_CUDA(cudaStreamBeginCapture(b, cudaStreamCaptureModeRelaxed));
  EXPECT_CUDA(cudaEventRecord(event, a));
  EXPECT_EQ(cudaStreamWaitEvent(b, event, 0), cudaErrorStreamCaptureMerge);
  cudaGetLastError();
  EXPECT_EQ(EndError(a), cudaErrorStreamCaptureInvalidated);
  EXPECT_EQ(EndError(b), cudaErrorStreamCaptureInvalidated);
}

TEST(GraphCaptureTest, ACapturedEventHasNoStatus) {
  Stream stream;
  Event event;
  ASSERT_CUDA(cudaStreamBeginCapture(stream, cudaStreamCaptureModeRelaxed));
  EXPECT_CUDA(cudaEventRecord(event, stream));
  EXPECT_EQ(cudaEventQuery(event), cudaErrorCapturedEvent);
  EXPECT_EQ(EndError(stream), cudaErrorStreamCaptureInvalidated);
}

TEST(GraphCaptureTest, ExternalEventsBecomeNodes) {
  Stream stream;
  Event event;
  ASSERT_CUDA(cudaStreamBeginCapture(stream, cudaStreamCaptureModeGlobal));
  EXPECT_CUDA(cudaEventRecordWithFlags(event, stream, cudaEventRecordExternal));
  EXPECT_CUDA(cudaStreamWaitEvent(stream, event, cudaEventWaitExternal));
  const cudaGraph_t graph = End(stream);
  EXPECT_EQ(NodeTypes(graph),
            (std::vector<cudaGraphNodeType>{cudaGraphNodeTypeEventRecord, cudaGraphNodeTypeWaitEvent}));
  Launch(graph, stream);
  EXPECT_CUDA(cudaEventSynchronize(event));
  EXPECT_CUDA(cudaGraphDestroy(graph));
}

TEST(GraphCaptureTest, ALaunchThatNoDeviceCanRunIsRefusedWhenItIsCaptured) {
  DeviceInt value;
  Stream stream;
  ASSERT_CUDA(cudaStreamBeginCapture(stream, cudaStreamCaptureModeGlobal));
  EXPECT_EQ(LaunchTooManyThreads(stream, value.get()), kBadShape);
  cudaGraph_t graph = nullptr;
  if (cudaStreamEndCapture(stream, &graph) == cudaSuccess) {
    EXPECT_EQ(NodeCount(graph), 0u);
    EXPECT_CUDA(cudaGraphDestroy(graph));
  }
  cudaGetLastError();
}

#if CUDART_VERSION >= 13000

TEST(GraphCaptureTest, TheProgramSeesAndChangesWhatTheNextNodeFollows) {
  DeviceBuffer<int> log(std::vector<int>(8, 0));
  Stream stream;
  ASSERT_CUDA(cudaStreamBeginCapture(stream, cudaStreamCaptureModeGlobal));
  EXPECT_CUDA(LaunchAppend(stream, log.get(), 1));
  cudaStreamCaptureStatus status;
  unsigned long long id = 0;
  cudaGraph_t graph = nullptr;
  const cudaGraphNode_t* dependencies = nullptr;
  size_t count = 0;
  ASSERT_CUDA(cudaStreamGetCaptureInfo(stream, &status, &id, &graph, &dependencies, nullptr, &count));
  EXPECT_EQ(status, cudaStreamCaptureStatusActive);
  EXPECT_NE(id, 0u);
  ASSERT_EQ(count, 1u);
  cudaGraphNode_t own;
  int* to = log.get();
  int value = 2;
  void* arguments[] = {&to, &value};
  const cudaKernelNodeParams p = OneThread(AppendKernel(), arguments);
  ASSERT_CUDA(cudaGraphAddKernelNode(&own, graph, dependencies, count, &p));
  ASSERT_CUDA(cudaStreamUpdateCaptureDependencies(stream, &own, nullptr, 1, cudaStreamSetCaptureDependencies));
  EXPECT_CUDA(LaunchAppend(stream, log.get(), 3));
  EXPECT_EQ(graph, End(stream));
  EXPECT_EQ(EdgeCount(graph), 2u);
  Launch(graph, stream);
  EXPECT_EQ(log.Read(), (std::vector<int>{3, 1, 2, 3, 0, 0, 0, 0}));
  EXPECT_CUDA(cudaGraphDestroy(graph));
}

TEST(GraphCaptureTest, AGraphOfTheProgramCanBeCapturedInto) {
  DeviceBuffer<int> log(std::vector<int>(4, 0));
  Stream stream;
  cudaGraph_t graph = nullptr, captured = nullptr;
  ASSERT_CUDA(cudaGraphCreate(&graph, 0));
  cudaGraphNode_t first;
  ASSERT_CUDA(cudaGraphAddEmptyNode(&first, graph, nullptr, 0));
  ASSERT_CUDA(cudaStreamBeginCaptureToGraph(stream, graph, &first, nullptr, 1, cudaStreamCaptureModeGlobal));
  EXPECT_CUDA(LaunchAppend(stream, log.get(), 9));
  ASSERT_CUDA(cudaStreamEndCapture(stream, &captured));
  EXPECT_EQ(captured, graph);
  EXPECT_EQ(NodeCount(graph), 2u);
  EXPECT_EQ(EdgeCount(graph), 1u);
  Launch(graph, stream);
  EXPECT_EQ(log.Read(), (std::vector<int>{1, 9, 0, 0}));
  EXPECT_CUDA(cudaGraphDestroy(graph));
}

TEST(GraphCaptureTest, AProgrammaticLaunchMakesAProgrammaticEdge) {
  DeviceInt value(1);
  Stream stream;
  ASSERT_CUDA(cudaStreamBeginCapture(stream, cudaStreamCaptureModeGlobal));
  EXPECT_CUDA(LaunchScale(stream, value.get(), 1, 1));
  EXPECT_CUDA(LaunchScaleProgrammatically(stream, value.get(), 1, 0));
  const cudaGraph_t graph = End(stream);
  cudaGraphNode_t from, to;
  cudaGraphEdgeData data;
  size_t count = 1;
  EXPECT_EQ(cudaGraphGetEdges(graph, &from, &to, nullptr, &count), cudaErrorLossyQuery);
  cudaGetLastError();
  count = 1;
  ASSERT_CUDA(cudaGraphGetEdges(graph, &from, &to, &data, &count));
  EXPECT_EQ(data.type, cudaGraphDependencyTypeProgrammatic);
  Launch(graph, stream);
  EXPECT_CUDA(cudaGraphDestroy(graph));
}

#endif

}  // namespace
