// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The two batch scripts of a campaign on a Slurm cluster, as text. Pure functions: nothing is looked up or written.
//
// What they keep in the campaign's folder W, beside what campaign/record/campaign_folder.h lists:
//   slurm/campaign.sbatch, report.sbatch   the scripts
//   slurm/node-N.log, report.log           their output
//   slurm/job-ID/node-N                    of each task that has ended, in one line: exit code, starts, "ended" or
//                                          "stopped", which is by Slurm or a person before its time was over, host
#ifndef GATEFUZZ_CAMPAIGN_SLURM_BATCH_SCRIPT_H_
#define GATEFUZZ_CAMPAIGN_SLURM_BATCH_SCRIPT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatefuzz {

struct SlurmCampaign {
  std::string program;    // gatefuzz, an absolute path that is good on every node
  std::string workdir;    // absolute, on a file system that all nodes share
  int nodes = 1;          // > 0: as many members work in the folder, one a node, "node-0" and on
  int gpus_per_node = 0;  // 0: none are asked for
  std::string partition;  // "": the cluster's default
  std::string account;    // "": the user's default
  int minutes = 1;        // > 0: that Slurm lets one task run; a task that needs more goes on in a job of its own

  // For `gatefuzz fuzz` on each node. The member, the folder, jobs and seed are not among them.
  std::vector<std::string> arguments;
  std::optional<int> jobs;       // nothing: one a GPU, or one a core where none are asked for
  std::optional<uint64_t> seed;  // of member 0; each other's is one more. Nothing: each draws its own
};

// Minutes for a task that fuzzes for so long: with time to look into what it found last, to start and to end.
int SlurmMinutes(double seconds, double shrink_seconds);

// An array job, one task a node. SIGUSR1, which Slurm sends the script alone a minute before its time is over (and,
// where the cluster has PreemptParameters=send_user_signal, before it is preempted), ends the program in an orderly way
// and puts the task back into the queue, where it goes on as if nothing had been. SIGTERM, which Slurm sends to all
// processes of a job that it ends, is the program's affair.
// Requires: no string has a line break in it, and the folder's path no backslash, which Slurm's names of output files
// cannot have.
std::string CampaignScript(const SlurmCampaign& campaign);

// A job for after that. Its argument is the id of the array job. It tells of each member how it ended, runs `gatefuzz
// report`, and exits with the campaign's code: 1 if there is a finding, else 3 if any failed or never ended, else
// 2 if any refused its input, else 0.
// Requires: as above.
std::string ReportScript(const SlurmCampaign& campaign);

// One word for a POSIX shell, whatever is in it.
std::string ShellQuoted(std::string_view text);

// One value in an #SBATCH line, whatever is in it but line breaks.
std::string SbatchQuoted(std::string_view text);

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_SLURM_BATCH_SCRIPT_H_
