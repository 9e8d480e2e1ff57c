// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The three functions that take the parameters of a node of any type.
#include <cuda_runtime_api.h>

#include "emulator/cudart/graph_api.h"

using namespace gatefuzz::emulator;

#if CUDART_VERSION >= 12020

namespace {

// What the function of the node's own type would do.
cudaError_t Add(cudaGraphNode_t* node, cudaGraph_t graph, const cudaGraphNode_t* dependencies, size_t count,
                cudaGraphNodeParams* p) {
  switch (p->type) {
    case cudaGraphNodeTypeKernel: {
      cudaKernelNodeParams kernel = {};
      kernel.func = reinterpret_cast<void*>(p->kernel.func);
      kernel.gridDim = p->kernel.gridDim;
      kernel.blockDim = p->kernel.blockDim;
      kernel.sharedMemBytes = p->kernel.sharedMemBytes;
      kernel.kernelParams = p->kernel.kernelParams;
      kernel.extra = p->kernel.extra;
      return cudaGraphAddKernelNode(node, graph, dependencies, count, &kernel);
    }
    case cudaGraphNodeTypeMemcpy:
      return cudaGraphAddMemcpyNode(node, graph, dependencies, count, &p->memcpy.copyParams);
    case cudaGraphNodeTypeMemset: {
      const auto& m = p->memset;
      const cudaMemsetParams memset = {m.dst, m.pitch, m.value, m.elementSize, m.width, m.height};
      return cudaGraphAddMemsetNode(node, graph, dependencies, count, &memset);
    }
    case cudaGraphNodeTypeHost: {
      const cudaHostNodeParams host = {p->host.fn, p->host.userData};
      return cudaGraphAddHostNode(node, graph, dependencies, count, &host);
    }
    case cudaGraphNodeTypeGraph: {
      cudaError_t error = cudaGraphAddChildGraphNode(node, graph, dependencies, count, p->graph.graph);
      if (error == cudaSuccess) error = cudaGraphChildGraphNodeGetGraph(*node, &p->graph.graph);
      return error;
    }
    case cudaGraphNodeTypeEmpty:
      return cudaGraphAddEmptyNode(node, graph, dependencies, count);
    case cudaGraphNodeTypeWaitEvent:
      return cudaGraphAddEventWaitNode(node, graph, dependencies, count, p->eventWait.event);
    case cudaGraphNodeTypeEventRecord:
      return cudaGraphAddEventRecordNode(node, graph, dependencies, count, p->eventRecord.event);
    case cudaGraphNodeTypeMemAlloc: {
      cudaMemAllocNodeParams alloc = {};
      alloc.poolProps = p->alloc.poolProps;
      alloc.bytesize = p->alloc.bytesize;
      const cudaError_t error = cudaGraphAddMemAllocNode(node, graph, dependencies, count, &alloc);
      p->alloc.dptr = alloc.dptr;
      return error;
    }
    case cudaGraphNodeTypeMemFree:
      return cudaGraphAddMemFreeNode(node, graph, dependencies, count, p->free.dptr);
    default:
      return Api([](Runtime& runtime) {
        runtime.Explain("cudaGraphAddNode: conditional and semaphore nodes are not emulated");
        return cudaErrorNotSupported;
      });
  }
}

// Sets, by `set(make)`, the work that the parameters describe.
template <class Set>
cudaError_t SetParameters(const cudaGraphNodeParams& p, Set set) {
  switch (p.type) {
    case cudaGraphNodeTypeKernel: {
      cudaKernelNodeParams kernel = {};
      kernel.func = reinterpret_cast<void*>(p.kernel.func);
      kernel.gridDim = p.kernel.gridDim;
      kernel.blockDim = p.kernel.blockDim;
      kernel.sharedMemBytes = p.kernel.sharedMemBytes;
      kernel.kernelParams = p.kernel.kernelParams;
      kernel.extra = p.kernel.extra;
      return set(KernelWork{}, kernel);
    }
    case cudaGraphNodeTypeMemcpy:
      return set(Copy{}, p.memcpy.copyParams);
    case cudaGraphNodeTypeMemset: {
      const auto& m = p.memset;
      return set(Fill{}, cudaMemsetParams{m.dst, m.pitch, m.value, m.elementSize, m.width, m.height});
    }
    case cudaGraphNodeTypeHost:
      return set(HostWork{}, cudaHostNodeParams{p.host.fn, p.host.userData});
    default:
      return Api([](Runtime&) { return cudaErrorInvalidValue; });
  }
}

}  // namespace

extern "C" {

#if CUDART_VERSION >= 13000
cudaError_t cudaGraphAddNode(cudaGraphNode_t* node, cudaGraph_t graph, const cudaGraphNode_t* dependencies,
                             const cudaGraphEdgeData* data, size_t count, cudaGraphNodeParams* parameters) {
#else
#if CUDART_VERSION >= 12030
cudaError_t cudaGraphAddNode_v2(cudaGraphNode_t* node, cudaGraph_t graph, const cudaGraphNode_t* dependencies,
                                const cudaGraphEdgeData* data, size_t count, cudaGraphNodeParams* parameters) {
  cudaError_t error = cudaGraphAddNode(node, graph, dependencies, count, parameters);
  for (size_t i = 0; data != nullptr && error == cudaSuccess && i < count; ++i) {
    FindNode(*node)->dependencies[i].data = {data[i].from_port, data[i].to_port, data[i].type};
  }
  return error;
}
#endif
cudaError_t cudaGraphAddNode(cudaGraphNode_t* node, cudaGraph_t graph, const cudaGraphNode_t* dependencies,
                             size_t count, cudaGraphNodeParams* parameters) {
#endif
  if (parameters == nullptr) return Api([](Runtime&) { return cudaErrorInvalidValue; });
  const cudaError_t error = Add(node, graph, dependencies, count, parameters);
#if CUDART_VERSION >= 13000
  for (size_t i = 0; data != nullptr && error == cudaSuccess && i < count; ++i) {
    FindNode(*node)->dependencies[i].data = {data[i].from_port, data[i].to_port, data[i].type};
  }
#endif
  return error;
}

cudaError_t cudaGraphNodeSetParams(cudaGraphNode_t node, cudaGraphNodeParams* parameters) {
  if (parameters == nullptr) return Api([](Runtime&) { return cudaErrorInvalidValue; });
  return SetParameters(*parameters, [&]<class W>(const W&, const auto& p) {
    return SetNode<W>(node, [&](Runtime& runtime, Work* work) { return WorkOf(runtime, p, work); });
  });
}

cudaError_t cudaGraphExecNodeSetParams(cudaGraphExec_t exec, cudaGraphNode_t node, cudaGraphNodeParams* parameters) {
  if (parameters == nullptr) return Api([](Runtime&) { return cudaErrorInvalidValue; });
  return SetParameters(*parameters, [&]<class W>(const W&, const auto& p) {
    return SetExecNode<W>(exec, node, [&](Runtime& runtime, Work* work) { return WorkOf(runtime, p, work); });
  });
}

}  // extern "C"

#endif
