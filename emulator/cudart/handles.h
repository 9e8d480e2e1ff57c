// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Streams and events. Work is done when it is submitted, so a stream is no more than a handle that must be valid, and
// an event no more than a point in time.
//
// Not thread-safe: the runtime calls it under its lock.
#ifndef GATEFUZZ_EMULATOR_CUDART_HANDLES_H_
#define GATEFUZZ_EMULATOR_CUDART_HANDLES_H_

#include <cuda_runtime_api.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <unordered_map>

namespace gatefuzz::emulator {

struct Stream {
  unsigned flags = 0;
  int priority = 0;
  uint64_t id = 0;
};

struct Event {
  unsigned flags = 0;
  bool recorded = false;
  std::chrono::steady_clock::time_point time;
};

class Handles {
 public:
  cudaStream_t CreateStream(unsigned flags, int priority);
  cudaEvent_t CreateEvent(unsigned flags);
  bool DestroyStream(cudaStream_t stream);
  bool DestroyEvent(cudaEvent_t event);

  // Null if there is no such stream (or it was destroyed). The default streams always exist.
  Stream* Find(cudaStream_t stream);
  Event* Find(cudaEvent_t event);

 private:
  Stream default_stream_;
  uint64_t streams_created_ = 0;
  std::unordered_map<const void*, std::unique_ptr<Stream>> streams_;
  std::unordered_map<const void*, std::unique_ptr<Event>> events_;
};

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_CUDART_HANDLES_H_
