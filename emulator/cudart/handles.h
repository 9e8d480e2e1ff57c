// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Streams and events. Work is done when it is submitted, on the calling thread: each submission comes after all that
// were made before it, in whatever stream, which is one of the orders that streams and events allow. So a stream is no
// more than a handle that must be valid and may be capturing, and an event no more than a point in time.
//
// Not thread-safe: the runtime calls it under its lock.
#ifndef GATEFUZZ_EMULATOR_CUDART_HANDLES_H_
#define GATEFUZZ_EMULATOR_CUDART_HANDLES_H_

#include <cuda_runtime_api.h>

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "emulator/cudart/graph.h"

namespace gatefuzz::emulator {

struct Capture;  // capture.h

struct Stream {
  unsigned flags = 0;
  int priority = 0;
  uint64_t id = 0;
  bool is_legacy = false;                         // stream 0, which waits for the blocking ones
  std::map<int, cudaStreamAttrValue> attributes;  // that were set, by id

  std::shared_ptr<Capture> capture;           // null: work is run
  std::vector<cudaGraphNode_t> dependencies;  // what the next captured node follows
  std::vector<EdgeData> dependency_data;
};

struct Event {
  unsigned flags = 0;
  bool recorded = false;
  std::chrono::steady_clock::time_point time;

  std::shared_ptr<Capture> capture;    // it was last recorded in a capturing stream
  std::vector<cudaGraphNode_t> nodes;  // after these
};

class Handles {
 public:
  Handles();

  cudaStream_t CreateStream(unsigned flags, int priority);
  cudaEvent_t CreateEvent(unsigned flags);
  bool DestroyStream(cudaStream_t stream);
  bool DestroyEvent(cudaEvent_t event);
  // Destroys every stream and event. Requires: no stream is capturing.
  void Clear();

  // Told in words of a handle that is used after it was destroyed.
  std::function<void(const std::string&)> explain;

  // Null if there is no such stream (or it was destroyed). The default streams always exist: null is the legacy one,
  // or the thread's own while `default_is_per_thread`.
  Stream* Find(cudaStream_t stream);
  Event* Find(cudaEvent_t event);

  bool default_is_per_thread = false;

 private:
  Stream* PerThread();

  Stream legacy_;
  uint64_t streams_created_ = 0;
  std::unordered_map<std::thread::id, std::unique_ptr<Stream>> per_thread_;
  std::unordered_map<const void*, std::unique_ptr<Stream>> streams_;
  std::unordered_map<const void*, std::unique_ptr<Event>> events_;
  // The last ones destroyed, kept so that no new handle has the value of one that a program may still hold.
  std::deque<std::shared_ptr<const void>> destroyed_;

  template <class T>
  bool Destroy(std::unordered_map<const void*, std::unique_ptr<T>>* live, const void* handle);
  void ExplainUse(const char* kind, const void* handle) const;
};

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_CUDART_HANDLES_H_
