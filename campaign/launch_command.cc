// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include "campaign/commands.h"
#include "campaign/exit_code.h"
#include "campaign/slurm/launch.h"
#include "campaign/user_input.h"
#include "campaign/user_paths.h"
#include "emulator/control.h"

namespace gatefuzz {

int RunLaunch(const FuzzOptions& options, const LaunchOptions& launch) {
  // What each node would find out is better said here.
  std::vector<ChosenKernel> kernels;
  if (!ResolveKernels(options.kernels, &kernels)) return kExitBadInput;
  if (!options.seeds.empty() && !IsSeedFolderOrSay(UserPath(options.seeds))) return kExitBadInput;
  if (launch.gpus_per_node > 0 && emulator::Present()) {
    return BadInput("this program runs kernels on the CPU; leave --gpus-per-node out, or build with --config=gpu");
  }
  SlurmCampaign campaign;
  campaign.program = ProgramPath();
  campaign.workdir = UserPath(options.workdir);
  campaign.nodes = launch.nodes;
  campaign.gpus_per_node = launch.gpus_per_node;
  campaign.partition = launch.partition;
  campaign.account = launch.account;
  campaign.minutes = launch.time_limit > 0 ? launch.time_limit : SlurmMinutes(options.seconds, options.shrink_seconds);
  campaign.arguments = launch.arguments;
  if (launch.own_jobs) campaign.jobs = options.jobs;
  if (options.seed != 0) campaign.seed = options.seed;
  return LaunchOnSlurm(campaign, launch.dry_run);
}

}  // namespace gatefuzz
