// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What the functions of the graph API share: handles to objects, nodes of one type, lists that are asked for their
// length first.
#ifndef GATEFUZZ_EMULATOR_CUDART_GRAPH_API_H_
#define GATEFUZZ_EMULATOR_CUDART_GRAPH_API_H_

#include <cuda_runtime_api.h>

#include <utility>
#include <vector>

#include "emulator/cudart/api.h"
#include "emulator/cudart/graph.h"
#include "emulator/cudart/graph_exec.h"
#include "emulator/cudart/node_parameters.h"

namespace gatefuzz::emulator {

// The answer where data of edges are not asked for: an error if any say something. Before 12.3 they could not be asked
// for, and nothing was refused.
inline cudaError_t CheckLossyQuery([[maybe_unused]] bool loses_data) {
#if CUDART_VERSION >= 12030
  if (loses_data) return cudaErrorLossyQuery;
#endif
  return cudaSuccess;
}

// Calls `body(runtime, graph)`.
template <class Body>
cudaError_t WithGraph(cudaGraph_t handle, Body body) {
  return Api([&](Runtime& runtime) {
    Graph* const graph = FindGraph(handle);
    return graph == nullptr ? cudaErrorInvalidValue : body(runtime, *graph);
  });
}

// Calls `body(runtime, node)`.
template <class Body>
cudaError_t WithNode(cudaGraphNode_t handle, Body body) {
  return Api([&](Runtime& runtime) {
    GraphNode* const node = FindNode(handle);
    return node == nullptr ? cudaErrorInvalidValue : body(runtime, *node);
  });
}

// Calls `body(runtime, node, work)` for a node whose work is a W.
template <class W, class Body>
cudaError_t WithNodeOf(cudaGraphNode_t handle, Body body) {
  return WithNode(handle, [&](Runtime& runtime, GraphNode& node) {
    W* const work = std::get_if<W>(&node.work);
    return work == nullptr ? cudaErrorInvalidValue : body(runtime, node, *work);
  });
}

// Calls `body(runtime, exec, node)` for the copy in an instance of a node whose work is a W.
template <class W, class Body>
cudaError_t WithExecNodeOf(cudaGraphExec_t handle, cudaGraphNode_t of, Body body) {
  return WithNode(of, [&](Runtime& runtime, GraphNode& source) {
    const std::shared_ptr<GraphExec> exec = FindExec(handle);
    ExecNode* const node = exec == nullptr ? nullptr : exec->Find(source);
    if (node == nullptr || !std::holds_alternative<W>(node->work)) return cudaErrorInvalidValue;
    return body(runtime, *exec, *node);
  });
}

// The nodes of `graph` that a list of handles names; false if one is no node of it, or there twice.
bool EdgesFrom(const Graph& graph, const cudaGraphNode_t* handles, size_t count, std::vector<GraphNode::Edge>* edges);

// Adds a node whose work `make(runtime, work)` makes.
template <class Make>
cudaError_t AddNode(cudaGraphNode_t* node, cudaGraph_t handle, const cudaGraphNode_t* dependencies, size_t count,
                    Make make) {
  return WithGraph(handle, [&](Runtime& runtime, Graph& graph) {
    std::vector<GraphNode::Edge> edges;
    if (node == nullptr || !EdgesFrom(graph, dependencies, count, &edges)) return cudaErrorInvalidValue;
    Work work;
    if (const cudaError_t error = make(runtime, &work); error != cudaSuccess) return error;
    *node = graph.Add(std::move(work), edges)->handle();
    return cudaSuccess;
  });
}

// Gives a node of type W the work that `make(runtime, work)` makes.
template <class W, class Make>
cudaError_t SetNode(cudaGraphNode_t handle, Make make) {
  return WithNodeOf<W>(handle, [&](Runtime& runtime, GraphNode& node, W&) {
    Work work;
    const cudaError_t error = make(runtime, &work);
    if (error == cudaSuccess) Replace(&node.work, std::move(work));
    return error;
  });
}

// The same for its copy in an instance, where not every change is possible.
template <class W, class Make>
cudaError_t SetExecNode(cudaGraphExec_t exec, cudaGraphNode_t handle, Make make) {
  return WithExecNodeOf<W>(exec, handle, [&](Runtime& runtime, GraphExec&, ExecNode& node) {
    Work work;
    if (const cudaError_t error = make(runtime, &work); error != cudaSuccess) return error;
    if (KernelWork* kernel = std::get_if<KernelWork>(&work)) {
      kernel->shape.cooperative = std::get<KernelWork>(node.work).shape.cooperative;
    }
    if (CanReplace(node.work, work) != cudaGraphExecUpdateSuccess) return cudaErrorInvalidValue;
    Replace(&node.work, std::move(work));
    return cudaSuccess;
  });
}

// Answers a query of a list: without `to`, its length; with it, as many as `*count` asks for, null beyond the end.
template <class T>
cudaError_t GiveList(const std::vector<T>& list, T* to, size_t* count) {
  if (count == nullptr) return cudaErrorInvalidValue;
  if (to == nullptr) {
    *count = list.size();
    return cudaSuccess;
  }
  for (size_t i = 0; i < *count; ++i) to[i] = i < list.size() ? list[i] : T{};
  if (*count > list.size()) *count = list.size();
  return cudaSuccess;
}

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_CUDART_GRAPH_API_H_
