// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/cudart/capture.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace gatefuzz::emulator {
namespace {

// Everything that `ends` come after, themselves included.
std::unordered_set<const GraphNode*> Ancestors(const std::vector<cudaGraphNode_t>& ends) {
  std::unordered_set<const GraphNode*> seen;
  std::vector<const GraphNode*> open;
  const auto visit = [&](const GraphNode* node) {
    if (node != nullptr && seen.insert(node).second) open.push_back(node);
  };
  for (const cudaGraphNode_t end : ends) visit(FindNode(end));
  while (!open.empty()) {
    const GraphNode* const node = open.back();
    open.pop_back();
    for (const GraphNode::Edge& edge : node->dependencies) visit(edge.node);
  }
  return seen;
}

cudaError_t Invalidate(Capture& capture, cudaError_t error) {
  capture.invalidated = true;
  return error;
}

bool IsBlocking(const Stream* stream) { return (stream->flags & cudaStreamNonBlocking) == 0; }

}  // namespace

cudaStreamCaptureMode& Captures::ThreadMode() {
  static thread_local cudaStreamCaptureMode mode = cudaStreamCaptureModeGlobal;
  return mode;
}

cudaError_t Captures::Begin(Stream* stream, cudaStreamCaptureMode mode, Graph* into,
                            const std::vector<GraphNode::Edge>& dependencies) {
  if (stream->capture != nullptr) return cudaErrorIllegalState;
  auto capture = std::make_shared<Capture>();
  capture->id = ++begun_;
  capture->mode = mode;
  capture->thread = std::this_thread::get_id();
  capture->origin = stream;
  capture->streams.push_back(stream);
  if (into == nullptr) {
    capture->owned = std::make_unique<Graph>();
    into = capture->owned.get();
  }
  capture->graph = into;
  stream->capture = capture;
  stream->dependencies.clear();
  stream->dependency_data.clear();
  for (const GraphNode::Edge& edge : dependencies) {
    stream->dependencies.push_back(edge.node->handle());
    stream->dependency_data.push_back(edge.data);
  }
  active_.push_back(std::move(capture));
  return cudaSuccess;
}

void Captures::Finish(const std::shared_ptr<Capture>& capture) {
  capture->ended = true;
  for (Stream* const stream : capture->streams) {
    stream->capture = nullptr;
    stream->dependencies.clear();
    stream->dependency_data.clear();
  }
  capture->streams.clear();
  std::erase(active_, capture);
}

cudaError_t Captures::End(Stream* stream, cudaGraph_t* graph) {
  if (graph != nullptr) *graph = nullptr;
  const std::shared_ptr<Capture> capture = stream->capture;
  if (capture == nullptr) return cudaErrorIllegalState;
  if (capture->origin != stream) return Invalidate(*capture, cudaErrorStreamCaptureUnmatched);
  if (capture->mode != cudaStreamCaptureModeRelaxed && capture->thread != std::this_thread::get_id()) {
    Finish(capture);
    return cudaErrorStreamCaptureWrongThread;
  }
  const auto joined = Ancestors(stream->dependencies);
  const auto is_joined = [&](cudaGraphNode_t node) { return joined.contains(FindNode(node)); };
  const bool unjoined = !std::ranges::all_of(capture->left_behind, is_joined) ||
                        std::ranges::any_of(capture->streams, [&](const Stream* other) {
                          return other != stream && !std::ranges::all_of(other->dependencies, is_joined);
                        });
  Finish(capture);
  if (capture->invalidated) return cudaErrorStreamCaptureInvalidated;
  if (unjoined) return cudaErrorStreamCaptureUnjoined;
  if (graph == nullptr) return cudaSuccess;
  *graph = capture->graph->handle();
  capture->owned.release();  // the program destroys it
  return cudaSuccess;
}

cudaError_t Captures::Add(Stream* stream, Work work, GraphNode** node, const EdgeData& data) {
  Capture& capture = *stream->capture;
  if (capture.invalidated) return cudaErrorStreamCaptureInvalidated;
  std::vector<GraphNode::Edge> edges;
  for (size_t i = 0; i < stream->dependencies.size(); ++i) {
    GraphNode* const from = FindNode(stream->dependencies[i]);
    if (from == nullptr) continue;  // the program destroyed it
    const bool is_kernel = std::holds_alternative<KernelWork>(from->work);
    edges.push_back({from, is_kernel && data != EdgeData{} ? data : stream->dependency_data[i]});
  }
  GraphNode* const added = capture.graph->Add(std::move(work), edges);
  stream->dependencies = {added->handle()};
  stream->dependency_data = {EdgeData{}};
  if (node != nullptr) *node = added;
  return cudaSuccess;
}

cudaError_t Captures::Record(Stream* stream, Event* event) {
  if (stream->capture->invalidated) return cudaErrorStreamCaptureInvalidated;
  event->capture = stream->capture;
  event->nodes = stream->dependencies;
  return cudaSuccess;
}

cudaError_t Captures::Wait(Stream* stream, Event* event) {
  const std::shared_ptr<Capture> capture = event->capture;
  if (capture == nullptr) {
    // What was never recorded has nothing to wait for.
    return event->recorded ? Invalidate(*stream->capture, cudaErrorStreamCaptureIsolation) : cudaSuccess;
  }
  if (capture->ended) {
    return stream->capture == nullptr ? cudaErrorInvalidValue : Invalidate(*stream->capture, cudaErrorInvalidValue);
  }
  if (capture->invalidated) return cudaErrorStreamCaptureInvalidated;
  if (stream->capture == nullptr) {
    if (stream->is_legacy) return Invalidate(*capture, cudaErrorStreamCaptureImplicit);
    stream->capture = capture;
    capture->streams.push_back(stream);
  } else if (stream->capture != capture) {
    Invalidate(*capture, cudaErrorStreamCaptureMerge);
    return Invalidate(*stream->capture, cudaErrorStreamCaptureMerge);
  }
  if (stream->capture->invalidated) return cudaErrorStreamCaptureInvalidated;
  for (const cudaGraphNode_t node : event->nodes) {
    if (std::ranges::find(stream->dependencies, node) != stream->dependencies.end()) continue;
    stream->dependencies.push_back(node);
    stream->dependency_data.push_back({});
  }
  return cudaSuccess;
}

void Captures::Leave(Stream* stream) {
  if (stream->capture == nullptr) return;
  const std::shared_ptr<Capture> capture = stream->capture;
  if (capture->origin == stream) {
    capture->invalidated = true;
    return Finish(capture);
  }
  std::erase(capture->streams, stream);
  capture->left_behind.insert(capture->left_behind.end(), stream->dependencies.begin(), stream->dependencies.end());
}

cudaError_t Captures::CheckUnsafe() {
  const cudaStreamCaptureMode own = ThreadMode();
  if (active_.empty() || own == cudaStreamCaptureModeRelaxed) return cudaSuccess;
  bool refused = false;
  for (const auto& capture : active_) {
    const bool here = capture->thread == std::this_thread::get_id();
    const bool minds = here ? capture->mode != cudaStreamCaptureModeRelaxed
                            : own == cudaStreamCaptureModeGlobal && capture->mode == cudaStreamCaptureModeGlobal;
    if (!minds) continue;
    capture->invalidated = true;
    refused = true;
  }
  return refused ? cudaErrorStreamCaptureUnsupported : cudaSuccess;
}

cudaError_t Captures::CheckLegacy() {
  bool refused = false;
  for (const auto& capture : active_) {
    if (std::ranges::none_of(capture->streams, IsBlocking)) continue;
    capture->invalidated = true;
    refused = true;
  }
  return refused ? cudaErrorStreamCaptureImplicit : cudaSuccess;
}

cudaError_t Captures::LegacyStatus() const {
  const bool blocked = std::ranges::any_of(
      active_, [](const auto& capture) { return std::ranges::any_of(capture->streams, IsBlocking); });
  return blocked ? cudaErrorStreamCaptureImplicit : cudaSuccess;
}

cudaError_t Captures::CheckDeviceWide() {
  if (active_.empty()) return cudaSuccess;
  for (const auto& capture : active_) capture->invalidated = true;
  return cudaErrorStreamCaptureUnsupported;
}

cudaError_t Captures::CheckUncapturable(Stream* stream) {
  if (stream->capture == nullptr) return cudaSuccess;
  if (stream->capture->invalidated) return cudaErrorStreamCaptureInvalidated;
  return Invalidate(*stream->capture, cudaErrorStreamCaptureUnsupported);
}

cudaError_t Captures::CheckEvent(Event* event) {
  if (event->capture == nullptr) return cudaSuccess;
  return event->capture->ended ? cudaErrorInvalidValue : Invalidate(*event->capture, cudaErrorCapturedEvent);
}

void Captures::Reset() {
  while (!active_.empty()) Finish(active_.back());
}

}  // namespace gatefuzz::emulator
