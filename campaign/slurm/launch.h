// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Hands a campaign to Slurm: `gatefuzz fuzz --launcher=slurm`. What runs where and when is Slurm's affair.
#ifndef GATEFUZZ_CAMPAIGN_SLURM_LAUNCH_H_
#define GATEFUZZ_CAMPAIGN_SLURM_LAUNCH_H_

#include "campaign/slurm/batch_script.h"

namespace gatefuzz {

// Writes the scripts below the campaign's folder, submits them with sbatch, and prints the jobs' ids and how to watch
// and to stop them. Where `dry_run`, prints the scripts instead; nothing is written or submitted. Returns an ExitCode:
// clean once the jobs are in the queue; bad input, after saying on standard error what is wrong, where sbatch is
// missing or refuses, or the folder cannot be used, or cannot be shared. Then no job is left in the queue.
int LaunchOnSlurm(const SlurmCampaign& campaign, bool dry_run);

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_SLURM_LAUNCH_H_
