// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/cudart/handles.h"

namespace gatefuzz::emulator {

cudaStream_t Handles::CreateStream(unsigned flags, int priority) {
  auto stream = std::make_unique<Stream>();
  stream->flags = flags;
  stream->priority = priority;
  stream->id = ++streams_created_;
  const cudaStream_t handle = reinterpret_cast<cudaStream_t>(stream.get());
  streams_.emplace(handle, std::move(stream));
  return handle;
}

cudaEvent_t Handles::CreateEvent(unsigned flags) {
  auto event = std::make_unique<Event>();
  event->flags = flags;
  const cudaEvent_t handle = reinterpret_cast<cudaEvent_t>(event.get());
  events_.emplace(handle, std::move(event));
  return handle;
}

bool Handles::DestroyStream(cudaStream_t stream) { return streams_.erase(stream) != 0; }

bool Handles::DestroyEvent(cudaEvent_t event) { return events_.erase(event) != 0; }

Stream* Handles::Find(cudaStream_t stream) {
  if (stream == nullptr || stream == cudaStreamLegacy || stream == cudaStreamPerThread) return &default_stream_;
  const auto found = streams_.find(stream);
  return found == streams_.end() ? nullptr : found->second.get();
}

Event* Handles::Find(cudaEvent_t event) {
  const auto found = events_.find(event);
  return found == events_.end() ? nullptr : found->second.get();
}

}  // namespace gatefuzz::emulator
