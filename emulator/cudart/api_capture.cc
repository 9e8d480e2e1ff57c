// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Stream capture.
#include <cuda_runtime_api.h>

#include <utility>

#include "emulator/cudart/graph_api.h"

using namespace gatefuzz::emulator;

namespace {

bool IsMode(cudaStreamCaptureMode mode) {
  return mode >= cudaStreamCaptureModeGlobal && mode <= cudaStreamCaptureModeRelaxed;
}

cudaError_t Begin(Runtime& runtime, cudaStream_t handle, cudaStreamCaptureMode mode, Graph* into,
                  const std::vector<GraphNode::Edge>& dependencies) {
  Stream* const stream = runtime.handles.Find(handle);
  if (stream == nullptr) return cudaErrorInvalidResourceHandle;
  if (!IsMode(mode)) return cudaErrorInvalidValue;
  if (stream->is_legacy) return cudaErrorStreamCaptureUnsupported;
  return runtime.captures.Begin(stream, mode, into, dependencies);
}

#if CUDART_VERSION >= 12030
EdgeData DataOf(const cudaGraphEdgeData& data) { return {data.from_port, data.to_port, data.type}; }
#endif

struct CaptureInfo {
  cudaStreamCaptureStatus* status;
  unsigned long long* id = nullptr;
  cudaGraph_t* graph = nullptr;
  const cudaGraphNode_t** dependencies = nullptr;
  size_t* count = nullptr;
};

// `edges` is where the edges' data are wanted; without it, data that say something must not be lost.
template <class Edges>
cudaError_t GetInfo(cudaStream_t handle, const CaptureInfo& info, bool wants_data, Edges edges) {
  return Api([&](Runtime& runtime) {
    Stream* const stream = runtime.handles.Find(handle);
    if (stream == nullptr) return cudaErrorInvalidResourceHandle;
    if (info.status == nullptr) return cudaErrorInvalidValue;
    if (stream->is_legacy) {
      // What it would depend on cannot be told.
      if (const cudaError_t error = runtime.captures.LegacyStatus(); error != cudaSuccess) return error;
    }
    *info.status = cudaStreamCaptureStatusNone;
    if (stream->capture == nullptr) return cudaSuccess;
    const Capture& capture = *stream->capture;
    *info.status = capture.invalidated ? cudaStreamCaptureStatusInvalidated : cudaStreamCaptureStatusActive;
    if (capture.invalidated) return cudaSuccess;
    if (info.id != nullptr) *info.id = capture.id;
    if (info.graph != nullptr) *info.graph = capture.graph->handle();
    if (info.dependencies != nullptr) {
      for (const EdgeData& data : stream->dependency_data) {
        const cudaError_t lossy = CheckLossyQuery(data != EdgeData{} && !wants_data);
        if (lossy != cudaSuccess) return lossy;
      }
      *info.dependencies = stream->dependencies.data();
    }
    if (info.count != nullptr) *info.count = stream->dependencies.size();
    edges(*stream);
    return cudaSuccess;
  });
}

// `data(i)` is the edge's data of the i-th dependency.
template <class Data>
cudaError_t UpdateDependencies(cudaStream_t handle, const cudaGraphNode_t* nodes, size_t count, unsigned flags,
                               Data data) {
  return Api([&](Runtime& runtime) {
    Stream* const stream = runtime.handles.Find(handle);
    if (stream == nullptr) return cudaErrorInvalidResourceHandle;
    if (stream->capture == nullptr) return cudaErrorIllegalState;
    if (stream->capture->invalidated) return cudaErrorStreamCaptureInvalidated;
    if (flags != cudaStreamAddCaptureDependencies && flags != cudaStreamSetCaptureDependencies) {
      return cudaErrorInvalidValue;
    }
    std::vector<GraphNode::Edge> edges;
    if (!EdgesFrom(*stream->capture->graph, nodes, count, &edges)) return cudaErrorInvalidValue;
    if (flags == cudaStreamSetCaptureDependencies) {
      stream->dependencies.clear();
      stream->dependency_data.clear();
    }
    for (size_t i = 0; i < count; ++i) {
      stream->dependencies.push_back(nodes[i]);
      stream->dependency_data.push_back(data(i));
    }
    return cudaSuccess;
  });
}

}  // namespace

extern "C" {

cudaError_t cudaStreamBeginCapture(cudaStream_t stream, cudaStreamCaptureMode mode) {
  return Api([&](Runtime& runtime) { return Begin(runtime, stream, mode, nullptr, {}); });
}

cudaError_t cudaStreamEndCapture(cudaStream_t handle, cudaGraph_t* graph) {
  return Api([&](Runtime& runtime) {
    Stream* const stream = runtime.handles.Find(handle);
    if (stream == nullptr) return cudaErrorInvalidResourceHandle;
    return runtime.captures.End(stream, graph);
  });
}

cudaError_t cudaStreamIsCapturing(cudaStream_t stream, cudaStreamCaptureStatus* status) {
  return GetInfo(stream, {status}, /*wants_data=*/true, [](const Stream&) {});
}

cudaError_t cudaThreadExchangeStreamCaptureMode(cudaStreamCaptureMode* mode) {
  return Api([&](Runtime&) {
    if (mode == nullptr || !IsMode(*mode)) return cudaErrorInvalidValue;
    std::swap(*mode, Captures::ThreadMode());
    return cudaSuccess;
  });
}

#if CUDART_VERSION >= 12030

cudaError_t cudaStreamBeginCaptureToGraph(cudaStream_t stream, cudaGraph_t handle, const cudaGraphNode_t* dependencies,
                                          const cudaGraphEdgeData* data, size_t count, cudaStreamCaptureMode mode) {
  return WithGraph(handle, [&](Runtime& runtime, Graph& graph) {
    std::vector<GraphNode::Edge> edges;
    if (!EdgesFrom(graph, dependencies, count, &edges)) return cudaErrorInvalidValue;
    for (size_t i = 0; data != nullptr && i < count; ++i) edges[i].data = DataOf(data[i]);
    return Begin(runtime, stream, mode, &graph, edges);
  });
}

#if CUDART_VERSION >= 13000
#define GATEFUZZ_GET_CAPTURE_INFO cudaStreamGetCaptureInfo
#define GATEFUZZ_UPDATE_CAPTURE_DEPENDENCIES cudaStreamUpdateCaptureDependencies
#else
#define GATEFUZZ_GET_CAPTURE_INFO cudaStreamGetCaptureInfo_v3
#define GATEFUZZ_UPDATE_CAPTURE_DEPENDENCIES cudaStreamUpdateCaptureDependencies_v2
#endif

cudaError_t GATEFUZZ_GET_CAPTURE_INFO(cudaStream_t stream, cudaStreamCaptureStatus* status, unsigned long long* id,
                                      cudaGraph_t* graph, const cudaGraphNode_t** dependencies,
                                      const cudaGraphEdgeData** data, size_t* count) {
  static thread_local std::vector<cudaGraphEdgeData> edges;  // until this thread's next call
  return GetInfo(stream, {status, id, graph, dependencies, count}, data != nullptr, [&](const Stream& s) {
    if (data == nullptr) return;
    edges.clear();
    for (const EdgeData& edge : s.dependency_data) {
      cudaGraphEdgeData out = {};
      out.from_port = edge.from_port;
      out.to_port = edge.to_port;
      out.type = edge.type;
      edges.push_back(out);
    }
    *data = edges.data();
  });
}

cudaError_t GATEFUZZ_UPDATE_CAPTURE_DEPENDENCIES(cudaStream_t stream, cudaGraphNode_t* nodes,
                                                 const cudaGraphEdgeData* data, size_t count, unsigned flags) {
  return UpdateDependencies(stream, nodes, count, flags,
                            [&](size_t i) { return data != nullptr ? DataOf(data[i]) : EdgeData{}; });
}

#endif

#if CUDART_VERSION < 13000

cudaError_t cudaStreamGetCaptureInfo_v2(cudaStream_t stream, cudaStreamCaptureStatus* status, unsigned long long* id,
                                        cudaGraph_t* graph, const cudaGraphNode_t** dependencies, size_t* count) {
  return GetInfo(stream, {status, id, graph, dependencies, count}, /*wants_data=*/false, [](const Stream&) {});
}

cudaError_t cudaStreamUpdateCaptureDependencies(cudaStream_t stream, cudaGraphNode_t* nodes, size_t count,
                                                unsigned flags) {
  return UpdateDependencies(stream, nodes, count, flags, [](size_t) { return EdgeData{}; });
}

#endif

#if CUDART_VERSION < 12000

cudaError_t cudaStreamGetCaptureInfo(cudaStream_t stream, cudaStreamCaptureStatus* status, unsigned long long* id) {
  return GetInfo(stream, {status, id}, /*wants_data=*/true, [](const Stream&) {});
}

#endif

}  // extern "C"
