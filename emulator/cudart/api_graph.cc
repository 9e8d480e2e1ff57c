// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Graphs as structures: making and destroying them, their nodes and edges.
#include <cuda_runtime_api.h>

#include <algorithm>
#include <fstream>

#include "emulator/cudart/graph_api.h"

using namespace gatefuzz::emulator;

namespace gatefuzz::emulator {

bool EdgesFrom(const Graph& graph, const cudaGraphNode_t* handles, size_t count, std::vector<GraphNode::Edge>* edges) {
  if (count != 0 && handles == nullptr) return false;
  for (size_t i = 0; i < count; ++i) {
    GraphNode* const node = FindNode(handles[i]);
    if (node == nullptr || node->graph != &graph) return false;
    if (std::ranges::any_of(*edges, [&](const GraphNode::Edge& edge) { return edge.node == node; })) return false;
    edges->push_back({node, {}});
  }
  return true;
}

}  // namespace gatefuzz::emulator

namespace {

// Memory that a node of the graph allocates has one place, so there can be no second of the node.
bool HasAllocations(const Graph& graph) {
  return graph.Contains(cudaGraphNodeTypeMemAlloc) || graph.Contains(cudaGraphNodeTypeMemFree);
}

// `data(i)` is that of the i-th edge.
template <class Data, class Change>
cudaError_t ChangeEdges(cudaGraph_t handle, const cudaGraphNode_t* from, const cudaGraphNode_t* to, size_t count,
                        Data data, Change change) {
  return WithGraph(handle, [&](Runtime&, Graph& graph) {
    if (count != 0 && (from == nullptr || to == nullptr)) return cudaErrorInvalidValue;
    for (size_t i = 0; i < count; ++i) {
      GraphNode* const a = FindNode(from[i]);
      GraphNode* const b = FindNode(to[i]);
      if (a == nullptr || b == nullptr || a == b || a->graph != &graph || b->graph != &graph) {
        return cudaErrorInvalidValue;
      }
      if (!change(graph, a, b, data(i))) return cudaErrorInvalidValue;
    }
    return cudaSuccess;
  });
}

bool Connect(Graph& graph, GraphNode* from, GraphNode* to, const EdgeData& data) {
  if (FindEdge(*to, from) != nullptr) return false;
  graph.Connect(from, to, data);
  return true;
}

bool Disconnect(Graph& graph, GraphNode* from, GraphNode* to, const EdgeData& data) {
  return graph.Disconnect(from, to, data);
}

struct EdgeList {
  std::vector<cudaGraphNode_t> from, to;
  std::vector<EdgeData> data;

  bool says_more() const {
    return std::ranges::any_of(data, [](const EdgeData& edge) { return edge != EdgeData{}; });
  }
};

EdgeList EdgesOf(const Graph& graph) {
  EdgeList list;
  for (const auto& node : graph.nodes()) {
    for (const GraphNode::Edge& edge : node->dependencies) {
      list.from.push_back(edge.node->handle());
      list.to.push_back(node->handle());
      list.data.push_back(edge.data);
    }
  }
  return list;
}

EdgeList DependenciesOf(GraphNode& node) {
  EdgeList list;
  for (const GraphNode::Edge& edge : node.dependencies) {
    list.from.push_back(edge.node->handle());
    list.data.push_back(edge.data);
  }
  return list;
}

EdgeList DependentsOf(GraphNode& node) {
  EdgeList list;
  for (GraphNode* const dependent : node.dependents) {
    list.from.push_back(dependent->handle());
    list.data.push_back(FindEdge(*dependent, &node)->data);
  }
  return list;
}

#if CUDART_VERSION >= 12030
void GiveData(const EdgeList& list, cudaGraphEdgeData* to, size_t count) {
  for (size_t i = 0; to != nullptr && i < std::min(count, list.data.size()); ++i) {
    to[i] = {};
    to[i].from_port = list.data[i].from_port;
    to[i].to_port = list.data[i].to_port;
    to[i].type = list.data[i].type;
  }
}
#endif

// Gives one side of a list of edges; data are given by the caller.
cudaError_t GiveNeighbours(const EdgeList& list, cudaGraphNode_t* nodes, bool wants_data, size_t* count) {
  const cudaError_t lossy = CheckLossyQuery(nodes != nullptr && !wants_data && list.says_more());
  if (lossy != cudaSuccess) return lossy;
  return GiveList(list.from, nodes, count);
}

cudaError_t GiveEdges(const EdgeList& list, cudaGraphNode_t* from, cudaGraphNode_t* to, bool wants_data,
                      size_t* count) {
  if (count == nullptr || (from == nullptr) != (to == nullptr)) return cudaErrorInvalidValue;
  const cudaError_t lossy = CheckLossyQuery(from != nullptr && !wants_data && list.says_more());
  if (lossy != cudaSuccess) return lossy;
  size_t asked = *count;
  if (const cudaError_t error = GiveList(list.from, from, count); error != cudaSuccess) return error;
  return to == nullptr ? cudaSuccess : GiveList(list.to, to, &asked);
}

}  // namespace

extern "C" {

cudaError_t cudaGraphCreate(cudaGraph_t* graph, unsigned flags) {
  return Api([&](Runtime&) {
    if (graph == nullptr || flags != 0) return cudaErrorInvalidValue;
    *graph = (new Graph)->handle();  // until cudaGraphDestroy
    return cudaSuccess;
  });
}

cudaError_t cudaGraphDestroy(cudaGraph_t handle) {
  return WithGraph(handle, [](Runtime&, Graph& graph) {
    if (graph.is_child) return cudaErrorInvalidValue;
    delete &graph;
    return cudaSuccess;
  });
}

cudaError_t cudaGraphClone(cudaGraph_t* clone, cudaGraph_t original) {
  return WithGraph(original, [&](Runtime&, Graph& graph) {
    if (clone == nullptr) return cudaErrorInvalidValue;
    if (HasAllocations(graph)) return cudaErrorNotSupported;
    *clone = graph.Clone().release()->handle();
    return cudaSuccess;
  });
}

cudaError_t cudaGraphNodeFindInClone(cudaGraphNode_t* node, cudaGraphNode_t original, cudaGraph_t clone) {
  return WithGraph(clone, [&](Runtime&, Graph& graph) {
    const GraphNode* const of = FindNode(original);
    if (node == nullptr || of == nullptr) return cudaErrorInvalidValue;
    GraphNode* const found = graph.FindClone(*of);
    if (found == nullptr) return cudaErrorInvalidValue;
    *node = found->handle();
    return cudaSuccess;
  });
}

cudaError_t cudaGraphNodeGetType(cudaGraphNode_t handle, cudaGraphNodeType* type) {
  return WithNode(handle, [&](Runtime&, GraphNode& node) {
    if (type == nullptr) return cudaErrorInvalidValue;
    *type = TypeOf(node.work);
    return cudaSuccess;
  });
}

cudaError_t cudaGraphGetNodes(cudaGraph_t handle, cudaGraphNode_t* nodes, size_t* count) {
  return WithGraph(handle, [&](Runtime&, Graph& graph) {
    std::vector<cudaGraphNode_t> all;
    for (const auto& node : graph.nodes()) all.push_back(node->handle());
    return GiveList(all, nodes, count);
  });
}

cudaError_t cudaGraphGetRootNodes(cudaGraph_t handle, cudaGraphNode_t* nodes, size_t* count) {
  return WithGraph(handle, [&](Runtime&, Graph& graph) {
    std::vector<cudaGraphNode_t> roots;
    for (const auto& node : graph.nodes()) {
      if (node->dependencies.empty()) roots.push_back(node->handle());
    }
    return GiveList(roots, nodes, count);
  });
}

cudaError_t cudaGraphDestroyNode(cudaGraphNode_t handle) {
  return WithNode(handle, [](Runtime&, GraphNode& node) {
    // Nodes and edges of a graph with allocations cannot be removed.
    if (HasAllocations(*node.graph)) return cudaErrorNotSupported;
    node.graph->Remove(&node);
    return cudaSuccess;
  });
}

cudaError_t cudaGraphDebugDotPrint(cudaGraph_t handle, const char* path, unsigned) {
  return WithGraph(handle, [&](Runtime&, Graph& graph) {
    if (path == nullptr) return cudaErrorInvalidValue;
    std::ofstream file(path);
    file << graph.ToDot();
    return file.flush().good() ? cudaSuccess : cudaErrorOperatingSystem;
  });
}

#if CUDART_VERSION >= 12030

#if CUDART_VERSION >= 13000
#define GATEFUZZ_WITH_EDGE_DATA(name) name
#else
#define GATEFUZZ_WITH_EDGE_DATA(name) name##_v2
#endif

cudaError_t GATEFUZZ_WITH_EDGE_DATA(cudaGraphGetEdges)(cudaGraph_t handle, cudaGraphNode_t* from, cudaGraphNode_t* to,
                                                       cudaGraphEdgeData* data, size_t* count) {
  return WithGraph(handle, [&](Runtime&, Graph& graph) {
    const EdgeList list = EdgesOf(graph);
    const cudaError_t error = GiveEdges(list, from, to, data != nullptr, count);
    if (error == cudaSuccess) GiveData(list, data, *count);
    return error;
  });
}

cudaError_t GATEFUZZ_WITH_EDGE_DATA(cudaGraphNodeGetDependencies)(cudaGraphNode_t handle, cudaGraphNode_t* nodes,
                                                                  cudaGraphEdgeData* data, size_t* count) {
  return WithNode(handle, [&](Runtime&, GraphNode& node) {
    const EdgeList list = DependenciesOf(node);
    const cudaError_t error = GiveNeighbours(list, nodes, data != nullptr, count);
    if (error == cudaSuccess) GiveData(list, data, *count);
    return error;
  });
}

cudaError_t GATEFUZZ_WITH_EDGE_DATA(cudaGraphNodeGetDependentNodes)(cudaGraphNode_t handle, cudaGraphNode_t* nodes,
                                                                    cudaGraphEdgeData* data, size_t* count) {
  return WithNode(handle, [&](Runtime&, GraphNode& node) {
    const EdgeList list = DependentsOf(node);
    const cudaError_t error = GiveNeighbours(list, nodes, data != nullptr, count);
    if (error == cudaSuccess) GiveData(list, data, *count);
    return error;
  });
}

cudaError_t GATEFUZZ_WITH_EDGE_DATA(cudaGraphAddDependencies)(cudaGraph_t graph, const cudaGraphNode_t* from,
                                                              const cudaGraphNode_t* to, const cudaGraphEdgeData* data,
                                                              size_t count) {
  const auto at = [&](size_t i) {
    return data == nullptr ? EdgeData{} : EdgeData{data[i].from_port, data[i].to_port, data[i].type};
  };
  return ChangeEdges(graph, from, to, count, at, Connect);
}

cudaError_t GATEFUZZ_WITH_EDGE_DATA(cudaGraphRemoveDependencies)(cudaGraph_t graph, const cudaGraphNode_t* from,
                                                                 const cudaGraphNode_t* to,
                                                                 const cudaGraphEdgeData* data, size_t count) {
  const auto at = [&](size_t i) {
    return data == nullptr ? EdgeData{} : EdgeData{data[i].from_port, data[i].to_port, data[i].type};
  };
  return ChangeEdges(graph, from, to, count, at, Disconnect);
}

#endif

#if CUDART_VERSION < 13000

cudaError_t cudaGraphGetEdges(cudaGraph_t handle, cudaGraphNode_t* from, cudaGraphNode_t* to, size_t* count) {
  return WithGraph(
      handle, [&](Runtime&, Graph& graph) { return GiveEdges(EdgesOf(graph), from, to, /*wants_data=*/false, count); });
}

cudaError_t cudaGraphNodeGetDependencies(cudaGraphNode_t handle, cudaGraphNode_t* nodes, size_t* count) {
  return WithNode(handle, [&](Runtime&, GraphNode& node) {
    return GiveNeighbours(DependenciesOf(node), nodes, /*wants_data=*/false, count);
  });
}

cudaError_t cudaGraphNodeGetDependentNodes(cudaGraphNode_t handle, cudaGraphNode_t* nodes, size_t* count) {
  return WithNode(handle, [&](Runtime&, GraphNode& node) {
    return GiveNeighbours(DependentsOf(node), nodes, /*wants_data=*/false, count);
  });
}

cudaError_t cudaGraphAddDependencies(cudaGraph_t graph, const cudaGraphNode_t* from, const cudaGraphNode_t* to,
                                     size_t count) {
  return ChangeEdges(graph, from, to, count, [](size_t) { return EdgeData{}; }, Connect);
}

cudaError_t cudaGraphRemoveDependencies(cudaGraph_t graph, const cudaGraphNode_t* from, const cudaGraphNode_t* to,
                                        size_t count) {
  return ChangeEdges(graph, from, to, count, [](size_t) { return EdgeData{}; }, Disconnect);
}

#endif

}  // extern "C"
