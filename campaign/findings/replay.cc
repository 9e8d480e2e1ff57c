// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/findings/replay.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "campaign/exit_code.h"
#include "fuzz/kernel_under_test.h"

namespace gatefuzz {
namespace {

ReplayRow::State StateOf(const Verdict& verdict) {
  switch (verdict.kind) {
    case Verdict::Kind::kPass:
      return ReplayRow::State::kPassed;
    case Verdict::Kind::kDiscard:
      return ReplayRow::State::kDiscarded;
    case Verdict::Kind::kHarnessError:
      return ReplayRow::State::kNotJudged;
    default:
      return ReplayRow::State::kFailed;
  }
}

// The index of the row that judges the entry's case on its kernel; of a new one if there is none.
size_t RowOf(const KnownFinding& entry, const std::string& ledger_path, Replay* replay) {
  std::vector<CaseFile>& cases = replay->files.cases;
  const auto row = std::ranges::find_if(replay->rows, [&](const ReplayRow& one) {
    return one.kernel == entry.kernel && cases[one.case_index].test_case == entry.test_case;
  });
  if (row != replay->rows.end()) return static_cast<size_t>(row - replay->rows.begin());
  const auto file = std::ranges::find(cases, entry.test_case, &CaseFile::test_case);
  const size_t case_index = static_cast<size_t>(file - cases.begin());
  if (file == cases.end()) {
    const std::filesystem::path folder = std::filesystem::path(ledger_path).parent_path();
    cases.push_back({.path = (folder / entry.case_path).lexically_normal().string(), .test_case = entry.test_case});
  }
  replay->rows.push_back({.case_index = case_index, .kernel = entry.kernel, .verdict = {}, .note = {}});
  return replay->rows.size() - 1;
}

void LookUp(std::span<const KnownFinding> known, const CaseFile& file, const Date& today, ReplayRow* row) {
  if (row->state != ReplayRow::State::kFailed) return;
  const KnownMatch match =
      Match(known, {.kernel = row->kernel, .symptom = row->verdict.symptom, .group = "", .test_case = &file.test_case},
            today);
  row->note = match.message;
  if (match.kind == KnownMatch::Kind::kKnown) row->state = ReplayRow::State::kKnown;
}

}  // namespace

size_t MostVerdicts(const CaseFiles& files, std::span<const ChosenKernel> kernels, size_t entries) {
  size_t count = entries;
  for (const CaseFile& file : files.cases) {
    count += static_cast<size_t>(std::ranges::count(kernels, KindOf(file.test_case), &ChosenKernel::kind));
  }
  return count;
}

Replay ReplayCases(CaseFiles files, std::span<const ChosenKernel> kernels, std::span<const KnownFinding> known,
                   const std::string& ledger_path, const JudgePoolOptions& options) {
  Replay replay;
  replay.files = std::move(files);
  for (const ChosenKernel& kernel : kernels) {
    for (size_t i = 0; i < replay.files.cases.size(); ++i) {
      if (KindOf(replay.files.cases[i].test_case) == kernel.kind) {
        replay.rows.push_back({.case_index = i, .kernel = kernel.name, .verdict = {}, .note = {}});
      }
    }
  }
  std::vector<size_t> entry_rows;
  for (const KnownFinding& entry : known) entry_rows.push_back(RowOf(entry, ledger_path, &replay));
  std::vector<JudgeJob> jobs;
  for (const ReplayRow& row : replay.rows) {
    jobs.push_back({.kernel = row.kernel, .test_case = &replay.files.cases[row.case_index].test_case});
  }
  std::vector<Verdict> verdicts = JudgeAll(jobs, options);
  const Date today = Today();
  for (size_t i = 0; i < replay.rows.size(); ++i) {
    ReplayRow& row = replay.rows[i];
    row.verdict = std::move(verdicts[i]);
    row.state = StateOf(row.verdict);
    LookUp(known, replay.files.cases[row.case_index], today, &row);
  }
  for (size_t entry = 0; entry < known.size(); ++entry) {
    if (replay.rows[entry_rows[entry]].state != ReplayRow::State::kPassed) continue;
    replay.fixed.push_back("fixed: remove " + EntryText(known, entry));
  }
  return replay;
}

size_t Replay::Count(ReplayRow::State state) const {
  std::vector<int> worst(files.cases.size(), -1);
  for (const ReplayRow& row : rows)
    worst[row.case_index] = std::max(worst[row.case_index], static_cast<int>(row.state));
  return static_cast<size_t>(std::ranges::count(worst, static_cast<int>(state)));
}

int Replay::ExitCode() const {
  if (Count(ReplayRow::State::kFailed) != 0 || !fixed.empty()) return kExitFinding;
  return Count(ReplayRow::State::kNotJudged) != 0 ? kExitHarnessError : kExitClean;
}

}  // namespace gatefuzz
