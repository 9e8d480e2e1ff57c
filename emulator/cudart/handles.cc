// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/cudart/handles.h"

#include <algorithm>
#include <cstdio>
#include <utility>

namespace gatefuzz::emulator {
namespace {

constexpr size_t kKeptDestroyed = 256;

}  // namespace

Handles::Handles() {
  legacy_.is_legacy = true;
  legacy_.id = ++streams_created_;
}

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

template <class T>
bool Handles::Destroy(std::unordered_map<const void*, std::unique_ptr<T>>* live, const void* handle) {
  auto node = live->extract(handle);
  if (node.empty()) return false;
  destroyed_.push_back(std::shared_ptr<T>(std::move(node.mapped())));
  if (destroyed_.size() > kKeptDestroyed) destroyed_.pop_front();
  return true;
}

void Handles::ExplainUse(const char* kind, const void* handle) const {
  if (!explain) return;
  const bool was_destroyed =
      std::any_of(destroyed_.begin(), destroyed_.end(), [&](const auto& kept) { return kept.get() == handle; });
  char text[80];
  std::snprintf(text, sizeof text, "%s %p %s", kind, handle, was_destroyed ? "was destroyed" : "was never created");
  explain(text);
}

bool Handles::DestroyStream(cudaStream_t stream) {
  if (Destroy(&streams_, stream)) return true;
  ExplainUse("stream", stream);
  return false;
}

bool Handles::DestroyEvent(cudaEvent_t event) {
  if (Destroy(&events_, event)) return true;
  ExplainUse("event", event);
  return false;
}

void Handles::Clear() {
  streams_.clear();
  events_.clear();
}

Stream* Handles::PerThread() {
  std::unique_ptr<Stream>& stream = per_thread_[std::this_thread::get_id()];
  if (stream == nullptr) {
    stream = std::make_unique<Stream>();
    stream->id = ++streams_created_;
  }
  return stream.get();
}

Stream* Handles::Find(cudaStream_t stream) {
  if (stream == nullptr) return default_is_per_thread ? PerThread() : &legacy_;
  if (stream == cudaStreamLegacy) return &legacy_;
  if (stream == cudaStreamPerThread) return PerThread();
  const auto found = streams_.find(stream);
  if (found != streams_.end()) return found->second.get();
  ExplainUse("stream", stream);
  return nullptr;
}

Event* Handles::Find(cudaEvent_t event) {
  const auto found = events_.find(event);
  if (found != events_.end()) return found->second.get();
  ExplainUse("event", event);
  return nullptr;
}

}  // namespace gatefuzz::emulator
