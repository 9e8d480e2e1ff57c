// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Judges cases in a process of its own, so that a case which crashes or hangs the process costs that process alone. One
// judge process serves many cases and is replaced when it is lost.
//
// Protocol, between CaseJudge and the hidden subcommand `judge`: a request is a u32 length and an encoded case on
// standard input; an answer is a u32 length and a verdict as JSON on file descriptor 3.
#ifndef GATEFUZZ_CAMPAIGN_JUDGE_H_
#define GATEFUZZ_CAMPAIGN_JUDGE_H_

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "campaign/child_process.h"
#include "campaign/verdict.h"
#include "fuzz/kernel_under_test.h"
#include "harness/any_case.h"

namespace gatefuzz {

struct JudgeOptions {
  std::chrono::milliseconds limit;  // for one case: then its process is killed, and the verdict is a timeout
  std::string backend = {};  // what runs the kernel, by the names of crosscheck/backend.h; "": the runtime linked
  std::string device = {};   // the GPU that the process sees, as in CUDA_VISIBLE_DEVICES; "": what we see
};

class CaseJudge {
 public:
  CaseJudge(std::string_view kernel, JudgeOptions options);
  ~CaseJudge();

  // Requires: a case of the kernel's kind. KernelUnderTest::CheckAll in the judge's process; the verdict says whether
  // it is direct. A process that cannot be started is a harness error, and so is one that aborts: that is how a check
  // of our own fails. A process whose GPU was lost is replaced before the next case.
  Verdict Judge(const AnyCase& any_case);

  // Judge in two halves, for whoever has several judges at work. Ask hands the case over; until Answer gives the
  // verdict, which waits for what is left of the limit, there is nothing else to ask. Between them `answers()` is
  // readable as soon as the verdict is there or the process has ended, and is -1 where it could not be started.
  void Ask(const AnyCase& any_case);
  int answers() const { return answers_; }
  std::chrono::steady_clock::time_point deadline() const { return deadline_; }
  Verdict Answer();

  // Ends the process, so that the next case is judged by a fresh one.
  void Restart();

 private:
  bool Start(std::string* error);
  Verdict LostVerdict();

  const std::string kernel_;
  const JudgeOptions options_;
  std::string log_path_;  // of what the process printed last
  std::unique_ptr<ChildProcess> process_;
  int requests_ = -1;
  int answers_ = -1;
  // Of the case that was asked about.
  std::chrono::steady_clock::time_point deadline_;
  std::string start_error_;
  bool handed_over_ = false;
};

// KernelUnderTest::CheckAll in this process, on a case of the kernel's kind. The verdict says whether it is direct and,
// of one that is, whether it needs the case's schedule.
Verdict JudgeHere(const AnyCase& any_case, KernelUnderTest* kernel);

// The other end: serves requests for `kernel` with `judge` until standard input ends or the device is lost. Returns an
// exit code.
int ServeJudge(const KernelUnderTest& kernel, const std::function<Verdict(const AnyCase&)>& judge);

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_JUDGE_H_
