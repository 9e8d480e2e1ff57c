// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The state of the emulated CUDA runtime: one device, everything in stream order because everything is done at once.
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
#include "emulator/cudart/handles.h"
#include "emulator/cudart/registry.h"
#include "emulator/feedback/kernel_feedback.h"

namespace gatefuzz::emulator {

class Runtime {
 public:
  // Created by the first call, which may come before main; never destroyed, since objects unregister after it.
  static Runtime& Get();

  std::mutex mutex;
  DeviceMemory memory;
  Registry registry;
  Handles handles;
  Options options;
  Checks checks;
  KernelFeedback feedback;
  Coverage coverage;         // the counts of launches; the rest is computed when asked for
  uint64_t limits[16] = {};  // cudaDeviceSetLimit, by cudaLimit; 0: the default

  // Keeps the diagnostic for TakeDiagnostics and, if wanted, prints it.
  void Note(Diagnostic diagnostic);
  std::vector<Diagnostic> TakeDiagnostics();
  // Tells a misuse of the API, which the returned error alone would not explain, on stderr.
  void Explain(const std::string& text) const;

  // A kernel failed: the next call that waits for the device reports it, and so does every call after that.
  void SetKernelError(cudaError_t error);
  // What a call has to report before it does anything. `waits`: it waits for the device.
  cudaError_t KernelError(bool waits);
  // As cudaDeviceReset: also what kernels left in module variables.
  void ResetVariables();
  void ResetDevice();

  // The calling thread's last error, as cudaGetLastError has it.
  cudaError_t Record(cudaError_t error);
  cudaError_t LastError(bool clear);

 private:
  Runtime();

  std::vector<Diagnostic> diagnostics_;
  cudaError_t kernel_error_ = cudaSuccess;
  bool kernel_error_seen_ = false;
  uint64_t resets_ = 0;
};

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_CUDART_RUNTIME_H_
