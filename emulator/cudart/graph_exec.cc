// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/cudart/graph_exec.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace gatefuzz::emulator {
namespace {

std::unordered_map<const void*, std::shared_ptr<GraphExec>>& LiveExecs() {
  static auto* const execs = new std::unordered_map<const void*, std::shared_ptr<GraphExec>>;
  return *execs;
}

bool IsCooperative(const KernelWork& kernel) { return kernel.shape.cooperative; }

// What an update may not change of a copy: whether it has rows and slices.
bool IsLinear(const Copy& copy) { return copy.rows == 1 && copy.slices == 1; }
bool IsLinear(const Fill& fill) { return fill.rows == 1 && fill.slices == 1; }

}  // namespace

std::shared_ptr<GraphExec> GraphExec::Create(const Graph& graph, unsigned long long flags, GraphNode** culprit) {
  auto exec = std::make_shared<GraphExec>();
  exec->flags_ = flags;
  exec->user_objects_ = graph.user_objects;
  std::unordered_map<const GraphNode*, uint32_t> index_of;
  for (const auto& node : graph.nodes()) index_of.emplace(node.get(), static_cast<uint32_t>(index_of.size()));
  exec->nodes_.resize(graph.nodes().size());
  for (const auto& node : graph.nodes()) {
    const uint32_t index = index_of[node.get()];
    ExecNode& copy = exec->nodes_[index];
    copy.source = node->id;
    if (const ChildWork* child = std::get_if<ChildWork>(&node->work)) {
      copy.child = Create(*child->graph, flags, culprit);
      if (copy.child == nullptr) return nullptr;
      copy.work = ChildWork{};
    } else {
      copy.work = node->work;
    }
    for (const GraphNode::Edge& edge : node->dependencies) {
      const uint32_t from = index_of[edge.node];
      copy.dependencies.push_back(from);
      copy.data.push_back(edge.data);
      exec->nodes_[from].dependents.push_back(index);
    }
  }
  exec->order_seed_ = ~uint64_t{0};
  if (exec->Order(0).size() < exec->nodes_.size()) {
    std::vector<bool> placed(exec->nodes_.size());
    for (const uint32_t index : exec->order_) placed[index] = true;
    const auto missing = std::ranges::find(placed, false) - placed.begin();
    *culprit = graph.nodes()[static_cast<size_t>(missing)].get();
    return nullptr;
  }
  return exec;
}

ExecNode* GraphExec::Find(const GraphNode& node) {
  for (ExecNode& candidate : nodes_) {
    if (candidate.source == node.id) return &candidate;
    if (candidate.child != nullptr) {
      if (ExecNode* const found = candidate.child->Find(node)) return found;
    }
  }
  return nullptr;
}

const std::vector<uint32_t>& GraphExec::Order(uint64_t seed) {
  if (seed == order_seed_) return order_;
  std::vector<std::vector<uint32_t>> dependents;
  std::vector<uint32_t> waiting;
  for (const ExecNode& node : nodes_) {
    dependents.push_back(node.dependents);
    waiting.push_back(static_cast<uint32_t>(node.dependencies.size()));
  }
  TopologicalOrder(dependents, waiting, seed, &order_);
  order_seed_ = seed;
  return order_;
}

cudaGraphExecUpdateResult CanReplace(const Work& from, const Work& to) {
  if (from.index() != to.index()) return cudaGraphExecUpdateErrorNodeTypeChanged;
  if (const KernelWork* kernel = std::get_if<KernelWork>(&from)) {
    return IsCooperative(*kernel) == IsCooperative(std::get<KernelWork>(to))
               ? cudaGraphExecUpdateSuccess
               : cudaGraphExecUpdateErrorAttributesChanged;
  }
  if (const Copy* copy = std::get_if<Copy>(&from)) {
    const Copy& other = std::get<Copy>(to);
    return IsLinear(*copy) && IsLinear(other) ? cudaGraphExecUpdateSuccess : cudaGraphExecUpdateErrorParametersChanged;
  }
  if (const Fill* fill = std::get_if<Fill>(&from)) {
    const Fill& other = std::get<Fill>(to);
    return IsLinear(*fill) == IsLinear(other) ? cudaGraphExecUpdateSuccess : cudaGraphExecUpdateErrorParametersChanged;
  }
  if (const AllocWork* alloc = std::get_if<AllocWork>(&from)) {
    return alloc->block == std::get<AllocWork>(to).block ? cudaGraphExecUpdateSuccess
                                                         : cudaGraphExecUpdateErrorNotSupported;
  }
  if (const FreeWork* free = std::get_if<FreeWork>(&from)) {
    return free->block == std::get<FreeWork>(to).block ? cudaGraphExecUpdateSuccess
                                                       : cudaGraphExecUpdateErrorNotSupported;
  }
  return cudaGraphExecUpdateSuccess;
}

// Nodes correspond by their order of creation.
UpdateProblem GraphExec::Compare(const Graph& graph) const {
  const auto& nodes = graph.nodes();
  if (nodes.size() != nodes_.size()) return {cudaGraphExecUpdateErrorTopologyChanged, nullptr, nullptr};
  std::unordered_map<const GraphNode*, uint32_t> index_of;
  for (const auto& node : nodes) index_of.emplace(node.get(), static_cast<uint32_t>(index_of.size()));
  for (size_t i = 0; i < nodes.size(); ++i) {
    GraphNode* const node = nodes[i].get();
    const ExecNode& mine = nodes_[i];
    if (TypeOf(node->work) != TypeOf(mine.work)) return {cudaGraphExecUpdateErrorNodeTypeChanged, node, nullptr};
    for (size_t d = 0; d < std::max(node->dependencies.size(), mine.dependencies.size()); ++d) {
      GraphNode* const from = d < node->dependencies.size() ? node->dependencies[d].node : nullptr;
      const bool same = from != nullptr && d < mine.dependencies.size() && index_of[from] == mine.dependencies[d] &&
                        node->dependencies[d].data == mine.data[d];
      if (!same) return {cudaGraphExecUpdateErrorTopologyChanged, node, from};
    }
    if (mine.child != nullptr) {
      const UpdateProblem inner = mine.child->Compare(*std::get<ChildWork>(node->work).graph);
      if (inner.result != cudaGraphExecUpdateSuccess) return inner;
    } else if (const auto result = CanReplace(mine.work, node->work); result != cudaGraphExecUpdateSuccess) {
      return {result, node, nullptr};
    }
  }
  return {};
}

void GraphExec::TakeOver(const Graph& graph) {
  for (size_t i = 0; i < nodes_.size(); ++i) {
    const GraphNode& node = *graph.nodes()[i];
    if (nodes_[i].child != nullptr) {
      nodes_[i].child->TakeOver(*std::get<ChildWork>(node.work).graph);
    } else {
      nodes_[i].work = node.work;
    }
  }
  user_objects_.insert(user_objects_.end(), graph.user_objects.begin(), graph.user_objects.end());
}

UpdateProblem GraphExec::Update(const Graph& graph) {
  const UpdateProblem problem = Compare(graph);
  if (problem.result == cudaGraphExecUpdateSuccess) TakeOver(graph);
  return problem;
}

std::shared_ptr<GraphExec> FindExec(cudaGraphExec_t handle) {
  const auto found = LiveExecs().find(handle);
  return found == LiveExecs().end() ? nullptr : found->second;
}

cudaGraphExec_t Publish(std::shared_ptr<GraphExec> exec) {
  const cudaGraphExec_t handle = exec->handle();
  LiveExecs().emplace(handle, std::move(exec));
  return handle;
}

bool DestroyExec(cudaGraphExec_t handle) { return LiveExecs().erase(handle) != 0; }

}  // namespace gatefuzz::emulator
