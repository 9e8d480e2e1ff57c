// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// From a failing case to a finding that is worth a person's time: confirmed in a fresh process, shrunk, and given a
// likely cause, by which findings are grouped.
//
// One fault of a kernel breaks several clauses: a row of NaN that takes expert 0 eight times is not unique, does not
// agree with the reference, and sums to the wrong weight. So the case is shrunk twice: for show, keeping the symptom
// that was seen; and from there for its cause, as small as it goes while the kernel fails it in any way. cause.h says
// which causes are one. That may put two faults into one group; therefore each symptom that a group has not shown yet
// gets a sample of its own.
#ifndef GATEFUZZ_CAMPAIGN_TRIAGE_H_
#define GATEFUZZ_CAMPAIGN_TRIAGE_H_

#include <csignal>
#include <string>
#include <string_view>

#include "campaign/cause.h"
#include "campaign/child_process.h"
#include "campaign/confirm.h"
#include "campaign/record/finding_group.h"
#include "campaign/verdict.h"
#include "harness/any_case.h"

namespace gatefuzz {

struct Triaged {
  AnyCase test_case;     // shrunk
  FindingSample sample;  // without case_path, found_after_seconds and member
  Cause cause;
};

// `seen` is what the worker said, or a crash if it was lost.
Triaged Triage(std::string_view kernel, const AnyCase& failing, const Verdict& seen, const ShrinkOptions& options);

// The same in a process of its own, the hidden subcommand `triage`.
class TriageProcess {
 public:
  // `folder` exists and is this process's alone. `device`: the GPU that the process sees, as in CUDA_VISIBLE_DEVICES;
  // "": all that we see. False: `error` says why.
  bool Start(const std::string& kernel, const std::string& folder, const AnyCase& failing, const Verdict& seen,
             const ShrinkOptions& options, const std::string& device, std::string* error);

  enum class State { kRunning, kDone, kFailed };
  // kDone: `triaged` is set. kFailed: `error` says why; the case may be tried again.
  State Poll(Triaged* triaged, std::string* error);
  // Asks it to end with what it has.
  void Hurry() { process_.Signal(SIGTERM); }

 private:
  std::string folder_;
  ChildProcess process_;
};

struct TriageCommandOptions {
  std::string kernel;
  std::string folder;
  int case_seconds = 30;
  double shrink_seconds = 30;
};
// The other end. Returns an exit code.
int RunTriageCommand(const TriageCommandOptions& options);

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_TRIAGE_H_
