// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "campaign/commands.h"
#include "campaign/devices.h"
#include "campaign/exit_code.h"
#include "campaign/findings/case_files.h"
#include "campaign/findings/known_findings.h"
#include "campaign/findings/replay.h"
#include "campaign/live_count.h"
#include "campaign/user_input.h"
#include "campaign/user_paths.h"
#include "fmt/format.h"

namespace gatefuzz {

int RunReplay(const ReplayOptions& options) {
  std::vector<ChosenKernel> kernels;
  if (!ResolveKernels(options.kernels, &kernels)) return kExitBadInput;
  std::vector<KnownFinding> known;
  const std::string ledger = options.known_findings.empty() ? "" : UserPath(options.known_findings);
  if (!ledger.empty() && !ReadKnownFindingsOrSay(ledger, &known)) return kExitBadInput;
  CaseFiles files;
  if (!FindUserCases(options.folders, kernels, &files)) return kExitBadInput;
  Replay replay;
  {
    LiveCount progress("replayed", MostVerdicts(files, kernels, known.size()));
    replay = ReplayCases(std::move(files), kernels, known, ledger,
                         {.processes = options.jobs > 0 ? options.jobs : DefaultJobs(),
                          .case_limit = std::chrono::seconds(options.case_seconds),
                          .devices = UsableDevices(),
                          .progress = [&](size_t done) { progress.Show(done); }});
  }
  using Print = std::string (*)(const Replay&);
  const Print print = options.format == ReplayFormat::kText   ? ReplayText
                      : options.format == ReplayFormat::kJson ? ReplayJson
                                                              : ReplayJunit;
  fmt::print("{}", print(replay));
  return replay.ExitCode();
}

}  // namespace gatefuzz
