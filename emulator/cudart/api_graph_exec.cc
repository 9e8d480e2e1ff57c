// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Instances of graphs: making, updating and launching them.
#include <cuda_runtime_api.h>

#include "emulator/cudart/graph_api.h"
#include "emulator/cudart/submit.h"

using namespace gatefuzz::emulator;

namespace {

constexpr unsigned long long kAutoFree = cudaGraphInstantiateFlagAutoFreeOnLaunch;
constexpr unsigned long long kUseNodePriority = 8;
constexpr unsigned long long kUpload = 2;
constexpr unsigned long long kDeviceLaunch = 4;

// Memory of a graph has one place, so that of two instances only one could run.
bool ClaimAllocations(const Graph& graph, const std::shared_ptr<GraphExec>& exec) {
  for (const auto& node : graph.nodes()) {
    if (const ChildWork* child = std::get_if<ChildWork>(&node->work)) {
      if (!ClaimAllocations(*child->graph, exec)) return false;
    }
    if (const AllocWork* alloc = std::get_if<AllocWork>(&node->work)) {
      if (!alloc->block->instance.expired()) return false;
      alloc->block->instance = exec;
    }
  }
  return true;
}

cudaError_t Instantiate(Runtime& runtime, cudaGraphExec_t* handle, cudaGraph_t graph_handle, unsigned long long flags,
                        GraphNode** culprit) {
  const Graph* const graph = FindGraph(graph_handle);
  if (handle == nullptr || graph == nullptr) return cudaErrorInvalidValue;
  if (const cudaError_t error = runtime.captures.CheckUnsafe(); error != cudaSuccess) return error;
  if ((flags & kDeviceLaunch) != 0) {
    runtime.Explain("graph launches from the device are not emulated");
    return cudaErrorNotSupported;
  }
  if ((flags & ~(kAutoFree | kUseNodePriority | kUpload)) != 0) return cudaErrorInvalidValue;
  const std::shared_ptr<GraphExec> exec = GraphExec::Create(*graph, flags, culprit);
  if (exec == nullptr) return cudaErrorInvalidValue;
  if (!ClaimAllocations(*graph, exec)) return cudaErrorNotSupported;
  *handle = Publish(exec);
  return cudaSuccess;
}

cudaError_t InstantiateWithFlags(cudaGraphExec_t* exec, cudaGraph_t graph, unsigned long long flags) {
  return Api([&](Runtime& runtime) {
    GraphNode* culprit = nullptr;
    return (flags & kUpload) != 0 ? cudaErrorInvalidValue : Instantiate(runtime, exec, graph, flags, &culprit);
  });
}

UpdateProblem Update(cudaGraphExec_t exec_handle, cudaGraph_t graph_handle) {
  const std::shared_ptr<GraphExec> exec = FindExec(exec_handle);
  const Graph* const graph = FindGraph(graph_handle);
  if (exec == nullptr || graph == nullptr) return {cudaGraphExecUpdateError, nullptr, nullptr};
  return exec->Update(*graph);
}

// Why the update failed, as the function's own return value.
cudaError_t ErrorOf(const UpdateProblem& problem) {
  if (problem.result == cudaGraphExecUpdateSuccess) return cudaSuccess;
  return problem.result == cudaGraphExecUpdateError ? cudaErrorInvalidValue : cudaErrorGraphExecUpdateFailure;
}

cudaGraphNode_t HandleOf(GraphNode* node) { return node == nullptr ? nullptr : node->handle(); }

}  // namespace

extern "C" {

#if CUDART_VERSION >= 12000

cudaError_t cudaGraphInstantiate(cudaGraphExec_t* exec, cudaGraph_t graph, unsigned long long flags) {
  return InstantiateWithFlags(exec, graph, flags);
}

cudaError_t cudaGraphInstantiateWithParams(cudaGraphExec_t* exec, cudaGraph_t graph,
                                           cudaGraphInstantiateParams* parameters) {
  return Api([&](Runtime& runtime) {
    if (parameters == nullptr) return cudaErrorInvalidValue;
    GraphNode* culprit = nullptr;
    const cudaError_t error = Instantiate(runtime, exec, graph, parameters->flags, &culprit);
    parameters->errNode_out = HandleOf(culprit);
    parameters->result_out = error == cudaSuccess ? cudaGraphInstantiateSuccess
                             : culprit != nullptr ? cudaGraphInstantiateInvalidStructure
                                                  : cudaGraphInstantiateError;
    return error;
  });
}

cudaError_t cudaGraphExecGetFlags(cudaGraphExec_t handle, unsigned long long* flags) {
  return Api([&](Runtime&) {
    const std::shared_ptr<GraphExec> exec = FindExec(handle);
    if (exec == nullptr || flags == nullptr) return cudaErrorInvalidValue;
    *flags = exec->flags() & ~kUpload;
    return cudaSuccess;
  });
}

cudaError_t cudaGraphExecUpdate(cudaGraphExec_t exec, cudaGraph_t graph, cudaGraphExecUpdateResultInfo* info) {
  return Api([&](Runtime&) {
    const UpdateProblem problem = Update(exec, graph);
    if (info != nullptr) {
      info->result = problem.result;
      info->errorNode = HandleOf(problem.node);
      info->errorFromNode = HandleOf(problem.from);
    }
    return ErrorOf(problem);
  });
}

#else

cudaError_t cudaGraphInstantiate(cudaGraphExec_t* exec, cudaGraph_t graph, cudaGraphNode_t* error_node, char* log,
                                 size_t log_bytes) {
  return Api([&](Runtime& runtime) {
    GraphNode* culprit = nullptr;
    if (log != nullptr && log_bytes != 0) *log = '\0';
    const cudaError_t error = Instantiate(runtime, exec, graph, 0, &culprit);
    if (error_node != nullptr) *error_node = HandleOf(culprit);
    return error;
  });
}

cudaError_t cudaGraphExecUpdate(cudaGraphExec_t exec, cudaGraph_t graph, cudaGraphNode_t* error_node,
                                cudaGraphExecUpdateResult* result) {
  return Api([&](Runtime&) {
    const UpdateProblem problem = Update(exec, graph);
    if (error_node != nullptr) *error_node = HandleOf(problem.node);
    if (result != nullptr) *result = problem.result;
    return ErrorOf(problem);
  });
}

#endif

cudaError_t cudaGraphInstantiateWithFlags(cudaGraphExec_t* exec, cudaGraph_t graph, unsigned long long flags) {
  return InstantiateWithFlags(exec, graph, flags);
}

cudaError_t cudaGraphUpload(cudaGraphExec_t exec, cudaStream_t stream) {
  return Api([&](Runtime& runtime) {
    if (FindExec(exec) == nullptr) return cudaErrorInvalidValue;
    Stream* target = nullptr;
    if (const cudaError_t error = FindTarget(runtime, stream, &target); error != cudaSuccess) return error;
    return runtime.captures.CheckUncapturable(target);
  });
}

cudaError_t cudaGraphLaunch(cudaGraphExec_t handle, cudaStream_t stream) {
  return Api([&](Runtime& runtime) {
    const std::shared_ptr<GraphExec> exec = FindExec(handle);
    return exec == nullptr ? cudaErrorInvalidValue : SubmitGraph(runtime, exec, stream);
  });
}

cudaError_t cudaGraphExecDestroy(cudaGraphExec_t exec) {
  return Api([&](Runtime&) { return DestroyExec(exec) ? cudaSuccess : cudaErrorInvalidValue; });
}

cudaError_t cudaGraphNodeSetEnabled(cudaGraphExec_t handle, cudaGraphNode_t of, unsigned enabled) {
  return WithNode(of, [&](Runtime&, GraphNode& source) {
    const std::shared_ptr<GraphExec> exec = FindExec(handle);
    ExecNode* const node = exec == nullptr ? nullptr : exec->Find(source);
    // Kernels, memsets and memcpys alone can be switched off.
    if (node == nullptr || TypeOf(node->work) > cudaGraphNodeTypeMemset) return cudaErrorInvalidValue;
    node->enabled = enabled != 0;
    return cudaSuccess;
  });
}

cudaError_t cudaGraphNodeGetEnabled(cudaGraphExec_t handle, cudaGraphNode_t of, unsigned* enabled) {
  return WithNode(of, [&](Runtime&, GraphNode& source) {
    const std::shared_ptr<GraphExec> exec = FindExec(handle);
    const ExecNode* const node = exec == nullptr ? nullptr : exec->Find(source);
    if (node == nullptr || enabled == nullptr) return cudaErrorInvalidValue;
    *enabled = node->enabled;
    return cudaSuccess;
  });
}

}  // extern "C"
