// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/crosscheck/crosscheck.h"

#include <algorithm>
#include <utility>

#include "campaign/crosscheck/backend.h"
#include "campaign/crosscheck/compare.h"
#include "campaign/exit_code.h"
#include "fuzz/kernel_under_test.h"

namespace gatefuzz {
namespace {

using State = CrosscheckRow::State;

State StateOf(const Verdict& verdict) {
  if (verdict.disagreement == kDifferentBits) return State::kDifferentBits;
  if (verdict.disagreement == kGpuOnly) return State::kGpuOnly;
  if (IsBlindSpot(verdict)) return State::kBlindSpot;
  if (verdict.disagreement == kEmulatorOnly) return State::kEmulatorOnly;
  switch (verdict.kind) {
    case Verdict::Kind::kPass:
      return verdict.disagreement == kWithinBounds ? State::kWithinBounds : State::kAgreed;
    case Verdict::Kind::kDiscard:
      return State::kDiscarded;
    case Verdict::Kind::kHarnessError:
      return State::kNotJudged;
    default:
      return State::kBadOnBoth;
  }
}

bool IsLost(const Verdict& verdict) {
  return verdict.kind == Verdict::Kind::kCrash || verdict.kind == Verdict::Kind::kTimeout;
}

// Asks the emulator alone about each case whose process was lost.
void ExplainLosses(std::span<const JudgeJob> jobs, JudgePoolOptions options, const JudgeJobs& judge,
                   std::vector<Verdict>* verdicts) {
  std::vector<size_t> lost;
  std::vector<JudgeJob> again;
  for (size_t i = 0; i < verdicts->size(); ++i) {
    if (!IsLost((*verdicts)[i])) continue;
    lost.push_back(i);
    again.push_back(jobs[i]);
  }
  if (again.empty()) return;
  options.backend = kEmulatorBackend;
  options.progress = [](size_t) {};
  const std::vector<Verdict> emulator = judge(again, options);
  for (size_t i = 0; i < lost.size(); ++i) {
    Verdict& verdict = (*verdicts)[lost[i]];
    verdict = ExplainLoss(verdict, emulator[i]);
  }
}

}  // namespace

Verdict ExplainLoss(const Verdict& lost, const Verdict& emulator) {
  return Compare({.verdict = emulator, .outputs = {}}, {.verdict = lost, .outputs = {}});
}

std::string_view StateName(State state) {
  static constexpr std::string_view kNames[] = {"agreed",      kWithinBounds,  "discarded",
                                                "bad on both", "blind spot",   kEmulatorOnly,
                                                kGpuOnly,      kDifferentBits, "not judged"};
  static_assert(std::size(kNames) == CrosscheckRow::kStates);
  return kNames[static_cast<int>(state)];
}

Crosscheck CrosscheckCases(CaseFiles files, std::span<const ChosenKernel> kernels, const JudgePoolOptions& options,
                           const JudgeJobs& judge) {
  Crosscheck crosscheck;
  crosscheck.files = std::move(files);
  std::vector<JudgeJob> jobs;
  for (const ChosenKernel& kernel : kernels) {
    for (size_t i = 0; i < crosscheck.files.cases.size(); ++i) {
      const AnyCase& test_case = crosscheck.files.cases[i].test_case;
      if (KindOf(test_case) != kernel.kind) continue;
      crosscheck.rows.push_back({.case_index = i, .kernel = kernel.name, .verdict = {}});
      jobs.push_back({.kernel = kernel.name, .test_case = &test_case});
    }
  }
  JudgePoolOptions both = options;
  both.backend = kBothBackends;
  std::vector<Verdict> verdicts = judge(jobs, both);
  ExplainLosses(jobs, options, judge, &verdicts);
  for (size_t i = 0; i < verdicts.size(); ++i) {
    crosscheck.rows[i].state = StateOf(verdicts[i]);
    crosscheck.rows[i].verdict = std::move(verdicts[i]);
  }
  return crosscheck;
}

size_t Crosscheck::Count(State state) const {
  return static_cast<size_t>(std::ranges::count(rows, state, &CrosscheckRow::state));
}

size_t Crosscheck::Disagreements() const {
  return Count(State::kEmulatorOnly) + Count(State::kGpuOnly) + Count(State::kDifferentBits);
}

int Crosscheck::ExitCode() const {
  if (Disagreements() + Count(State::kBadOnBoth) + Count(State::kBlindSpot) != 0) return kExitFinding;
  return Count(State::kNotJudged) != 0 ? kExitHarnessError : kExitClean;
}

}  // namespace gatefuzz
