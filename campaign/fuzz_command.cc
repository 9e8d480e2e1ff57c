// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "campaign/campaign.h"
#include "campaign/commands.h"
#include "campaign/devices.h"
#include "campaign/draw_seed.h"
#include "campaign/exit_code.h"
#include "campaign/findings/known_findings.h"
#include "campaign/machine.h"
#include "campaign/page/report_formats.h"
#include "campaign/progress.h"
#include "campaign/report.h"
#include "campaign/stop_signal.h"
#include "campaign/user_input.h"
#include "campaign/user_paths.h"
#include "fmt/format.h"

namespace gatefuzz {
namespace {

constexpr double kReportInterval = 30;  // seconds

// Keeps the campaign's report up to date while it runs. Of several members, the one that runs alone writes it; of a
// cluster's, the job that ends it.
class Reporter : public ProgressPrinter {
 public:
  Reporter(bool live, const Workdir& workdir) : ProgressPrinter(live), workdir_(workdir) {}

  void OnProgress(const CampaignProgress& progress) override {
    if (progress.elapsed >= next_report_) {
      next_report_ = progress.elapsed + kReportInterval;
      WriteReport();
    }
    ProgressPrinter::OnProgress(progress);
  }
  void OnFinding(const SavedFinding& saved) override {
    next_report_ = 0;
    ProgressPrinter::OnFinding(saved);
  }
  // The campaign does not end for want of its report.
  void WriteReport() {
    std::string error;
    if (workdir_.member() == kLocalMember && !WriteReports(workdir_.folder(), &error)) OnNote(error);
  }

 private:
  const Workdir& workdir_;
  double next_report_ = 0;
};

}  // namespace

int RunFuzz(const FuzzOptions& options) {
  std::vector<ChosenKernel> kernels;
  if (!ResolveKernels(options.kernels, &kernels)) return kExitBadInput;
  CampaignOptions campaign;
  for (const ChosenKernel& kernel : kernels) campaign.kernels.emplace_back(kernel.name);
  campaign.seeds.resize(kernels.size());
  campaign.seconds = options.seconds;
  campaign.executions = options.executions;
  campaign.until_finding = options.until_finding;
  campaign.jobs = options.jobs > 0 ? options.jobs : DefaultJobs();
  campaign.devices = UsableDevices();
  campaign.seed = options.seed != 0 ? options.seed : DrawSeed();
  if (!options.seeds.empty()) {
    const std::string folder = UserPath(options.seeds);
    if (!IsSeedFolderOrSay(folder)) return kExitBadInput;
    std::ranges::fill(campaign.seeds, folder);
  } else if (!options.no_seeds) {
    std::ranges::transform(kernels, campaign.seeds.begin(),
                           [](const ChosenKernel& kernel) { return SeedFolder(CorpusName(kernel.kind)); });
    if (std::ranges::find(campaign.seeds, "") != campaign.seeds.end()) {
      fmt::print(stderr, "no seeds beside the program: starting from nothing\n");
    }
  }
  std::vector<KnownFinding> known;
  if (!options.known_findings.empty() && !ReadKnownFindingsOrSay(UserPath(options.known_findings), &known)) {
    return kExitBadInput;
  }
  campaign.known = [&known](const FindingGroup& group, const FindingSample& sample) {
    AnyCase any_case;
    std::string error;
    const bool read = ReadCaseFile(sample.case_path, &any_case, &error);
    const KnownMatch match = Match(
        known,
        {.kernel = group.kernel, .symptom = sample.symptom, .group = group.id, .test_case = read ? &any_case : nullptr},
        Today());
    return match.kind == KnownMatch::Kind::kKnown ? match.message : "";
  };
  Workdir workdir;
  std::string error;
  if (!workdir.Open(UserPath(options.workdir), options.member, ProgramKey(), &error)) return BadInput(error);
  campaign.host = HostName();
  campaign.machine = MachineInWords();
  campaign.program = ProgramInWords();

  CatchStopSignals();
  campaign.shrink.case_limit = std::chrono::seconds(options.case_seconds);
  campaign.shrink.limit = std::chrono::seconds(options.shrink_seconds);
  campaign.shrink.stop = StopRequested;
  fmt::print(stderr, "fuzzing {} kernel{} for {} with {} worker{}, seed {}, in {}\n", kernels.size(),
             kernels.size() == 1 ? "" : "s", ClockTime(campaign.seconds), campaign.jobs, campaign.jobs == 1 ? "" : "s",
             campaign.seed, workdir.path());
  Reporter reporter(isatty(STDERR_FILENO) != 0, workdir);
  const CampaignResult result = RunCampaign(campaign, workdir, &reporter);
  reporter.Erase();
  reporter.WriteReport();
  fmt::print("{}", options.format == Format::kJson ? SummaryJson(result, campaign, workdir.path())
                                                   : SummaryText(result, campaign, workdir.path()));
  return result.ExitCode();
}

}  // namespace gatefuzz
