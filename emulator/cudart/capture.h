// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Stream capture: instead of being run, what is submitted to a capturing stream becomes nodes of a graph. Other streams
// enter the capture by waiting for an event that was recorded in it. A call that would need captured work to run is
// refused, and the capture that it would have spoilt is invalid from then on.
//
// Not thread-safe: the runtime calls it under its lock.
#ifndef GATEFUZZ_EMULATOR_CUDART_CAPTURE_H_
#define GATEFUZZ_EMULATOR_CUDART_CAPTURE_H_

#include <cuda_runtime_api.h>

#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

#include "emulator/cudart/graph.h"
#include "emulator/cudart/handles.h"

namespace gatefuzz::emulator {

// One capture sequence. Events that were recorded in it keep it after its end.
struct Capture {
  uint64_t id = 0;
  cudaStreamCaptureMode mode = cudaStreamCaptureModeGlobal;
  std::thread::id thread;                    // that began it
  Graph* graph = nullptr;                    // what is captured into
  std::unique_ptr<Graph> owned;              // the same, unless the program gave the graph
  Stream* origin = nullptr;                  // where it began and must end
  std::vector<Stream*> streams;              // all that are in it
  std::vector<cudaGraphNode_t> left_behind;  // the last nodes of streams that were destroyed in it
  bool invalidated = false;
  bool ended = false;
};

class Captures {
 public:
  // `into` is null for a new graph. `dependencies` are nodes of it that the first captured node follows.
  cudaError_t Begin(Stream* stream, cudaStreamCaptureMode mode, Graph* into,
                    const std::vector<GraphNode::Edge>& dependencies);
  // Ends the capture in any case but a wrong stream. `graph` may be null; what it points at is null unless this
  // succeeds.
  cudaError_t End(Stream* stream, cudaGraph_t* graph);

  // Adds work that was submitted to a capturing stream. `data` is what its edges to kernels say.
  cudaError_t Add(Stream* stream, Work work, GraphNode** node, const EdgeData& data = {});
  cudaError_t Record(Stream* stream, Event* event);
  // `stream` waits for an event that is captured, or captures itself.
  cudaError_t Wait(Stream* stream, Event* event);
  void Leave(Stream* stream);  // it is being destroyed

  // What a call has to answer, before it does anything, because of captures under way:
  // one that might disturb captured work, by the mode of the thread (cudaMalloc, say);
  cudaError_t CheckUnsafe();
  // one that submits to the legacy stream, which waits for every blocking stream;
  cudaError_t CheckLegacy();
  // one that asks whether the legacy stream is capturing, which spoils nothing;
  cudaError_t LegacyStatus() const;
  // one that waits for the whole device or destroys its state;
  cudaError_t CheckDeviceWide();
  // one that a capturing stream cannot take (query, synchronisation, ...).
  cudaError_t CheckUncapturable(Stream* stream);
  // one that waits for, or asks about, an event.
  cudaError_t CheckEvent(Event* event);

  // The calling thread's cudaThreadExchangeStreamCaptureMode.
  static cudaStreamCaptureMode& ThreadMode();
  bool any() const { return !active_.empty(); }
  void Reset();

 private:
  void Finish(const std::shared_ptr<Capture>& capture);

  std::vector<std::shared_ptr<Capture>> active_;
  uint64_t begun_ = 0;
};

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_CUDART_CAPTURE_H_
