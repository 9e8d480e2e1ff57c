// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// From a worker's failing case to a finding worth a person's time: confirmed in a fresh process, shrunk, saved.
#ifndef GATEFUZZ_CAMPAIGN_CONFIRM_H_
#define GATEFUZZ_CAMPAIGN_CONFIRM_H_

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

#include "campaign/verdict.h"
#include "fuzz/finding_file.h"
#include "harness/any_case.h"

namespace gatefuzz {

struct ShrinkOptions {
  std::chrono::milliseconds case_limit{30'000};  // for one case: what takes longer is a timeout
  std::chrono::milliseconds limit{30'000};       // for the whole descent; what was reached by then counts
  std::function<bool()> stop = [] { return false; };
};

struct ShrunkCase {
  AnyCase test_case;
  Verdict verdict;     // of that case, by a fresh process
  int steps = 0;       // accepted
  int executions = 0;  // of the judge
};

// What a smaller case has to share with the one before to count.
enum class Keep {
  kFault,     // the clause that it breaks, or that it crashes or hangs
  kAnyFault,  // that the kernel fails it
};

// Judges the case in a fresh process; if the kernel fails it, shrinks it. Where only a comparison of
// launches fails (permute, independent, ...), looks first for a relative of the case whose launch alone is wrong, since
// that says more; the fault may then be another. Where `verdict` is no finding, `test_case` is the start.
ShrunkCase ShrinkIsolated(std::string_view kernel, const AnyCase& start, const ShrinkOptions& options,
                          Keep keep = Keep::kFault);

struct ConfirmedFinding {
  KernelFinding finding;
  Symptom symptom;
  bool reproduced = true;  // false: a fresh process passes the case, so what the worker did before it matters
  int shrink_steps = 0;
  int executions = 0;
};

// `seen` is what the worker said, or a crash if it was lost. If a fresh process does not reproduce it, the finding is
// the case as it was, with the worker's verdict.
ConfirmedFinding Confirm(std::string_view kernel, const AnyCase& failing, const Verdict& seen,
                         const ShrinkOptions& options);

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_CONFIRM_H_
