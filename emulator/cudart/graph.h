// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// CUDA graphs as the program builds or captures them: nodes that hold work, and the edges between them. graph_exec.h
// runs them.
//
// Not thread-safe: the runtime calls it under its lock.
#ifndef GATEFUZZ_EMULATOR_CUDART_GRAPH_H_
#define GATEFUZZ_EMULATOR_CUDART_GRAPH_H_

#include <cuda_runtime_api.h>

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "emulator/cudart/user_object.h"
#include "emulator/cudart/work.h"

namespace gatefuzz::emulator {

// What an edge says beyond "after": ports and type of programmatic dependencies. All 0: full completion. The emulator
// finishes a node before it starts the next, which is a legal run of every edge.
struct EdgeData {
  uint8_t from_port = 0, to_port = 0, type = 0;
  bool operator==(const EdgeData&) const = default;
};

struct GraphNode {
  struct Edge {
    GraphNode* node = nullptr;
    EdgeData data;
  };

  Graph* graph = nullptr;
  uint64_t id = 0;        // unique in the process, so that an instance of a graph knows a node that is long destroyed
  uint64_t original = 0;  // the id of the node that it is a clone of; 0: none
  Work work;
  std::vector<Edge> dependencies;
  std::vector<GraphNode*> dependents;
  std::vector<void*> arguments;  // what cudaGraphKernelNodeGetParams gave out

  cudaGraphNode_t handle() { return reinterpret_cast<cudaGraphNode_t>(this); }
};

class Graph {
 public:
  Graph();
  ~Graph();
  Graph(const Graph&) = delete;
  Graph& operator=(const Graph&) = delete;

  cudaGraph_t handle() { return reinterpret_cast<cudaGraph_t>(this); }
  const std::vector<std::unique_ptr<GraphNode>>& nodes() const { return nodes_; }

  // Adds a node after `dependencies`, which are nodes of this graph, each once.
  GraphNode* Add(Work work, const std::vector<GraphNode::Edge>& dependencies);
  // The edge must not be there yet.
  void Connect(GraphNode* from, GraphNode* to, const EdgeData& data);
  // False if there is no such edge. With data, it must be that of the edge too.
  bool Disconnect(GraphNode* from, GraphNode* to, const EdgeData& data);
  void Remove(GraphNode* node);

  // A copy; `original` of its nodes says whose.
  std::unique_ptr<Graph> Clone() const;
  // The clone of `original` in this graph, or in a child graph of it; null if there is none.
  GraphNode* FindClone(const GraphNode& original) const;
  // Any node that satisfies the type, child graphs included.
  bool Contains(cudaGraphNodeType type) const;
  // In the language of Graphviz.
  std::string ToDot() const;

  std::vector<UserObjectReference> user_objects;  // released with the graph
  bool is_child = false;                          // a node owns it

 private:
  std::vector<std::unique_ptr<GraphNode>> nodes_;  // in order of creation
};

const GraphNode::Edge* FindEdge(const GraphNode& to, const GraphNode* from);

// Handles are addresses; these know which are alive. Child graphs are known too. Null: no such object.
Graph* FindGraph(cudaGraph_t handle);
GraphNode* FindNode(cudaGraphNode_t handle);

// An order of `dependents.size()` items in which every item comes after those it depends on; items at a time are
// ordered by `seed`, lowest first where it is 0. Shorter than asked for if there is a cycle; what is missing lies on it
// or behind it. `waiting` is the number of dependencies of each.
void TopologicalOrder(const std::vector<std::vector<uint32_t>>& dependents, const std::vector<uint32_t>& waiting,
                      uint64_t seed, std::vector<uint32_t>* order);

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_CUDART_GRAPH_H_
