// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// A worker: a process that runs libFuzzer on one kernel and reports through files (workdir.h). The hidden subcommand
// `worker`; the supervisor starts it. libFuzzer's own corpus is a folder of the worker's; what showed a feature that
// no worker saw before goes to the shared one too, and what others add there is linked into the worker's, from where
// libFuzzer takes it.
#ifndef GATEFUZZ_CAMPAIGN_WORKER_H_
#define GATEFUZZ_CAMPAIGN_WORKER_H_

#include <cstdint>
#include <memory>
#include <string>

#include "fuzz/kernel_under_test.h"

namespace gatefuzz {

struct WorkerOptions {
  std::string folder;    // its own, see WorkerFiles
  std::string corpus;    // read, added to, and read again as other workers add
  std::string seeds;     // read only; may be ""
  std::string failing;   // FailingFolder, shared by all workers on this kernel
  std::string features;  // FeatureFile, likewise
  double seconds = 0;    // > 0
  int case_seconds = 0;  // > 0: after so long one execution counts as a hang
  uint32_t seed = 1;     // > 0
  std::string device;    // the GPU that the process is started with, as in CUDA_VISIBLE_DEVICES; "": all that we see
};

// Exit codes that are not ExitCode's. libFuzzer's:
inline constexpr int kWorkerInterrupted = 72;
// Ours: it could write nothing, not even why.
inline constexpr int kWorkerCannotWrite = 74;
// Ours: a case, which went to `failing`, left the process without a usable GPU.
inline constexpr int kWorkerLostDevice = 75;

// Fuzzes until the time is over or a signal ends it, and does not return. A case that fails goes to `failing` if it is
// the first of its signature, and the worker goes on. Exits with
//   kExitClean: the time is over
//   kExitHarnessError: the message is in the worker's folder
//   kWorkerInterrupted: SIGINT or SIGTERM
//   kWorkerLostDevice: a fresh worker goes on; it passes over the case
//   kWorkerCannotWrite: as kExitHarnessError, but there is no message: the disk is full, say
//   anything else: the process was lost; the case that was in flight is in the worker's folder
[[noreturn]] void RunWorker(std::unique_ptr<KernelUnderTest> kernel, const WorkerOptions& options);

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_WORKER_H_
