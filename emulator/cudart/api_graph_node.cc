// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Nodes that compute and copy: adding them, asking for their parameters and changing these, in a graph and in its
// instances.
#include <cuda_runtime_api.h>

#include "emulator/cudart/copy.h"
#include "emulator/cudart/graph_api.h"
#include "emulator/cudart/launch.h"
#include "emulator/cudart/symbol.h"

using namespace gatefuzz::emulator;

namespace {

// A maker of work, for AddNode and its like, from parameters that must be there.
template <class Parameters>
auto From(const Parameters* parameters) {
  return [parameters](Runtime& runtime, Work* work) {
    return parameters == nullptr ? cudaErrorInvalidValue : WorkOf(runtime, *parameters, work);
  };
}

auto FromCopy(void* to, const void* from, size_t bytes, cudaMemcpyKind kind) {
  return [=](Runtime& runtime, Work* work) {
    return CheckedCopy(runtime, Copy{"a graph's memcpy node", to, from, bytes, kind}, work);
  };
}

auto FromSymbol(void* to, const void* symbol, size_t bytes, size_t offset, cudaMemcpyKind kind) {
  return [=](Runtime& runtime, Work* work) {
    uint8_t* from = nullptr;
    const cudaError_t error = FindInSymbol(runtime, symbol, bytes, offset, &from);
    if (error != cudaSuccess) return error;
    return CheckedCopy(runtime, Copy{"a graph's memcpy node", to, from, bytes, kind}, work);
  };
}

auto ToSymbol(const void* symbol, const void* from, size_t bytes, size_t offset, cudaMemcpyKind kind) {
  return [=](Runtime& runtime, Work* work) {
    uint8_t* to = nullptr;
    const cudaError_t error = FindInSymbol(runtime, symbol, bytes, offset, &to);
    if (error != cudaSuccess) return error;
    return CheckedCopy(runtime, Copy{"a graph's memcpy node", to, from, bytes, kind}, work);
  };
}

}  // namespace

extern "C" {

cudaError_t cudaGraphAddKernelNode(cudaGraphNode_t* node, cudaGraph_t graph, const cudaGraphNode_t* dependencies,
                                   size_t count, const cudaKernelNodeParams* parameters) {
  return AddNode(node, graph, dependencies, count, From(parameters));
}

cudaError_t cudaGraphKernelNodeGetParams(cudaGraphNode_t handle, cudaKernelNodeParams* parameters) {
  return WithNodeOf<KernelWork>(handle, [&](Runtime&, GraphNode& node, KernelWork&) {
    if (parameters == nullptr) return cudaErrorInvalidValue;
    *parameters = ParametersOf(&node);
    return cudaSuccess;
  });
}

cudaError_t cudaGraphKernelNodeSetParams(cudaGraphNode_t node, const cudaKernelNodeParams* parameters) {
  return SetNode<KernelWork>(node, From(parameters));
}

cudaError_t cudaGraphExecKernelNodeSetParams(cudaGraphExec_t exec, cudaGraphNode_t node,
                                             const cudaKernelNodeParams* parameters) {
  return SetExecNode<KernelWork>(exec, node, From(parameters));
}

cudaError_t cudaGraphKernelNodeGetAttribute(cudaGraphNode_t handle, cudaLaunchAttributeID id,
                                            cudaLaunchAttributeValue* value) {
  return WithNodeOf<KernelWork>(handle, [&](Runtime&, GraphNode&, KernelWork& kernel) {
    if (value == nullptr) return cudaErrorInvalidValue;
    *value = AttributeOf(kernel, id);
    return cudaSuccess;
  });
}

cudaError_t cudaGraphKernelNodeSetAttribute(cudaGraphNode_t handle, cudaLaunchAttributeID id,
                                            const cudaLaunchAttributeValue* value) {
  return WithNodeOf<KernelWork>(handle, [&](Runtime& runtime, GraphNode&, KernelWork& kernel) {
    if (value == nullptr) return cudaErrorInvalidValue;
    KernelWork changed = kernel;
    if (const cudaError_t error = SetAttribute(&changed, id, *value); error != cudaSuccess) return error;
    const cudaError_t error = CheckLaunch(runtime, changed.kernel, changed.shape);
    if (error == cudaSuccess) kernel = changed;
    return error;
  });
}

cudaError_t cudaGraphKernelNodeCopyAttributes(cudaGraphNode_t to, cudaGraphNode_t from) {
  return WithNodeOf<KernelWork>(to, [&](Runtime&, GraphNode&, KernelWork& kernel) {
    GraphNode* const source = FindNode(from);
    if (source == nullptr || !std::holds_alternative<KernelWork>(source->work)) return cudaErrorInvalidValue;
    const KernelWork& other = std::get<KernelWork>(source->work);
    kernel.attributes = other.attributes;
    kernel.shape.cooperative = other.shape.cooperative;
    return cudaSuccess;
  });
}

cudaError_t cudaGraphAddMemcpyNode(cudaGraphNode_t* node, cudaGraph_t graph, const cudaGraphNode_t* dependencies,
                                   size_t count, const cudaMemcpy3DParms* parameters) {
  return AddNode(node, graph, dependencies, count, From(parameters));
}

cudaError_t cudaGraphAddMemcpyNode1D(cudaGraphNode_t* node, cudaGraph_t graph, const cudaGraphNode_t* dependencies,
                                     size_t count, void* to, const void* from, size_t bytes, cudaMemcpyKind kind) {
  return AddNode(node, graph, dependencies, count, FromCopy(to, from, bytes, kind));
}

cudaError_t cudaGraphAddMemcpyNodeToSymbol(cudaGraphNode_t* node, cudaGraph_t graph,
                                           const cudaGraphNode_t* dependencies, size_t count, const void* symbol,
                                           const void* from, size_t bytes, size_t offset, cudaMemcpyKind kind) {
  return AddNode(node, graph, dependencies, count, ToSymbol(symbol, from, bytes, offset, kind));
}

cudaError_t cudaGraphAddMemcpyNodeFromSymbol(cudaGraphNode_t* node, cudaGraph_t graph,
                                             const cudaGraphNode_t* dependencies, size_t count, void* to,
                                             const void* symbol, size_t bytes, size_t offset, cudaMemcpyKind kind) {
  return AddNode(node, graph, dependencies, count, FromSymbol(to, symbol, bytes, offset, kind));
}

cudaError_t cudaGraphMemcpyNodeGetParams(cudaGraphNode_t handle, cudaMemcpy3DParms* parameters) {
  return WithNodeOf<Copy>(handle, [&](Runtime&, GraphNode&, Copy& copy) {
    if (parameters == nullptr) return cudaErrorInvalidValue;
    *parameters = ParametersOf(copy);
    return cudaSuccess;
  });
}

cudaError_t cudaGraphMemcpyNodeSetParams(cudaGraphNode_t node, const cudaMemcpy3DParms* parameters) {
  return SetNode<Copy>(node, From(parameters));
}

cudaError_t cudaGraphMemcpyNodeSetParams1D(cudaGraphNode_t node, void* to, const void* from, size_t bytes,
                                           cudaMemcpyKind kind) {
  return SetNode<Copy>(node, FromCopy(to, from, bytes, kind));
}

cudaError_t cudaGraphMemcpyNodeSetParamsToSymbol(cudaGraphNode_t node, const void* symbol, const void* from,
                                                 size_t bytes, size_t offset, cudaMemcpyKind kind) {
  return SetNode<Copy>(node, ToSymbol(symbol, from, bytes, offset, kind));
}

cudaError_t cudaGraphMemcpyNodeSetParamsFromSymbol(cudaGraphNode_t node, void* to, const void* symbol, size_t bytes,
                                                   size_t offset, cudaMemcpyKind kind) {
  return SetNode<Copy>(node, FromSymbol(to, symbol, bytes, offset, kind));
}

cudaError_t cudaGraphExecMemcpyNodeSetParams(cudaGraphExec_t exec, cudaGraphNode_t node,
                                             const cudaMemcpy3DParms* parameters) {
  return SetExecNode<Copy>(exec, node, From(parameters));
}

cudaError_t cudaGraphExecMemcpyNodeSetParams1D(cudaGraphExec_t exec, cudaGraphNode_t node, void* to, const void* from,
                                               size_t bytes, cudaMemcpyKind kind) {
  return SetExecNode<Copy>(exec, node, FromCopy(to, from, bytes, kind));
}

cudaError_t cudaGraphExecMemcpyNodeSetParamsToSymbol(cudaGraphExec_t exec, cudaGraphNode_t node, const void* symbol,
                                                     const void* from, size_t bytes, size_t offset,
                                                     cudaMemcpyKind kind) {
  return SetExecNode<Copy>(exec, node, ToSymbol(symbol, from, bytes, offset, kind));
}

cudaError_t cudaGraphExecMemcpyNodeSetParamsFromSymbol(cudaGraphExec_t exec, cudaGraphNode_t node, void* to,
                                                       const void* symbol, size_t bytes, size_t offset,
                                                       cudaMemcpyKind kind) {
  return SetExecNode<Copy>(exec, node, FromSymbol(to, symbol, bytes, offset, kind));
}

cudaError_t cudaGraphAddMemsetNode(cudaGraphNode_t* node, cudaGraph_t graph, const cudaGraphNode_t* dependencies,
                                   size_t count, const cudaMemsetParams* parameters) {
  return AddNode(node, graph, dependencies, count, From(parameters));
}

cudaError_t cudaGraphMemsetNodeGetParams(cudaGraphNode_t handle, cudaMemsetParams* parameters) {
  return WithNodeOf<Fill>(handle, [&](Runtime&, GraphNode&, Fill& fill) {
    if (parameters == nullptr) return cudaErrorInvalidValue;
    *parameters = ParametersOf(fill);
    return cudaSuccess;
  });
}

cudaError_t cudaGraphMemsetNodeSetParams(cudaGraphNode_t node, const cudaMemsetParams* parameters) {
  return SetNode<Fill>(node, From(parameters));
}

cudaError_t cudaGraphExecMemsetNodeSetParams(cudaGraphExec_t exec, cudaGraphNode_t node,
                                             const cudaMemsetParams* parameters) {
  return SetExecNode<Fill>(exec, node, From(parameters));
}

}  // extern "C"
