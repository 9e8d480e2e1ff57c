// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <chrono>
#include <memory>
#include <thread>

#include "campaign/campaign.h"
#include "campaign/exit_code.h"
#include "campaign/program.h"
#include "campaign/progress.h"
#include "campaign/report.h"
#include "campaign/stop_signal.h"
#include "campaign/user_paths.h"
#include "fmt/format.h"
#include "harness/random.h"

namespace gatefuzz {
namespace {

constexpr int kMaxSeconds = 10 * 365 * 24 * 3600;

struct FuzzOptions {
  std::vector<std::string> kernels;
  int seconds = 60;
  int jobs = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  std::string workdir = "gatefuzz-work";
  uint64_t seed = 0;  // 0: drawn
  std::string seeds;
  bool no_seeds = false;
  std::string format = "text";
};

uint64_t DrawSeed() {
  const auto now = std::chrono::system_clock::now().time_since_epoch().count();
  return 1 + Random(static_cast<uint64_t>(now), static_cast<uint64_t>(getpid())).Below(1'000'000'000);
}

int Fuzz(const FuzzOptions& options) {
  std::vector<const RegisteredKernel*> kernels;
  if (!ResolveKernels(options.kernels, &kernels)) return kExitBadInput;
  CampaignOptions campaign;
  for (const RegisteredKernel* registered : kernels) campaign.kernels.emplace_back(registered->kernel.name);
  campaign.seconds = options.seconds;
  campaign.jobs = options.jobs;
  campaign.seed = options.seed != 0 ? options.seed : DrawSeed();
  if (!options.seeds.empty()) {
    campaign.seeds = UserPath(options.seeds);
    if (access(campaign.seeds.c_str(), R_OK | X_OK) != 0) {
      return BadInput(campaign.seeds + " is no folder that can be read; --seeds takes a folder of case files");
    }
  } else if (!options.no_seeds) {
    campaign.seeds = SeedFolder();
    if (campaign.seeds.empty()) fmt::print(stderr, "no seeds beside the program: starting from nothing\n");
  }
  Workdir workdir;
  std::string error;
  if (!workdir.Open(UserPath(options.workdir), &error)) return BadInput(error);

  CatchStopSignals();
  campaign.shrink.stop = StopRequested;
  fmt::print(stderr, "fuzzing {} kernel{} for {} s with {} worker{}, seed {}, in {}\n", kernels.size(),
             kernels.size() == 1 ? "" : "s", campaign.seconds, campaign.jobs, campaign.jobs == 1 ? "" : "s",
             campaign.seed, workdir.path());
  ProgressPrinter printer(isatty(STDERR_FILENO) != 0);
  const CampaignResult result = RunCampaign(campaign, workdir, &printer);
  printer.EraseLine();
  fmt::print("{}", options.format == "json" ? SummaryJson(result, campaign, workdir.path())
                                            : SummaryText(result, campaign, workdir.path()));
  return result.ExitCode();
}

}  // namespace

void AddFuzzCommand(CLI::App* program, Action* action) {
  CLI::App* command = program->add_subcommand("fuzz", "Hunt for an input on which a kernel breaks its contract");
  auto options = std::make_shared<FuzzOptions>();
  command->add_option("--kernel", options->kernels, "kernel to fuzz, repeatable (default: all production kernels)")
      ->allow_extra_args(false);
  command->add_option("--seconds", options->seconds, "how long, all kernels together")
      ->check(CLI::Range(1, kMaxSeconds))
      ->capture_default_str();
  command->add_option("--jobs", options->jobs, "worker processes at a time")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  command->add_option("--workdir", options->workdir, "folder for corpus and findings; made if missing, used again")
      ->capture_default_str();
  command->add_option("--seed", options->seed, "of all random choices (default: drawn, and printed)");
  CLI::Option* seeds = command->add_option("--seeds", options->seeds, "folder of cases to start from (default: ours)");
  command->add_flag("--no-seeds", options->no_seeds, "start from nothing")->excludes(seeds);
  AddFormatOption(command, &options->format);
  command->callback([action, options] { *action = [options] { return Fuzz(*options); }; });
}

}  // namespace gatefuzz
