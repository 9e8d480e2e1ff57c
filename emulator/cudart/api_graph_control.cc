// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The other nodes: host functions, child graphs, empty ones, events, memory; and user objects.
#include <cuda_runtime_api.h>

#include <algorithm>
#include <cstring>
#include <unordered_map>

#include "emulator/cudart/graph_api.h"

using namespace gatefuzz::emulator;

namespace {

auto From(const cudaHostNodeParams* parameters) {
  return [parameters](Runtime& runtime, Work* work) {
    return parameters == nullptr ? cudaErrorInvalidValue : WorkOf(runtime, *parameters, work);
  };
}

auto FromChild(cudaGraph_t handle) {
  return [handle](Runtime&, Work* work) {
    const Graph* const child = FindGraph(handle);
    if (child == nullptr) return cudaErrorInvalidValue;
    // Their memory has one place.
    if (child->Contains(cudaGraphNodeTypeMemAlloc) || child->Contains(cudaGraphNodeTypeMemFree)) {
      return cudaErrorNotSupported;
    }
    *work = ChildWork{child->Clone()};
    return cudaSuccess;
  };
}

template <class W>
auto FromEvent(cudaEvent_t event) {
  return [event](Runtime& runtime, Work* work) {
    if (runtime.handles.Find(event) == nullptr) return cudaErrorInvalidResourceHandle;
    *work = W{event};
    return cudaSuccess;
  };
}

template <class W>
cudaError_t GetEvent(cudaGraphNode_t handle, cudaEvent_t* event) {
  return WithNodeOf<W>(handle, [&](Runtime&, GraphNode&, W& work) {
    if (event == nullptr) return cudaErrorInvalidValue;
    *event = work.event;
    return cudaSuccess;
  });
}

cudaMemAllocNodeParams ParametersOf(const AllocWork& work) {
  cudaMemAllocNodeParams p = {};
  p.poolProps.allocType = cudaMemAllocationTypePinned;
  p.poolProps.location.type = cudaMemLocationTypeDevice;
  p.bytesize = work.block->bytes();
  p.dptr = work.block->address();
  return p;
}

uint64_t* GraphMemoryAttribute(Runtime& runtime, cudaGraphMemAttributeType attribute) {
  switch (attribute) {
    case cudaGraphMemAttrUsedMemCurrent:
      return &runtime.graph_memory.used;
    case cudaGraphMemAttrUsedMemHigh:
      return &runtime.graph_memory.used_high;
    case cudaGraphMemAttrReservedMemCurrent:
      return &runtime.graph_memory.reserved;
    case cudaGraphMemAttrReservedMemHigh:
      return &runtime.graph_memory.reserved_high;
  }
  return nullptr;
}

// The references that the program itself holds, by handle.
struct Held {
  UserObjectReference object;
  unsigned count = 0;
};
std::unordered_map<cudaUserObject_t, Held>& UserObjects() {
  static auto* const objects = new std::unordered_map<cudaUserObject_t, Held>;
  return *objects;
}

}  // namespace

extern "C" {

cudaError_t cudaGraphAddHostNode(cudaGraphNode_t* node, cudaGraph_t graph, const cudaGraphNode_t* dependencies,
                                 size_t count, const cudaHostNodeParams* parameters) {
  return AddNode(node, graph, dependencies, count, From(parameters));
}

cudaError_t cudaGraphHostNodeGetParams(cudaGraphNode_t handle, cudaHostNodeParams* parameters) {
  return WithNodeOf<HostWork>(handle, [&](Runtime&, GraphNode&, HostWork& host) {
    if (parameters == nullptr) return cudaErrorInvalidValue;
    *parameters = {};
    parameters->fn = host.function;
    parameters->userData = host.data;
    return cudaSuccess;
  });
}

cudaError_t cudaGraphHostNodeSetParams(cudaGraphNode_t node, const cudaHostNodeParams* parameters) {
  return SetNode<HostWork>(node, From(parameters));
}

cudaError_t cudaGraphExecHostNodeSetParams(cudaGraphExec_t exec, cudaGraphNode_t node,
                                           const cudaHostNodeParams* parameters) {
  return SetExecNode<HostWork>(exec, node, From(parameters));
}

cudaError_t cudaGraphAddChildGraphNode(cudaGraphNode_t* node, cudaGraph_t graph, const cudaGraphNode_t* dependencies,
                                       size_t count, cudaGraph_t child) {
  return AddNode(node, graph, dependencies, count, FromChild(child));
}

cudaError_t cudaGraphChildGraphNodeGetGraph(cudaGraphNode_t handle, cudaGraph_t* graph) {
  return WithNodeOf<ChildWork>(handle, [&](Runtime&, GraphNode&, ChildWork& child) {
    if (graph == nullptr) return cudaErrorInvalidValue;
    *graph = child.graph->handle();
    return cudaSuccess;
  });
}

cudaError_t cudaGraphExecChildGraphNodeSetParams(cudaGraphExec_t exec, cudaGraphNode_t handle, cudaGraph_t child) {
  return WithExecNodeOf<ChildWork>(exec, handle, [&](Runtime&, GraphExec&, ExecNode& node) {
    const Graph* const graph = FindGraph(child);
    if (graph == nullptr) return cudaErrorInvalidValue;
    return node.child->Update(*graph).result == cudaGraphExecUpdateSuccess ? cudaSuccess : cudaErrorInvalidValue;
  });
}

cudaError_t cudaGraphAddEmptyNode(cudaGraphNode_t* node, cudaGraph_t graph, const cudaGraphNode_t* dependencies,
                                  size_t count) {
  return AddNode(node, graph, dependencies, count, [](Runtime&, Work* work) {
    *work = EmptyWork{};
    return cudaSuccess;
  });
}

cudaError_t cudaGraphAddEventRecordNode(cudaGraphNode_t* node, cudaGraph_t graph, const cudaGraphNode_t* dependencies,
                                        size_t count, cudaEvent_t event) {
  return AddNode(node, graph, dependencies, count, FromEvent<EventRecordWork>(event));
}

cudaError_t cudaGraphEventRecordNodeGetEvent(cudaGraphNode_t node, cudaEvent_t* event) {
  return GetEvent<EventRecordWork>(node, event);
}

cudaError_t cudaGraphEventRecordNodeSetEvent(cudaGraphNode_t node, cudaEvent_t event) {
  return SetNode<EventRecordWork>(node, FromEvent<EventRecordWork>(event));
}

cudaError_t cudaGraphExecEventRecordNodeSetEvent(cudaGraphExec_t exec, cudaGraphNode_t node, cudaEvent_t event) {
  return SetExecNode<EventRecordWork>(exec, node, FromEvent<EventRecordWork>(event));
}

cudaError_t cudaGraphAddEventWaitNode(cudaGraphNode_t* node, cudaGraph_t graph, const cudaGraphNode_t* dependencies,
                                      size_t count, cudaEvent_t event) {
  return AddNode(node, graph, dependencies, count, FromEvent<EventWaitWork>(event));
}

cudaError_t cudaGraphEventWaitNodeGetEvent(cudaGraphNode_t node, cudaEvent_t* event) {
  return GetEvent<EventWaitWork>(node, event);
}

cudaError_t cudaGraphEventWaitNodeSetEvent(cudaGraphNode_t node, cudaEvent_t event) {
  return SetNode<EventWaitWork>(node, FromEvent<EventWaitWork>(event));
}

cudaError_t cudaGraphExecEventWaitNodeSetEvent(cudaGraphExec_t exec, cudaGraphNode_t node, cudaEvent_t event) {
  return SetExecNode<EventWaitWork>(exec, node, FromEvent<EventWaitWork>(event));
}

cudaError_t cudaGraphAddMemAllocNode(cudaGraphNode_t* node, cudaGraph_t graph, const cudaGraphNode_t* dependencies,
                                     size_t count, cudaMemAllocNodeParams* parameters) {
  return AddNode(node, graph, dependencies, count, [&](Runtime& runtime, Work* work) {
    if (parameters == nullptr || parameters->bytesize == 0) return cudaErrorInvalidValue;
    const cudaMemPoolProps& pool = parameters->poolProps;
    if (pool.allocType != cudaMemAllocationTypePinned || pool.handleTypes != cudaMemHandleTypeNone ||
        pool.location.type != cudaMemLocationTypeDevice || pool.location.id != 0) {
      return cudaErrorInvalidValue;
    }
    AllocWork alloc{runtime.graph_memory.Reserve(parameters->bytesize)};
    if (alloc.block == nullptr) return cudaErrorMemoryAllocation;
    parameters->dptr = alloc.block->address();
    *work = alloc;
    return cudaSuccess;
  });
}

cudaError_t cudaGraphMemAllocNodeGetParams(cudaGraphNode_t handle, cudaMemAllocNodeParams* parameters) {
  return WithNodeOf<AllocWork>(handle, [&](Runtime&, GraphNode&, AllocWork& alloc) {
    if (parameters == nullptr) return cudaErrorInvalidValue;
    *parameters = ParametersOf(alloc);
    return cudaSuccess;
  });
}

cudaError_t cudaGraphAddMemFreeNode(cudaGraphNode_t* node, cudaGraph_t graph, const cudaGraphNode_t* dependencies,
                                    size_t count, void* address) {
  return AddNode(node, graph, dependencies, count, [&](Runtime& runtime, Work* work) {
    const auto block = runtime.graph_memory.Find(address);
    if (block == nullptr || block->freed_in_graph) return cudaErrorInvalidValue;
    block->freed_in_graph = true;
    *work = FreeWork{block};
    return cudaSuccess;
  });
}

cudaError_t cudaGraphMemFreeNodeGetParams(cudaGraphNode_t handle, void* address) {
  return WithNodeOf<FreeWork>(handle, [&](Runtime&, GraphNode&, FreeWork& free) {
    if (address == nullptr) return cudaErrorInvalidValue;
    void* const value = free.block->address();
    std::memcpy(address, &value, sizeof value);
    return cudaSuccess;
  });
}

cudaError_t cudaDeviceGraphMemTrim(int device) {
  return Api([&](Runtime&) { return device == 0 ? cudaSuccess : cudaErrorInvalidDevice; });
}

cudaError_t cudaDeviceGetGraphMemAttribute(int device, cudaGraphMemAttributeType attribute, void* value) {
  return Api([&](Runtime& runtime) {
    if (device != 0) return cudaErrorInvalidDevice;
    const uint64_t* const amount = GraphMemoryAttribute(runtime, attribute);
    if (amount == nullptr || value == nullptr) return cudaErrorInvalidValue;
    *static_cast<uint64_t*>(value) = *amount;
    return cudaSuccess;
  });
}

// Only high-water marks can be set, and only to 0.
cudaError_t cudaDeviceSetGraphMemAttribute(int device, cudaGraphMemAttributeType attribute, void* value) {
  return Api([&](Runtime& runtime) {
    if (device != 0) return cudaErrorInvalidDevice;
    const bool is_mark = attribute == cudaGraphMemAttrUsedMemHigh || attribute == cudaGraphMemAttrReservedMemHigh;
    if (!is_mark || value == nullptr || *static_cast<uint64_t*>(value) != 0) return cudaErrorInvalidValue;
    *GraphMemoryAttribute(runtime, attribute) =
        attribute == cudaGraphMemAttrUsedMemHigh ? runtime.graph_memory.used : runtime.graph_memory.reserved;
    return cudaSuccess;
  });
}

cudaError_t cudaUserObjectCreate(cudaUserObject_t* object, void* data, cudaHostFn_t destroy, unsigned references,
                                 unsigned flags) {
  return Api([&](Runtime&) {
    if (object == nullptr || destroy == nullptr || references == 0) return cudaErrorInvalidValue;
    if (flags != cudaUserObjectNoDestructorSync) return cudaErrorInvalidValue;
    const auto created = std::make_shared<UserObject>(data, destroy);
    *object = reinterpret_cast<cudaUserObject_t>(created.get());
    UserObjects()[*object] = {created, references};
    return cudaSuccess;
  });
}

cudaError_t cudaUserObjectRetain(cudaUserObject_t object, unsigned count) {
  return Api([&](Runtime&) {
    const auto found = UserObjects().find(object);
    if (found == UserObjects().end() || count == 0) return cudaErrorInvalidValue;
    found->second.count += count;
    return cudaSuccess;
  });
}

cudaError_t cudaUserObjectRelease(cudaUserObject_t object, unsigned count) {
  return Api([&](Runtime&) {
    const auto found = UserObjects().find(object);
    if (found == UserObjects().end() || count == 0 || count > found->second.count) return cudaErrorInvalidValue;
    found->second.count -= count;
    if (found->second.count == 0) UserObjects().erase(found);
    return cudaSuccess;
  });
}

cudaError_t cudaGraphRetainUserObject(cudaGraph_t handle, cudaUserObject_t object, unsigned count, unsigned flags) {
  return WithGraph(handle, [&](Runtime&, Graph& graph) {
    const auto found = UserObjects().find(object);
    if (found == UserObjects().end() || count == 0 || (flags & ~unsigned{cudaGraphUserObjectMove}) != 0) {
      return cudaErrorInvalidValue;
    }
    if (flags == cudaGraphUserObjectMove && count > found->second.count) return cudaErrorInvalidValue;
    graph.user_objects.insert(graph.user_objects.end(), count, found->second.object);
    if (flags == cudaGraphUserObjectMove) found->second.count -= count;
    if (found->second.count == 0) UserObjects().erase(found);
    return cudaSuccess;
  });
}

cudaError_t cudaGraphReleaseUserObject(cudaGraph_t handle, cudaUserObject_t object, unsigned count) {
  return WithGraph(handle, [&](Runtime&, Graph& graph) {
    for (; count != 0; --count) {
      const auto found = std::ranges::find_if(graph.user_objects, [&](const UserObjectReference& held) {
        return reinterpret_cast<cudaUserObject_t>(held.get()) == object;
      });
      if (found == graph.user_objects.end()) return cudaErrorInvalidValue;
      graph.user_objects.erase(found);
    }
    return cudaSuccess;
  });
}

}  // extern "C"
