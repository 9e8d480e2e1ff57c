// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/slurm/batch_script.h"

#include <algorithm>
#include <cmath>

#include "campaign/record/campaign_folder.h"
#include "campaign/record/member_record.h"
#include "fmt/format.h"

namespace gatefuzz {
namespace {

constexpr int kSpareMinutes = 10;
constexpr int kReportMinutes = 30;

bool IsPlain(unsigned char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("-_./:=,+@%").find(static_cast<char>(c)) != std::string_view::npos;
}

// A file in W/slurm for a job's output. In its name Slurm takes %a for the number of an array's task.
std::string OutputFile(const SlurmCampaign& campaign, std::string_view name) {
  std::string path;
  for (const char c : campaign.workdir) path += c == '%' ? "%%" : std::string(1, c);
  return SbatchQuoted(path + "/slurm/" + std::string(name));
}

// What both jobs ask for.
std::string CommonHeader(const SlurmCampaign& campaign) {
  std::string header;
  if (!campaign.partition.empty()) header += "#SBATCH --partition=" + SbatchQuoted(campaign.partition) + "\n";
  if (!campaign.account.empty()) header += "#SBATCH --account=" + SbatchQuoted(campaign.account) + "\n";
  return header + "#SBATCH --nodes=1\n#SBATCH --ntasks=1\n#SBATCH --requeue\n";
}

constexpr char kTask[] = R"sh(
set -u
member=node-$SLURM_ARRAY_TASK_ID
starts=$((${SLURM_RESTART_COUNT:-0} + 1))
host=$(hostname)
tasks=$workdir/slurm/job-$SLURM_ARRAY_JOB_ID
echo "== $member, job ${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID, start $starts, on $host, $(date -u +%FT%TZ)"

if [[ ! -e $workdir/slurm/campaign.sbatch ]]; then
  echo "gatefuzz: $host does not see $workdir as the machine does that the campaign was started on;" \
    "--workdir takes a folder on a file system that all nodes share" >&2
  exit 2
fi
if [[ ! -x $program ]]; then
  echo "gatefuzz: $host has no program $program; put it on a file system that all nodes share" >&2
  exit 2
fi
mkdir -p "$tasks"

# The time of this job is nearly over: the program ends in an orderly way, and the next job goes on.
again=
child=
on_warning() {
  again=yes
  if [[ -n $child ]]; then kill -TERM "$child" || again=; fi
}
trap on_warning USR1
# Slurm ends the job, of itself or at a person's wish; the program got this signal too.
how=ended
trap 'again= how=stopped' TERM

"$program" fuzz --member="$member" --workdir="$workdir" --jobs="$jobs"@ARGUMENTS@ &
child=$!
[[ -z $again ]] || kill -TERM "$child"
# A signal ends `wait` early. Waiting again for what has ended gives its exit code again.
for _ in first after-one-signal after-two; do
  wait "$child"
  code=$?
done

# Asked for the same once more, a member that had completed its campaign would begin another.
if [[ -n $again ]] && grep -q '"status": *"@COMPLETE@"' "@STATE@"; then again=; fi
if [[ -n $again ]]; then
  echo "== $member goes back into the queue"
  if scontrol requeue "${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID"; then exit 0; fi
  echo "gatefuzz: Slurm refuses to queue $member again; the same 'gatefuzz fuzz' command goes on where it stood" >&2
  code=3
fi
echo "$code $starts $how $host" >"$tasks/.$member" && mv "$tasks/.$member" "$tasks/$member"
echo "== $member $how with exit code $code"
exit "$code"
)sh";

constexpr char kReport[] = R"sh(
set -u
tasks=$workdir/slurm/job-$1

finding=
worst=0
count() {
  case $1 in
    0) ;;
    1) finding=yes ;;
    2) [[ $worst == 3 ]] || worst=2 ;;
    *) worst=3 ;;
  esac
}
for ((i = 0; i < nodes; ++i)); do
  code=3 starts=1 how= host=
  if [[ -e $tasks/node-$i ]]; then read -r code starts how host <"$tasks/node-$i"; fi
  case $how in
    ended) told="node-$i: exit code $code, on $host" ;;
    stopped) told="node-$i: STOPPED before its time was over, exit code $code, on $host" ;;
    *) told="node-$i: NEVER ENDED, so its share of the campaign is incomplete; see $workdir/slurm/node-$i.log" ;;
  esac
  if [[ $starts != 1 ]]; then
    told+="; started $starts times, as it was lost, preempted or out of time, and went on each time where it stood"
  fi
  echo "$told"
  count "$code"
done

# A finding is the campaign's, whoever met it first, in a session that ended or in one that was lost.
[[ -z $(find "@FINDINGS@" -name group.json -print -quit 2>/dev/null) ]] || finding=yes

"$program" report "$workdir"
count $?
[[ -z $finding ]] || exit 1
exit "$worst"
)sh";

void Fill(std::string_view place, std::string_view text, std::string* script) {
  script->replace(script->find(place), place.size(), text);
}

}  // namespace

std::string ShellQuoted(std::string_view text) {
  if (!text.empty() && std::ranges::all_of(text, IsPlain)) return std::string(text);
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? "'\\''" : std::string(1, c);
  return quoted + "'";
}

std::string SbatchQuoted(std::string_view text) {
  if (!text.empty() && std::ranges::all_of(text, IsPlain)) return std::string(text);
  // sbatch is no shell: outside of quotes a backslash does not keep a blank.
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

int SlurmMinutes(double seconds, double shrink_seconds) {
  return static_cast<int>(std::ceil((seconds + shrink_seconds) / 60)) + kSpareMinutes;
}

std::string CampaignScript(const SlurmCampaign& campaign) {
  std::string jobs = "$SLURM_CPUS_ON_NODE";
  if (campaign.gpus_per_node > 0) jobs = std::to_string(campaign.gpus_per_node);
  if (campaign.jobs) jobs = std::to_string(*campaign.jobs);
  std::string arguments;
  // As unsigned, since a shell's numbers have a sign.
  if (campaign.seed) arguments += fmt::format(" --seed=\"$(printf %u $(({} + SLURM_ARRAY_TASK_ID)))\"", *campaign.seed);
  for (const std::string& argument : campaign.arguments) arguments += " \\\n  " + ShellQuoted(argument);
  std::string task = kTask;
  Fill("@ARGUMENTS@", arguments, &task);
  Fill("@COMPLETE@", CampaignStatusName(CampaignStatus::kComplete), &task);
  Fill("@STATE@", CampaignFolder{"$workdir"}.State("$member"), &task);

  std::string script = "#!/bin/bash\n# Written by gatefuzz: one task of the array is one member of the campaign.\n";
  script += "#SBATCH --job-name=gatefuzz\n" + CommonHeader(campaign);
  script += fmt::format("#SBATCH --array=0-{}\n#SBATCH --exclusive\n", campaign.nodes - 1);
  if (campaign.gpus_per_node > 0) script += fmt::format("#SBATCH --gpus-per-node={}\n", campaign.gpus_per_node);
  script +=
      fmt::format("#SBATCH --time={}\n#SBATCH --signal=B:USR1@60\n#SBATCH --open-mode=append\n", campaign.minutes);
  script += "#SBATCH --output=" + OutputFile(campaign, "node-%a.log") + "\n";
  script += "program=" + ShellQuoted(campaign.program) + "\nworkdir=" + ShellQuoted(campaign.workdir) +
            "\njobs=" + jobs + "\n";
  return script + task;
}

std::string ReportScript(const SlurmCampaign& campaign) {
  std::string script =
      "#!/bin/bash\n# Written by gatefuzz: tells how the campaign went that is this job's dependency.\n";
  script += "#SBATCH --job-name=gatefuzz-report\n" + CommonHeader(campaign);
  script += fmt::format("#SBATCH --time={}\n#SBATCH --open-mode=truncate\n", kReportMinutes);
  script += "#SBATCH --output=" + OutputFile(campaign, "report.log") + "\n";
  script += "program=" + ShellQuoted(campaign.program) + "\nworkdir=" + ShellQuoted(campaign.workdir) + "\n";
  std::string report = kReport;
  Fill("@FINDINGS@", CampaignFolder{"$workdir"}.Findings(), &report);
  return script + fmt::format("nodes={}\n", campaign.nodes) + report;
}

}  // namespace gatefuzz
