// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Replays kept cases, as CI does: every case file on every kernel that takes it, against the ledger of known findings.
#ifndef GATEFUZZ_CAMPAIGN_FINDINGS_REPLAY_H_
#define GATEFUZZ_CAMPAIGN_FINDINGS_REPLAY_H_

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "campaign/findings/case_files.h"
#include "campaign/findings/judge_pool.h"
#include "campaign/findings/known_findings.h"
#include "campaign/user_input.h"
#include "campaign/verdict.h"

namespace gatefuzz {

// What one kernel did on one case.
struct ReplayRow {
  enum class State { kPassed, kDiscarded, kKnown, kNotJudged, kFailed };  // the worse, the later

  size_t case_index = 0;  // in Replay::files.cases
  std::string_view kernel;
  State state = State::kPassed;
  Verdict verdict;
  std::string note;  // of the ledger about it, or ""
};

struct Replay {
  CaseFiles files;  // those of the ledger's entries included
  std::vector<ReplayRow> rows;
  std::vector<std::string> fixed;  // "fixed: remove entry 2 (...)": an entry whose case passes now

  // How many cases are in the state, each counted once, as the worst of its rows.
  size_t Count(ReplayRow::State state) const;
  int ExitCode() const;  // kExitFinding of a failed case or a fixed entry; kExitHarnessError of one without verdict
};

// Judges all cases of `files` on those of the kernels that take them, and each entry's case on the entry's kernel.
// `ledger_path` is where the ledger lies. Requires: the entries' kernels are registered and take their cases. What the
// arguments refer to outlives the result.
Replay ReplayCases(CaseFiles files, std::span<const ChosenKernel> kernels, std::span<const KnownFinding> known,
                   const std::string& ledger_path, const JudgePoolOptions& options);
// How many verdicts ReplayCases asks for at most.
size_t MostVerdicts(const CaseFiles& files, std::span<const ChosenKernel> kernels, size_t entries);

// One line for each failing case, and of what else needs a person; then "N cases, N passed, ...".
std::string ReplayText(const Replay& replay);
std::string ReplayJson(const Replay& replay);
// The format of JUnit that CI systems read: one testcase for each case and kernel.
std::string ReplayJunit(const Replay& replay);

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_FINDINGS_REPLAY_H_
