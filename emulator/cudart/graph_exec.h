// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// An instantiated graph: a copy of a graph's nodes, which later changes of the graph do not touch, and its run.
//
// A launch runs one node after another on the calling thread, each in an order that the edges allow. Where they leave
// freedom the schedule seed decides; seed 0 takes the node that was created first.
//
// Not thread-safe: the runtime calls it under its lock.
#ifndef GATEFUZZ_EMULATOR_CUDART_GRAPH_EXEC_H_
#define GATEFUZZ_EMULATOR_CUDART_GRAPH_EXEC_H_

#include <cuda_runtime_api.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "emulator/cudart/graph.h"
#include "emulator/cudart/user_object.h"
#include "emulator/cudart/work.h"

namespace gatefuzz::emulator {

struct ExecNode {
  uint64_t source = 0;  // the id of the graph's node
  Work work;
  bool enabled = true;
  std::vector<uint32_t> dependencies, dependents;
  std::vector<EdgeData> data;  // of dependencies
  std::shared_ptr<class GraphExec> child;
};

// Why an update cannot be done, and at which node of the graph it was asked for.
struct UpdateProblem {
  cudaGraphExecUpdateResult result = cudaGraphExecUpdateSuccess;
  GraphNode* node = nullptr;
  GraphNode* from = nullptr;
};

class GraphExec {
 public:
  // Null if the graph has a cycle, on which `culprit` lies.
  static std::shared_ptr<GraphExec> Create(const Graph& graph, unsigned long long flags, GraphNode** culprit);

  cudaGraphExec_t handle() { return reinterpret_cast<cudaGraphExec_t>(this); }
  unsigned long long flags() const { return flags_; }
  // The copy of a node of the graph, or of a child graph of it; null if it was not there.
  ExecNode* Find(const GraphNode& node);
  // The position of every node in a run under `seed`.
  const std::vector<uint32_t>& Order(uint64_t seed);
  std::vector<ExecNode>& nodes() { return nodes_; }

  // Whether this could take over the work of `graph`, which it then does; all or nothing.
  UpdateProblem Update(const Graph& graph);

 private:
  UpdateProblem Compare(const Graph& graph) const;
  void TakeOver(const Graph& graph);

  unsigned long long flags_ = 0;
  std::vector<ExecNode> nodes_;
  std::vector<UserObjectReference> user_objects_;
  std::vector<uint32_t> order_;
  uint64_t order_seed_ = 0;
};

// Whether `to` may replace `from` as the work of an instance's node.
cudaGraphExecUpdateResult CanReplace(const Work& from, const Work& to);

// Handles of instances, as those of graphs. An instance that is running lives until it has run.
std::shared_ptr<GraphExec> FindExec(cudaGraphExec_t handle);
cudaGraphExec_t Publish(std::shared_ptr<GraphExec> exec);
bool DestroyExec(cudaGraphExec_t handle);

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_CUDART_GRAPH_EXEC_H_
