// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Many cases on both backends: which kernels fail them, and where emulator and GPU disagree.
#ifndef GATEFUZZ_CAMPAIGN_CROSSCHECK_CROSSCHECK_H_
#define GATEFUZZ_CAMPAIGN_CROSSCHECK_CROSSCHECK_H_

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "campaign/findings/case_files.h"
#include "campaign/findings/judge_pool.h"
#include "campaign/user_input.h"
#include "campaign/verdict.h"

namespace gatefuzz {

// What two runtimes said of one kernel on one case.
struct CrosscheckRow {
  enum class State {
    kAgreed,        // both pass, with the same bits
    kWithinBounds,  // both pass, and weights differ by what PTX leaves open
    kDiscarded,     // the kernel does not take the case
    kBadOnBoth,     // the kernel's fault, and both say so
    kBlindSpot,     // the kernel's fault, and the clause is one that no GPU can show
    kEmulatorOnly,
    kGpuOnly,
    kDifferentBits,
    kNotJudged,
  };
  static constexpr int kStates = 9;

  size_t case_index = 0;  // in Crosscheck::files.cases
  std::string_view kernel;
  State state = State::kNotJudged;
  Verdict verdict;  // Compare's
};

struct Crosscheck {
  CaseFiles files;
  std::vector<CrosscheckRow> rows;  // each kernel's together
  std::string device;               // the GPU, in words

  size_t Count(CrosscheckRow::State state) const;
  size_t Disagreements() const;  // kEmulatorOnly, kGpuOnly, kDifferentBits
  int ExitCode() const;  // kExitFinding of a disagreement or a bad kernel; kExitHarnessError if one was not judged
};

// "agreed", "within_bounds", "bad on both", "blind spot", "emulator_only", ...
std::string_view StateName(CrosscheckRow::State state);

// Verdicts in the order of the jobs: JudgeAll, but for tests.
using JudgeJobs = std::function<std::vector<Verdict>(std::span<const JudgeJob>, const JudgePoolOptions&)>;

// Judges all cases of `files` on those of the kernels that take them, on both backends. Where the process was lost, the
// emulator alone is asked what it says of the case, in a process of its own. What the arguments refer to outlives the
// result.
Crosscheck CrosscheckCases(CaseFiles files, std::span<const ChosenKernel> kernels, const JudgePoolOptions& options,
                           const JudgeJobs& judge = JudgeAll);

// What the loss of a process that judged on both backends means, given what the emulator alone says of the case.
Verdict ExplainLoss(const Verdict& lost, const Verdict& emulator);

// A line for each row that neither agrees nor discards; then "N verdicts on N cases: N agreed, ..., N disagreements".
std::string CrosscheckText(const Crosscheck& crosscheck);
std::string CrosscheckJson(const Crosscheck& crosscheck);
std::string CrosscheckJunit(const Crosscheck& crosscheck);

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_CROSSCHECK_CROSSCHECK_H_
