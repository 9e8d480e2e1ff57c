// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What can be submitted to a stream, as values: what a stream runs at once, a graph keeps as the payload of a node.
#ifndef GATEFUZZ_EMULATOR_CUDART_WORK_H_
#define GATEFUZZ_EMULATOR_CUDART_WORK_H_

#include <cuda_runtime_api.h>

#include <cstdint>
#include <memory>
#include <variant>
#include <vector>

namespace gatefuzz::emulator {

struct Kernel;          // registry.h
class Graph;            // graph.h
class GraphAllocation;  // graph_memory.h

struct LaunchShape {
  dim3 grid, block;
  size_t dynamic_shared_bytes = 0;
  cudaStream_t stream = nullptr;
  bool cooperative = false;
};

struct KernelWork {
  const void* function = nullptr;  // as the program named it
  Kernel* kernel = nullptr;
  LaunchShape shape;                            // whose stream counts for nothing
  std::vector<uint8_t> parameters;              // the values, as the kernel finds them
  std::vector<cudaLaunchAttribute> attributes;  // in the order in which they were set, each id once
};

// `slices` times `rows` rows of `bytes`; rows are a pitch apart, slices a slice pitch. `function` names the API call in
// messages.
struct Copy {
  const char* function = "a copy";
  void* to = nullptr;
  const void* from = nullptr;
  uint64_t bytes = 0;
  cudaMemcpyKind kind = cudaMemcpyDefault;
  uint64_t rows = 1, to_pitch = 0, from_pitch = 0;
  uint64_t slices = 1, to_slice = 0, from_slice = 0;
};

// The same shape, filled with elements of 1, 2 or 4 bytes.
struct Fill {
  const char* function = "a fill";
  void* to = nullptr;
  uint32_t value = 0;
  uint64_t bytes = 0;
  uint64_t rows = 1, pitch = 0;
  uint64_t slices = 1, slice_pitch = 0;
  uint32_t element_bytes = 1;
};

struct HostWork {
  cudaHostFn_t function = nullptr;
  void* data = nullptr;
};

struct ChildWork {
  std::shared_ptr<Graph> graph;  // owned by one node alone: whoever copies the work clones the graph
};

struct EmptyWork {};

struct EventWaitWork {
  cudaEvent_t event = nullptr;
};

struct EventRecordWork {
  cudaEvent_t event = nullptr;
};

struct AllocWork {
  std::shared_ptr<GraphAllocation> block;
};

struct FreeWork {
  std::shared_ptr<GraphAllocation> block;
};

using Work = std::variant<KernelWork, Copy, Fill, HostWork, ChildWork, EmptyWork, EventWaitWork, EventRecordWork,
                          AllocWork, FreeWork>;

cudaGraphNodeType TypeOf(const Work& work);
// A copy that shares no child graph with the original.
Work CloneOf(const Work& work);

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_CUDART_WORK_H_
