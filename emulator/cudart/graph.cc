// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/cudart/graph.h"

#include <algorithm>
#include <cstdio>
#include <iterator>
#include <unordered_set>
#include <utility>

#include "emulator/cudart/registry.h"

namespace gatefuzz::emulator {
namespace {

// Never destroyed: programs destroy graphs from static destructors.
std::unordered_set<const void*>& LiveGraphs() {
  static auto* const graphs = new std::unordered_set<const void*>;
  return *graphs;
}
std::unordered_set<const void*>& LiveNodes() {
  static auto* const nodes = new std::unordered_set<const void*>;
  return *nodes;
}

uint64_t NextId() {
  static uint64_t id = 0;
  return ++id;
}

const char* TypeName(cudaGraphNodeType type) {
  switch (type) {
    case cudaGraphNodeTypeKernel:
      return "kernel";
    case cudaGraphNodeTypeMemcpy:
      return "memcpy";
    case cudaGraphNodeTypeMemset:
      return "memset";
    case cudaGraphNodeTypeHost:
      return "host";
    case cudaGraphNodeTypeGraph:
      return "graph";
    case cudaGraphNodeTypeEmpty:
      return "empty";
    case cudaGraphNodeTypeWaitEvent:
      return "event wait";
    case cudaGraphNodeTypeEventRecord:
      return "event record";
    case cudaGraphNodeTypeMemAlloc:
      return "mem alloc";
    case cudaGraphNodeTypeMemFree:
      return "mem free";
    default:
      return "node";
  }
}

}  // namespace

cudaGraphNodeType TypeOf(const Work& work) {
  // In the order of the variant.
  constexpr cudaGraphNodeType kTypes[] = {
      cudaGraphNodeTypeKernel,   cudaGraphNodeTypeMemcpy, cudaGraphNodeTypeMemset,    cudaGraphNodeTypeHost,
      cudaGraphNodeTypeGraph,    cudaGraphNodeTypeEmpty,  cudaGraphNodeTypeWaitEvent, cudaGraphNodeTypeEventRecord,
      cudaGraphNodeTypeMemAlloc, cudaGraphNodeTypeMemFree};
  static_assert(std::size(kTypes) == std::variant_size_v<Work>);
  return kTypes[work.index()];
}

Work CloneOf(const Work& work) {
  if (const ChildWork* child = std::get_if<ChildWork>(&work)) return ChildWork{child->graph->Clone()};
  return work;
}

Graph::Graph() { LiveGraphs().insert(this); }

Graph::~Graph() {
  for (const auto& node : nodes_) LiveNodes().erase(node.get());
  LiveGraphs().erase(this);
}

GraphNode* Graph::Add(Work work, const std::vector<GraphNode::Edge>& dependencies) {
  nodes_.push_back(std::make_unique<GraphNode>());
  GraphNode* const node = nodes_.back().get();
  LiveNodes().insert(node);
  node->graph = this;
  node->id = NextId();
  node->work = std::move(work);
  if (const ChildWork* child = std::get_if<ChildWork>(&node->work)) child->graph->is_child = true;
  for (const GraphNode::Edge& edge : dependencies) Connect(edge.node, node, edge.data);
  return node;
}

void Graph::Connect(GraphNode* from, GraphNode* to, const EdgeData& data) {
  to->dependencies.push_back({from, data});
  from->dependents.push_back(to);
}

bool Graph::Disconnect(GraphNode* from, GraphNode* to, const EdgeData& data) {
  const auto edge = std::ranges::find_if(to->dependencies, [&](const GraphNode::Edge& candidate) {
    return candidate.node == from && candidate.data == data;
  });
  if (edge == to->dependencies.end()) return false;
  to->dependencies.erase(edge);
  std::erase(from->dependents, to);
  return true;
}

void Graph::Remove(GraphNode* node) {
  while (!node->dependencies.empty()) {
    const GraphNode::Edge edge = node->dependencies.back();
    Disconnect(edge.node, node, edge.data);
  }
  while (!node->dependents.empty()) {
    GraphNode* const dependent = node->dependents.back();
    Disconnect(node, dependent, FindEdge(*dependent, node)->data);
  }
  LiveNodes().erase(node);
  std::erase_if(nodes_, [&](const auto& candidate) { return candidate.get() == node; });
}

std::unique_ptr<Graph> Graph::Clone() const {
  auto clone = std::make_unique<Graph>();
  std::unordered_map<const GraphNode*, GraphNode*> clone_of;
  for (const auto& node : nodes_) {
    GraphNode* const copy = clone->Add(CloneOf(node->work), {});
    copy->original = node->id;
    clone_of[node.get()] = copy;
  }
  for (const auto& node : nodes_) {
    for (const GraphNode::Edge& edge : node->dependencies) {
      clone->Connect(clone_of[edge.node], clone_of[node.get()], edge.data);
    }
  }
  clone->user_objects = user_objects;
  return clone;
}

GraphNode* Graph::FindClone(const GraphNode& original) const {
  for (const auto& node : nodes_) {
    if (node->original == original.id) return node.get();
    if (const ChildWork* child = std::get_if<ChildWork>(&node->work)) {
      if (GraphNode* const found = child->graph->FindClone(original)) return found;
    }
  }
  return nullptr;
}

bool Graph::Contains(cudaGraphNodeType type) const {
  return std::ranges::any_of(nodes_, [&](const auto& node) {
    const ChildWork* const child = std::get_if<ChildWork>(&node->work);
    return TypeOf(node->work) == type || (child != nullptr && child->graph->Contains(type));
  });
}

std::string Graph::ToDot() const {
  std::unordered_map<const GraphNode*, size_t> number_of;
  std::string text = "digraph dot {\n";
  for (const auto& node : nodes_) {
    const size_t number = number_of.emplace(node.get(), number_of.size()).first->second;
    text += "  node" + std::to_string(number) + " [label=\"" + TypeName(TypeOf(node->work));
    if (const KernelWork* kernel = std::get_if<KernelWork>(&node->work)) text += "\\n" + kernel->kernel->name;
    text += "\"];\n";
  }
  for (const auto& node : nodes_) {
    for (const GraphNode::Edge& edge : node->dependencies) {
      text +=
          "  node" + std::to_string(number_of[edge.node]) + " -> node" + std::to_string(number_of[node.get()]) + ";\n";
    }
  }
  return text + "}\n";
}

const GraphNode::Edge* FindEdge(const GraphNode& to, const GraphNode* from) {
  const auto edge = std::ranges::find_if(to.dependencies, [&](const GraphNode::Edge& e) { return e.node == from; });
  return edge == to.dependencies.end() ? nullptr : &*edge;
}

Graph* FindGraph(cudaGraph_t handle) {
  return LiveGraphs().contains(handle) ? reinterpret_cast<Graph*>(handle) : nullptr;
}

GraphNode* FindNode(cudaGraphNode_t handle) {
  return LiveNodes().contains(handle) ? reinterpret_cast<GraphNode*>(handle) : nullptr;
}

void TopologicalOrder(const std::vector<std::vector<uint32_t>>& dependents, const std::vector<uint32_t>& waiting,
                      uint64_t seed, std::vector<uint32_t>* order) {
  std::vector<uint32_t> left = waiting;
  std::vector<uint32_t> ready;  // as a set; small
  for (uint32_t i = 0; i < left.size(); ++i) {
    if (left[i] == 0) ready.push_back(i);
  }
  order->clear();
  uint64_t state = seed;
  const auto draw = [&](size_t count) {  // splitmix64
    state += 0x9e3779b97f4a7c15;
    uint64_t z = state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return static_cast<size_t>((z ^ (z >> 31)) % count);
  };
  while (!ready.empty()) {
    const auto chosen =
        seed == 0 ? std::ranges::min_element(ready) : ready.begin() + static_cast<std::ptrdiff_t>(draw(ready.size()));
    const uint32_t item = *chosen;
    *chosen = ready.back();
    ready.pop_back();
    order->push_back(item);
    for (const uint32_t dependent : dependents[item]) {
      if (--left[dependent] == 0) ready.push_back(dependent);
    }
  }
}

}  // namespace gatefuzz::emulator
