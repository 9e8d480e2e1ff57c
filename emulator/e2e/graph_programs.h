// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Small kernels for the tests of graphs: each as an address, for nodes that name it, and as a launch into a stream.
#ifndef GATEFUZZ_EMULATOR_E2E_GRAPH_PROGRAMS_H_
#define GATEFUZZ_EMULATOR_E2E_GRAPH_PROGRAMS_H_

#include <cuda_runtime_api.h>

// *value = *value * factor + term, in one thread.
void* ScaleKernel();
cudaError_t LaunchScale(cudaStream_t stream, int* value, int factor, int term);

// log[0] counts; the value goes to log[count].
void* AppendKernel();
cudaError_t LaunchAppend(cudaStream_t stream, int* log, int value);

// Adds 1 to a variable of the module, whose address as a symbol this is.
void* CountKernel();
cudaError_t LaunchCount(cudaStream_t stream);
const void* CounterSymbol();

// A launch that no device can run.
cudaError_t LaunchTooManyThreads(cudaStream_t stream, int* value);
// A launch that may start before its predecessor ends.
cudaError_t LaunchScaleProgrammatically(cudaStream_t stream, int* value, int factor, int term);

// Routes rows to their best expert as an engine does under graphs: launched for `most_rows` blocks, of which those from
// `*live` on are padding and get expert -1 and weight 0. `logits` is [most_rows, experts].
struct Routing {
  const float* logits;
  const int* live;
  int experts;
  int* ids;
  float* weights;
};
cudaError_t LaunchRoute(cudaStream_t stream, int most_rows, const Routing& routing);

#endif  // GATEFUZZ_EMULATOR_E2E_GRAPH_PROGRAMS_H_
