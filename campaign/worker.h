// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// A worker: a process that runs libFuzzer on one kernel and reports through files (workdir.h). The hidden subcommand
// `worker`; the supervisor starts it.
#ifndef GATEFUZZ_CAMPAIGN_WORKER_H_
#define GATEFUZZ_CAMPAIGN_WORKER_H_

#include <cstdint>
#include <memory>
#include <string>

#include "fuzz/kernel_under_test.h"

namespace gatefuzz {

struct WorkerOptions {
  std::string folder;       // its own, see WorkerFiles
  std::string corpus;       // read, written, and read again as other workers write
  std::string seeds;        // read only; may be ""
  std::string feature_map;  // shared by all workers on this kernel
  int seconds = 0;          // > 0
  int case_seconds = 0;     // > 0: after so long one execution counts as a hang
  uint32_t seed = 1;        // > 0
};

// Exit codes that are not ExitCode's, by libFuzzer.
inline constexpr int kWorkerInterrupted = 72;

// Fuzzes until the time is over, a case fails or a signal ends it, and does not return: exits with
//   kExitClean: the time is over
//   kExitFinding: the failing case and its verdict are in the worker's folder
//   kExitHarnessError: the message is in the worker's folder
//   kWorkerInterrupted: SIGINT or SIGTERM
//   anything else: the process was lost; the case that was in flight is in the worker's folder
[[noreturn]] void RunWorker(std::unique_ptr<KernelUnderTest> kernel, const WorkerOptions& options);

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_WORKER_H_
