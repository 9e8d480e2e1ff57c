// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "campaign/commands.h"
#include "campaign/exit_code.h"
#include "campaign/findings/case_files.h"
#include "campaign/findings/known_findings.h"
#include "campaign/findings/replay.h"
#include "campaign/user_input.h"
#include "campaign/user_paths.h"
#include "fmt/format.h"

namespace gatefuzz {
namespace {

// False after saying what is wrong.
bool FindCases(const std::vector<std::string>& folders, CaseFiles* files) {
  std::vector<std::string> paths;
  for (const std::string& folder : folders) paths.push_back(UserPath(folder));
  if (paths.empty()) paths = {SeedFolder("topk_softmax"), SeedFolder("align_experts")};
  for (const std::string& path : paths) {
    std::string error = "the program was copied away from its corpus; name a folder of case files";
    if (!path.empty() && FindCaseFiles(path, files, &error)) continue;
    BadInput(error);
    return false;
  }
  for (const std::string& other : files->others) BadInput("no case file: " + other);
  return true;
}

// On a terminal, one line that is rewritten; elsewhere nothing, since it takes seconds.
class Progress {
 public:
  explicit Progress(size_t most) : most_(most), live_(isatty(STDERR_FILENO) != 0) {}
  ~Progress() {
    if (live_) std::fputs("\r\x1b[K", stderr);
  }

  void Show(size_t done) {
    const auto now = std::chrono::steady_clock::now();
    if (!live_ || (done != most_ && now < next_)) return;
    next_ = now + std::chrono::milliseconds(100);
    fmt::print(stderr, "\r\x1b[K{} of {} replayed", done, most_);
    std::fflush(stderr);
  }

 private:
  const size_t most_;
  const bool live_;
  std::chrono::steady_clock::time_point next_;
};

}  // namespace

int RunReplay(const ReplayOptions& options) {
  std::vector<ChosenKernel> kernels;
  if (!ResolveKernels(options.kernels, &kernels)) return kExitBadInput;
  std::vector<KnownFinding> known;
  const std::string ledger = options.known_findings.empty() ? "" : UserPath(options.known_findings);
  if (!ledger.empty() && !ReadKnownFindingsOrSay(ledger, &known)) return kExitBadInput;
  CaseFiles files;
  if (!FindCases(options.folders, &files)) return kExitBadInput;
  // A kernel that a person named takes cases of its own kind alone.
  std::erase_if(files.cases, [&](const CaseFile& file) {
    return std::ranges::find(kernels, KindOf(file.test_case), &ChosenKernel::kind) == kernels.end();
  });
  if (files.cases.empty()) return BadInput("there is no case to replay: none of the files is one for these kernels");
  Replay replay;
  {
    Progress progress(MostVerdicts(files, kernels, known.size()));
    replay = ReplayCases(std::move(files), kernels, known, ledger,
                         {.processes = options.jobs,
                          .case_limit = std::chrono::seconds(options.case_seconds),
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
