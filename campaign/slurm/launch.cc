// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/slurm/launch.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <spawn.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "campaign/exit_code.h"
#include "campaign/user_input.h"
#include "fmt/format.h"
#include "harness/case_codec.h"

namespace gatefuzz {
namespace {

namespace fs = std::filesystem;

struct Answer {
  int start_error = 0;  // not 0: errno of what kept the program from starting
  int status = 0;       // of waitpid
  std::string text;     // standard output and standard error
};

// Runs a program found on PATH.
Answer Ask(std::vector<std::string> command) {
  Answer answer;
  int pipe_ends[2];
  if (pipe2(pipe_ends, O_CLOEXEC) != 0) {
    answer.start_error = errno;
    return answer;
  }
  std::vector<char*> argv;
  for (std::string& argument : command) argv.push_back(argument.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, pipe_ends[1], 1);
  posix_spawn_file_actions_adddup2(&actions, pipe_ends[1], 2);
  pid_t pid = 0;
  answer.start_error = posix_spawnp(&pid, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(pipe_ends[1]);
  char buffer[4096];
  ssize_t got = 0;
  while (answer.start_error == 0 && (got = read(pipe_ends[0], buffer, sizeof(buffer))) != 0) {
    if (got > 0) answer.text.append(buffer, static_cast<size_t>(got));
    if (got < 0 && errno != EINTR) break;
  }
  close(pipe_ends[0]);
  if (answer.start_error == 0) waitpid(pid, &answer.status, 0);
  return answer;
}

// One line for a message.
std::string InOneLine(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  std::ranges::replace(text, '\n', ' ');
  return text;
}

// The job's id; empty, and `error` says why, if there is none. `more` are sbatch's own arguments, the script and its
// arguments.
std::string Submit(const std::vector<std::string>& more, std::string* error) {
  std::vector<std::string> command = {"sbatch", "--parsable"};
  command.insert(command.end(), more.begin(), more.end());
  const Answer answer = Ask(command);
  if (answer.start_error == ENOENT) {
    *error =
        "sbatch is not on PATH: --launcher=slurm is for a machine from which one submits to a Slurm cluster; --dry-run "
        "prints the scripts anywhere";
    return "";
  }
  if (answer.start_error != 0) {
    *error = fmt::format("sbatch could not be started: {}", std::strerror(answer.start_error));
    return "";
  }
  if (!WIFEXITED(answer.status) || WEXITSTATUS(answer.status) != 0) {
    *error = fmt::format("sbatch refused the job: {}", InOneLine(answer.text));
    return "";
  }
  // "ID" or "ID;CLUSTER", in a line of its own; others are warnings.
  std::string text = answer.text;
  if (!text.empty() && text.back() == '\n') text.pop_back();
  std::string id = text.substr(text.rfind('\n') + 1);  // npos + 1 is 0
  id = id.substr(0, id.find_first_not_of("0123456789"));
  if (id.empty()) *error = fmt::format("sbatch printed no job id but: {}", InOneLine(answer.text));
  return id;
}

// Why what is in this folder cannot be seen from another machine; "" if it may be.
std::string WhyNotShared(const std::string& folder) {
  struct statfs about = {};
  if (statfs(folder.c_str(), &about) != 0) return std::strerror(errno);
  const auto type = static_cast<unsigned long>(about.f_type);
  return type == TMPFS_MAGIC || type == RAMFS_MAGIC ? "it is in this machine's memory" : "";
}

// Why the scripts cannot hold all of this; "" if they can.
std::string WhyNoScript(const SlurmCampaign& campaign) {
  std::vector<std::string> all = campaign.arguments;
  all.insert(all.end(), {campaign.program, campaign.workdir, campaign.partition, campaign.account});
  const auto found = std::ranges::find_if(all, [](const std::string& text) { return text.find('\n') != text.npos; });
  if (found != all.end()) {
    return fmt::format("'{}' has a line break in it, which no batch script takes; leave it out", InOneLine(*found));
  }
  if (campaign.workdir.find('\\') == std::string::npos) return "";
  return campaign.workdir + " has a backslash in it, which Slurm does not take; name another folder with --workdir";
}

}  // namespace

int LaunchOnSlurm(const SlurmCampaign& campaign, bool dry_run) {
  if (const std::string why = WhyNoScript(campaign); !why.empty()) return BadInput(why);
  const std::string folder = campaign.workdir + "/slurm";
  const std::string campaign_path = folder + "/campaign.sbatch";
  const std::string report_path = folder + "/report.sbatch";
  if (dry_run) {
    fmt::print("#### {}\n{}\n#### {}\n{}", campaign_path, CampaignScript(campaign), report_path,
               ReportScript(campaign));
    return kExitClean;
  }

  std::error_code code;
  fs::create_directories(folder, code);
  if (code) {
    return BadInput(fmt::format("{} cannot be made: {}; name another folder with --workdir", folder, code.message()));
  }
  if (const std::string why = WhyNotShared(folder); !why.empty()) {
    return BadInput(
        fmt::format("{} cannot be seen from other machines ({}); --workdir takes a folder on a file system "
                    "that all nodes share",
                    campaign.workdir, why));
  }
  std::string error;
  const auto write = [&error](const std::string& path, const std::string& text) {
    return WriteFileAtomically(path, std::span(reinterpret_cast<const uint8_t*>(text.data()), text.size()), &error);
  };
  if (!write(campaign_path, CampaignScript(campaign)) || !write(report_path, ReportScript(campaign))) {
    return BadInput(error);
  }

  const std::string job = Submit({campaign_path}, &error);
  if (job.empty()) return BadInput(error);
  const std::string report_job = Submit({"--dependency=afterany:" + job, report_path, job}, &error);
  if (report_job.empty()) {
    Ask({"scancel", job});
    return BadInput(fmt::format("{}; the campaign, job {}, was taken back", error, job));
  }
  fmt::print(
      "campaign: job {0}, {1} task{2}, one a node, in {3}\n"
      "report:   job {4}, once all tasks have ended; its exit code is the campaign's\n"
      "\n"
      "squeue --jobs={0},{4}    what runs and what waits\n"
      "tail -f {5}/node-*.log    what each node says; the last word: report.log\n"
      "{6} report {7}    the report so far, at any time\n"
      "scancel {0}    stop it in an orderly way; the same command goes on from there\n",
      job, campaign.nodes, campaign.nodes == 1 ? "" : "s", campaign.workdir, report_job, ShellQuoted(folder),
      ShellQuoted(campaign.program), ShellQuoted(campaign.workdir));
  return kExitClean;
}

}  // namespace gatefuzz
