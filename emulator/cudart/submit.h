// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Where every piece of work goes that an API call submits to a stream: it is run at once, or, if the stream is being
// captured, becomes a node of a graph.
#ifndef GATEFUZZ_EMULATOR_CUDART_SUBMIT_H_
#define GATEFUZZ_EMULATOR_CUDART_SUBMIT_H_

#include <cuda_runtime_api.h>

#include "emulator/cudart/graph_exec.h"
#include "emulator/cudart/runtime.h"
#include "emulator/cudart/work.h"

namespace gatefuzz::emulator {

// The stream, if work may be submitted to it; it may be capturing.
cudaError_t FindTarget(Runtime& runtime, cudaStream_t handle, Stream** stream);

// Submits, after checking its operands, a copy, a fill, a host function.
cudaError_t Submit(Runtime& runtime, cudaStream_t stream, const Copy& copy);
cudaError_t Submit(Runtime& runtime, cudaStream_t stream, const Fill& fill);
cudaError_t Submit(Runtime& runtime, cudaStream_t stream, const HostWork& host);

// The same for work of a call without a stream, which submits to the default stream and waits for it.
cudaError_t SubmitAndWait(Runtime& runtime, const Copy& copy);
cudaError_t SubmitAndWait(Runtime& runtime, const Fill& fill);

// What a launch says of itself beyond its shape.
struct LaunchExtras {
  const cudaLaunchAttribute* attributes = nullptr;
  unsigned count = 0;
  bool programmatic = false;  // programmatic stream serialization is allowed
};

// `kernel` may be null (not registered); `arguments` point at the values in order; `function` is what the program
// called the kernel.
cudaError_t SubmitLaunch(Runtime& runtime, const void* function, Kernel* kernel, const LaunchShape& shape,
                         void** arguments, const LaunchExtras& extras = {});

// Runs an instance of a graph.
cudaError_t SubmitGraph(Runtime& runtime, const std::shared_ptr<GraphExec>& exec, cudaStream_t stream);

// Calls the function with the runtime unlocked, as the driver's thread would. In it, calls of the API are refused.
void CallHost(Runtime& runtime, const HostWork& host);

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_CUDART_SUBMIT_H_
