// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The state of the emulated CUDA runtime: one device, everything in stream order because everything is done at once,
// unless a stream is being captured.
//
// Thread safety: every member is guarded by `mutex`, which the wrapper in api.h holds while an API call runs.
#ifndef GATEFUZZ_EMULATOR_CUDART_RUNTIME_H_
#define GATEFUZZ_EMULATOR_CUDART_RUNTIME_H_

#include <cuda_runtime_api.h>

#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

#include "emulator/checks/checks.h"
#include "emulator/checks/device_memory.h"
#include "emulator/control.h"
#include "emulator/cudart/capture.h"
#include "emulator/cudart/graph_memory.h"
#include "emulator/cudart/handles.h"
#include "emulator/cudart/host_memory.h"
#include "emulator/cudart/mem_pool.h"
#include "emulator/cudart/registry.h"
#include "emulator/feedback/kernel_feedback.h"
#include "emulator/feedback/predicate_coverage.h"

namespace gatefuzz::emulator {

class Runtime {
 public:
  // Created by the first call, which may come before main; never destroyed, since objects unregister after it.
  static Runtime& Get();

  std::mutex mutex;
  DeviceMemory memory;
  Registry registry;
  Handles handles;
  Captures captures;
  GraphMemory graph_memory;
  HostMemory host_memory;
  MemPools pools;
  Options options;
  Checks checks;
  KernelFeedback feedback;
  PredicateCoverage predicates;
  Coverage coverage;         // the counts of launches; the rest is computed when asked for
  uint64_t limits[16] = {};  // cudaDeviceSetLimit, by cudaLimit; 0: the default

  // Zeroed memory of 8 bytes, in which the blocks of a cooperative launch meet; 0: out of memory.
  uint64_t GridWorkspace();

  // Keeps the diagnostic for TakeDiagnostics and, if wanted, prints it.
  void Note(Diagnostic diagnostic);
  std::vector<Diagnostic> TakeDiagnostics();
  // Tells a misuse of the API, which the returned error alone would not explain, on stderr.
  void Explain(const std::string& text) const;

  // If leaks are checked: tells of each live allocation.
  void ExplainLeaks() const;

  // A kernel failed: the next call that waits for the device reports it, and so does every call after that.
  void SetKernelError(cudaError_t error);
  // What a call has to report before it does anything. `waits`: it waits for the device.
  cudaError_t KernelError(bool waits);
  bool HasKernelError() const { return kernel_error_ != cudaSuccess; }
  // As cudaDeviceReset: also what kernels left in module variables.
  void ResetVariables();
  void ResetDevice();

  // The calling thread's last error, as cudaGetLastError has it.
  cudaError_t Record(cudaError_t error);
  cudaError_t LastError(bool clear);

 private:
  Runtime();

  void* grid_workspace_ = nullptr;
  std::vector<Diagnostic> diagnostics_;
  cudaError_t kernel_error_ = cudaSuccess;
  bool kernel_error_seen_ = false;
  uint64_t resets_ = 0;
};

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_CUDART_RUNTIME_H_
