// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The supervisor's end of one worker.
#ifndef GATEFUZZ_CAMPAIGN_WORKER_PROCESS_H_
#define GATEFUZZ_CAMPAIGN_WORKER_PROCESS_H_

#include <chrono>
#include <cstdint>
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
  enum class Kind { kDone, kHarnessError, kCannotWrite, kLost, kLostDevice };
  Kind kind = Kind::kDone;
  Verdict verdict;    // of kLost
  AnyCase test_case;  // of kLost where has_case: the one in flight
  bool has_case = false;
  ExitStatus status;        // of kLost
  uint64_t executions = 0;  // of the target, before it was lost
  std::string message;      // of kHarnessError, kLost and kLostDevice
};

class WorkerProcess {
 public:
  // Starts it. `kernel_index` is the caller's. False: `error` says why.
  bool Start(const std::string& kernel, int kernel_index, const WorkerFiles& files, const WorkerOptions& options,
             std::string* error);

  int kernel_index() const { return kernel_index_; }
  std::chrono::steady_clock::time_point started() const { return started_; }
  const std::string& device() const { return device_; }
  double planned_seconds() const { return seconds_; }
  Stats LoadStats() const;

  // How it ended, once; nothing while it runs. Asks it to end when its time is over, which is counted from the first
  // case that it judged: a machine that is busy may take seconds to get there.
  std::optional<WorkerEnd> Poll();
  // Its time is over as soon as it has judged something.
  void Hurry() { hurried_ = true; }
  // Asks it to end, waits a moment, kills it if need be.
  void Stop();
  // Its folder, but for the log. Requires: it has ended, and nobody wants to know more of it.
  void RemoveFiles() const;

 private:
  WorkerEnd Classify(const ExitStatus& status) const;

  ChildProcess process_;
  WorkerFiles files_;
  SharedFile stats_;
  int kernel_index_ = 0;
  std::string device_;
  double seconds_ = 0;
  bool begun_ = false;
  bool hurried_ = false;
  bool asked_to_end_ = false;
  std::chrono::steady_clock::time_point started_;
  std::chrono::steady_clock::time_point deadline_;  // once it has begun
  std::chrono::steady_clock::time_point asked_;
};

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_WORKER_PROCESS_H_
