// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The supervisor's end of one worker.
#ifndef GATEFUZZ_CAMPAIGN_WORKER_PROCESS_H_
#define GATEFUZZ_CAMPAIGN_WORKER_PROCESS_H_

#include <chrono>
#include <optional>
#include <string>

#include "campaign/child_process.h"
#include "campaign/verdict.h"
#include "campaign/workdir.h"
#include "campaign/worker.h"
#include "campaign/worker_stats.h"
#include "harness/any_case.h"

namespace gatefuzz {

// How a worker ended.
struct WorkerEnd {
  enum class Kind { kDone, kFailingCase, kHarnessError, kLost };
  Kind kind = Kind::kDone;
  Verdict verdict;    // of kFailingCase and kLost
  AnyCase test_case;  // of kFailingCase, and of kLost where has_case
  bool has_case = false;
  std::string message;  // of kHarnessError and kLost
};

class WorkerProcess {
 public:
  // Starts it. `kernel_index` is the caller's. False: `error` says why.
  bool Start(const std::string& kernel, int kernel_index, const WorkerFiles& files, const WorkerOptions& options,
             std::string* error);

  int kernel_index() const { return kernel_index_; }
  std::chrono::steady_clock::time_point started() const { return started_; }
  std::chrono::steady_clock::time_point deadline() const { return deadline_; }
  Stats LoadStats() const;

  // How it ended, once; nothing while it runs. Asks it to end when its time is over.
  std::optional<WorkerEnd> Poll();
  // Asks it to end, waits a moment, kills it if need be.
  void Stop();

 private:
  WorkerEnd Classify(const ExitStatus& status) const;

  ChildProcess process_;
  WorkerFiles files_;
  SharedFile stats_;
  int kernel_index_ = 0;
  bool asked_to_end_ = false;
  std::chrono::steady_clock::time_point started_;
  std::chrono::steady_clock::time_point deadline_;
};

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_WORKER_PROCESS_H_
