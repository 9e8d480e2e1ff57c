// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/cudart/submit.h"

#include <chrono>
#include <utility>

#include "emulator/cudart/copy.h"
#include "emulator/cudart/device_model.h"
#include "emulator/cudart/host_function.h"
#include "emulator/cudart/launch.h"

namespace gatefuzz::emulator {
namespace {

cudaError_t RunNode(Runtime& runtime, ExecNode& node);

// A failure that a node reports would be one of the asynchronous work, for which there is nobody to return it to.
cudaError_t RunNodes(Runtime& runtime, GraphExec& exec) {
  const std::vector<uint32_t> order = exec.Order(runtime.options.schedule_seed);
  for (const uint32_t index : order) {
    ExecNode& node = exec.nodes()[index];
    if (!node.enabled) continue;
    if (const cudaError_t error = RunNode(runtime, node); error != cudaSuccess) return error;
    if (runtime.HasKernelError()) return cudaSuccess;
  }
  return cudaSuccess;
}

struct NodeRunner {
  Runtime& runtime;
  ExecNode& node;

  cudaError_t operator()(const KernelWork& work) {
    return RunKernel(runtime, work.kernel, work.shape, work.parameters.data());
  }
  cudaError_t operator()(const Copy& copy) { return Run(runtime, copy); }
  cudaError_t operator()(const Fill& fill) { return Run(runtime, fill); }
  cudaError_t operator()(const HostWork& host) {
    const HostWork copy = host;  // while it runs, another thread may update the graph
    CallHost(runtime, copy);
    return cudaSuccess;
  }
  cudaError_t operator()(const ChildWork&) {
    const std::shared_ptr<GraphExec> child = node.child;
    return RunNodes(runtime, *child);
  }
  cudaError_t operator()(const EmptyWork&) { return cudaSuccess; }
  cudaError_t operator()(const EventWaitWork&) { return cudaSuccess; }
  cudaError_t operator()(const EventRecordWork& work) {
    if (Event* const event = runtime.handles.Find(work.event)) {
      event->recorded = true;
      event->capture = nullptr;
      event->time = std::chrono::steady_clock::now();
    }
    return cudaSuccess;
  }
  cudaError_t operator()(const AllocWork& work) {
    work.block->Begin();
    return cudaSuccess;
  }
  cudaError_t operator()(const FreeWork& work) {
    work.block->End("a graph's free node");
    return cudaSuccess;
  }
};

cudaError_t RunNode(Runtime& runtime, ExecNode& node) { return std::visit(NodeRunner{runtime, node}, node.work); }

// Memory that a former launch of the graph left allocated: a launch that cannot free it first is refused.
cudaError_t BeginAllocations(GraphExec& exec, bool free_first) {
  for (ExecNode& node : exec.nodes()) {
    if (node.child != nullptr) {
      if (const cudaError_t error = BeginAllocations(*node.child, free_first); error != cudaSuccess) return error;
    }
    const AllocWork* const alloc = std::get_if<AllocWork>(&node.work);
    if (alloc == nullptr || !alloc->block->live()) continue;
    if (!free_first) return cudaErrorInvalidValue;
    alloc->block->End("the graph's next launch");
  }
  return cudaSuccess;
}

template <class W>
cudaError_t SubmitCopyOrFill(Runtime& runtime, cudaStream_t handle, const W& work) {
  Stream* stream = nullptr;
  if (const cudaError_t error = FindTarget(runtime, handle, &stream); error != cudaSuccess) return error;
  if (stream->capture == nullptr) return Run(runtime, work);
  if (const cudaError_t error = Check(runtime, work); error != cudaSuccess) return error;
  return runtime.captures.Add(stream, work, nullptr);
}

template <class W>
cudaError_t SubmitCopyOrFillAndWait(Runtime& runtime, const W& work) {
  Stream* stream = nullptr;
  if (const cudaError_t error = FindTarget(runtime, nullptr, &stream); error != cudaSuccess) return error;
  if (const cudaError_t error = runtime.captures.CheckUncapturable(stream); error != cudaSuccess) return error;
  return Run(runtime, work);
}

void Set(std::vector<cudaLaunchAttribute>* attributes, const cudaLaunchAttribute& attribute) {
  for (cudaLaunchAttribute& present : *attributes) {
    if (present.id == attribute.id) {
      present = attribute;
      return;
    }
  }
  attributes->push_back(attribute);
}

}  // namespace

cudaError_t FindTarget(Runtime& runtime, cudaStream_t handle, Stream** stream) {
  *stream = runtime.handles.Find(handle);
  if (*stream == nullptr) return cudaErrorInvalidResourceHandle;
  if (!runtime.captures.any()) return cudaSuccess;
  if ((*stream)->is_legacy) return runtime.captures.CheckLegacy();
  return cudaSuccess;
}

cudaError_t Submit(Runtime& runtime, cudaStream_t stream, const Copy& copy) {
  return SubmitCopyOrFill(runtime, stream, copy);
}

cudaError_t Submit(Runtime& runtime, cudaStream_t stream, const Fill& fill) {
  return SubmitCopyOrFill(runtime, stream, fill);
}

cudaError_t Submit(Runtime& runtime, cudaStream_t handle, const HostWork& host) {
  if (host.function == nullptr) return cudaErrorInvalidValue;
  Stream* stream = nullptr;
  if (const cudaError_t error = FindTarget(runtime, handle, &stream); error != cudaSuccess) return error;
  if (stream->capture != nullptr) return runtime.captures.Add(stream, host, nullptr);
  // After a fault the device reaches no further work.
  if (!runtime.HasKernelError()) CallHost(runtime, host);
  return cudaSuccess;
}

cudaError_t SubmitAndWait(Runtime& runtime, const Copy& copy) { return SubmitCopyOrFillAndWait(runtime, copy); }

cudaError_t SubmitAndWait(Runtime& runtime, const Fill& fill) { return SubmitCopyOrFillAndWait(runtime, fill); }

cudaError_t SubmitLaunch(Runtime& runtime, const void* function, Kernel* kernel, const LaunchShape& shape,
                         void** arguments, const LaunchExtras& extras) {
  Stream* stream = nullptr;
  if (const cudaError_t error = FindTarget(runtime, shape.stream, &stream); error != cudaSuccess) return error;
  if (stream->capture == nullptr) {
    alignas(64) static uint8_t parameters[device::kMaxParameterBytes + 4];
    if (const cudaError_t error = runtime.KernelError(/*waits=*/true); error != cudaSuccess) return error;
    if (const cudaError_t error = CheckLaunch(runtime, kernel, shape); error != cudaSuccess) return error;
    PackArguments(*kernel, arguments, parameters);
    return RunKernel(runtime, kernel, shape, parameters);
  }
  if (const cudaError_t error = CheckLaunch(runtime, kernel, shape); error != cudaSuccess) {
    stream->capture->invalidated = true;
    return error;
  }
  KernelWork work;
  work.function = function;
  work.kernel = kernel;
  work.shape = shape;
  work.parameters.resize(kernel->entry->parameter_bytes);
  PackArguments(*kernel, arguments, work.parameters.data());
  for (unsigned i = 0; i < extras.count; ++i) Set(&work.attributes, extras.attributes[i]);
  // Port and type of a programmatic dependency.
  const EdgeData edge = extras.programmatic ? EdgeData{1, 0, 1} : EdgeData{};
  return runtime.captures.Add(stream, std::move(work), nullptr, edge);
}

cudaError_t SubmitGraph(Runtime& runtime, const std::shared_ptr<GraphExec>& exec, cudaStream_t handle) {
  Stream* stream = nullptr;
  if (const cudaError_t error = FindTarget(runtime, handle, &stream); error != cudaSuccess) return error;
  if (const cudaError_t error = runtime.captures.CheckUncapturable(stream); error != cudaSuccess) return error;
  if (const cudaError_t error = runtime.KernelError(/*waits=*/true); error != cudaSuccess) return error;
  const bool free_first = (exec->flags() & cudaGraphInstantiateFlagAutoFreeOnLaunch) != 0;
  if (const cudaError_t error = BeginAllocations(*exec, free_first); error != cudaSuccess) return error;
  return RunNodes(runtime, *exec);
}

void CallHost(Runtime& runtime, const HostWork& host) {
  struct Unlocked {
    Runtime& runtime;
    const bool per_thread;
    explicit Unlocked(Runtime& r) : runtime(r), per_thread(r.handles.default_is_per_thread) {
      InHostFunction() = true;
      runtime.mutex.unlock();
    }
    ~Unlocked() {
      runtime.mutex.lock();
      runtime.handles.default_is_per_thread = per_thread;
      InHostFunction() = false;
    }
  };
  const Unlocked unlocked(runtime);
  host.function(host.data);
}

}  // namespace gatefuzz::emulator
