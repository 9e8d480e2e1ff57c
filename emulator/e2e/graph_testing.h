// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What the tests of graphs share. Works on both runtimes and with every Toolkit.
#ifndef GATEFUZZ_EMULATOR_E2E_GRAPH_TESTING_H_
#define GATEFUZZ_EMULATOR_E2E_GRAPH_TESTING_H_

#include <cuda_runtime_api.h>

#include <vector>

#include "emulator/e2e/device_buffer.h"
#include "gtest/gtest.h"

#define EXPECT_CUDA(call) EXPECT_EQ(cudaSuccess, (call))
#define ASSERT_CUDA(call) ASSERT_EQ(cudaSuccess, (call))

// A stream that the legacy one does not wait for.
class Stream {
 public:
  explicit Stream(unsigned flags = cudaStreamNonBlocking) {
    Require(cudaStreamCreateWithFlags(&stream_, flags), "cudaStreamCreateWithFlags");
  }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  ~Stream() { cudaStreamDestroy(stream_); }
  operator cudaStream_t() const { return stream_; }

 private:
  cudaStream_t stream_ = nullptr;
};

class Event {
 public:
  explicit Event(unsigned flags = cudaEventDisableTiming) {
    Require(cudaEventCreateWithFlags(&event_, flags), "cudaEventCreateWithFlags");
  }
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;
  ~Event() { cudaEventDestroy(event_); }
  operator cudaEvent_t() const { return event_; }

 private:
  cudaEvent_t event_ = nullptr;
};

inline cudaGraphExec_t Instantiated(cudaGraph_t graph) {
  cudaGraphExec_t exec = nullptr;
  Require(cudaGraphInstantiateWithFlags(&exec, graph, 0), "cudaGraphInstantiateWithFlags");
  return exec;
}

inline size_t NodeCount(cudaGraph_t graph) {
  size_t count = 0;
  EXPECT_CUDA(cudaGraphGetNodes(graph, nullptr, &count));
  return count;
}

inline std::vector<cudaGraphNode_t> Nodes(cudaGraph_t graph) {
  size_t count = NodeCount(graph);
  std::vector<cudaGraphNode_t> nodes(count);
  EXPECT_CUDA(cudaGraphGetNodes(graph, nodes.data(), &count));
  return nodes;
}

inline std::vector<cudaGraphNodeType> NodeTypes(cudaGraph_t graph) {
  std::vector<cudaGraphNodeType> types;
  for (cudaGraphNode_t node : Nodes(graph)) {
    types.emplace_back();
    EXPECT_CUDA(cudaGraphNodeGetType(node, &types.back()));
  }
  return types;
}

inline size_t EdgeCount(cudaGraph_t graph) {
  size_t count = 0;
#if CUDART_VERSION >= 13000
  EXPECT_CUDA(cudaGraphGetEdges(graph, nullptr, nullptr, nullptr, &count));
#else
  EXPECT_CUDA(cudaGraphGetEdges(graph, nullptr, nullptr, &count));
#endif
  return count;
}

inline cudaStreamCaptureStatus StatusOf(cudaStream_t stream) {
  cudaStreamCaptureStatus status = cudaStreamCaptureStatusNone;
  EXPECT_CUDA(cudaStreamIsCapturing(stream, &status));
  return status;
}

// Parameters of a kernel node of one thread.
inline cudaKernelNodeParams OneThread(void* kernel, void** arguments) {
  cudaKernelNodeParams p = {};
  p.func = kernel;
  p.gridDim = dim3(1);
  p.blockDim = dim3(1);
  p.kernelParams = arguments;
  return p;
}

// An int of device memory.
class DeviceInt {
 public:
  explicit DeviceInt(int value = 0) : buffer_(std::vector<int>{value}) {}
  int* get() { return buffer_.get(); }
  int Read() const { return buffer_.Read()[0]; }

 private:
  DeviceBuffer<int> buffer_;
};

#endif  // GATEFUZZ_EMULATOR_E2E_GRAPH_TESTING_H_
