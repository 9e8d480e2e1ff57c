// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/page/report_model.h"

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <system_error>
#include <utility>

#include "campaign/page/report_coverage.h"
#include "campaign/page/report_curves.h"
#include "campaign/page/report_groups.h"
#include "campaign/page/wording.h"
#include "fmt/format.h"

namespace gatefuzz {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kVerdictNames[] = {"findings", "errors", "unconfirmed", "nothing", "clean"};

// Adds what another member did on the same kernel.
void Merge(const KernelRecord& from, KernelRecord* into) {
  const uint64_t features = std::max(into->stats.features, from.stats.features);
  into->stats.Combine(from.stats);
  into->stats.features = features;
  into->worker_seconds += from.worker_seconds;
  into->corpus_files = std::max(into->corpus_files, from.corpus_files);
  into->lost_workers += from.lost_workers;
  if (into->error.empty()) into->error = from.error;
}

ReportKernel* KernelNamed(std::string_view name, ReportModel* model) {
  for (ReportKernel& kernel : model->kernels) {
    if (kernel.record.kernel == name) return &kernel;
  }
  ReportKernel& kernel = model->kernels.emplace_back();
  kernel.record.kernel = name;
  kernel.zoo = IsZooKernel(name);
  return &kernel;
}

void SetKernels(ReportModel* model) {
  // Those that were asked for and have no figures yet are kernels too.
  for (const MemberRecord& member : model->members) {
    for (const std::string& name : member.kernels) KernelNamed(name, model);
    for (const KernelRecord& record : member.results) {
      ReportKernel* const kernel = KernelNamed(record.kernel, model);
      Merge(record, &kernel->record);
      kernel->counts += CountsOf(record.stats);
    }
  }
  for (ReportKernel& kernel : model->kernels) {
    kernel.estimate = EstimateMore(kernel.counts);
    model->failing_cases += kernel.record.stats.failing_cases;
    // A feature of one kernel is none of another's.
    model->totals.Combine(kernel.record.stats);
  }
}

// Of several members' states, that with the highest rank is the campaign's.
int Rank(CampaignStatus status) {
  switch (status) {
    case CampaignStatus::kRunning:
      return 3;
    case CampaignStatus::kFailed:
      return 2;
    case CampaignStatus::kInterrupted:
      return 1;
    case CampaignStatus::kComplete:
      return 0;
  }
  return 0;
}

void SetStatus(int64_t now, ReportModel* model) {
  model->status = CampaignStatus::kComplete;
  bool alive = false;
  for (const MemberRecord& member : model->members) {
    if (Rank(member.status) > Rank(model->status)) model->status = member.status;
    model->elapsed = std::max(model->elapsed, member.elapsed);
    model->updated_utc = std::max(model->updated_utc, member.updated_utc);
    uint64_t executions = 0;
    for (const KernelRecord& record : member.results) executions += record.stats.executions;
    if (member.elapsed > 0) model->executions_per_second += static_cast<double>(executions) / member.elapsed;
    model->errors += member.status == CampaignStatus::kFailed || !member.error.empty();
    if (!member.error.empty()) model->problems.push_back(fmt::format("member {}: {}", member.member, member.error));
    if (member.status != CampaignStatus::kRunning) continue;
    const std::optional<int64_t> updated = SecondsOfUtc(member.updated_utc);
    if (!updated || now - *updated <= kStaleSeconds) {
      alive = true;
    } else {
      model->problems.push_back(
          fmt::format("member {} says that it runs, but has written nothing since {}: it was killed, "
                      "or its machine stopped; the same `gatefuzz fuzz --workdir` goes on from there",
                      member.member, member.updated_utc));
    }
  }
  model->stale = model->status == CampaignStatus::kRunning && !alive;
  for (const ReportKernel& kernel : model->kernels) {
    if (!kernel.record.error.empty()) {
      ++model->errors;
      model->problems.push_back(fmt::format("{}: {}", kernel.record.kernel, kernel.record.error));
    }
  }
}

void CountGroups(ReportModel* model) {
  for (const ReportGroup& group : model->groups) {
    ReportKernel* const kernel = KernelNamed(group.group.kernel, model);
    if (kernel->groups == 0 || group.first_seconds < kernel->first_finding) kernel->first_finding = group.first_seconds;
    ++kernel->groups;
  }
}

void SetVerdict(ReportModel* model) {
  uint64_t cases = 0;
  uint64_t in_zoo = 0;
  for (const ReportGroup& group : model->groups) {
    cases += group.cases;
    in_zoo += IsZooKernel(group.group.kernel);
  }
  uint64_t idle = 0;
  for (const ReportKernel& kernel : model->kernels) idle += kernel.record.stats.cases == 0;
  const uint64_t groups = model->groups.size();
  if (groups != 0) {
    model->verdict = ReportVerdict::kFindings;
    model->headline = fmt::format("{} in {}", Counted(cases, "finding"), Counted(groups, "group"));
    if (in_zoo == groups) {
      model->headline += ", all in kernels known to be bad";
    } else if (in_zoo != 0) {
      model->headline += fmt::format(", {} of them in kernels known to be bad", in_zoo);
    }
  } else if (model->errors != 0) {
    model->verdict = ReportVerdict::kErrors;
    model->headline = "no finding, but the harness met errors";
  } else if (model->failing_cases != 0) {
    model->verdict = ReportVerdict::kUnconfirmed;
    model->headline = fmt::format("{} not confirmed yet", Counted(model->failing_cases, "failing case"));
  } else if (model->totals.cases == 0) {
    model->verdict = ReportVerdict::kNothing;
    model->headline = "nothing was judged yet";
  } else {
    model->verdict = ReportVerdict::kClean;
    model->headline = "clean: no kernel broke its contract";
    if (idle != 0) {
      model->headline =
          fmt::format("no finding so far; {} of {} not judged yet", idle, Counted(model->kernels.size(), "kernel"));
    }
  }
}

std::string StatusInWords(const ReportModel& model) {
  switch (model.status) {
    case CampaignStatus::kRunning:
      return model.stale ? "killed, or its machine stopped: it can go on" : "running";
    case CampaignStatus::kFailed:
      return "failed";
    case CampaignStatus::kInterrupted:
      return "interrupted: it can go on";
    case CampaignStatus::kComplete:
      return "complete";
  }
  return "";
}

}  // namespace

std::string_view ReportVerdictName(ReportVerdict verdict) { return kVerdictNames[static_cast<int>(verdict)]; }

bool IsZooKernel(std::string_view kernel) { return kernel.starts_with("zoo/"); }

std::optional<int64_t> SecondsOfUtc(const std::string& utc) {
  std::tm time = {};
  const char* const end = strptime(utc.c_str(), "%Y-%m-%dT%H:%M:%SZ", &time);
  if (end == nullptr || *end != '\0') return std::nullopt;
  return timegm(&time);
}

std::string UtcOfSeconds(int64_t seconds) {
  const auto time = static_cast<std::time_t>(seconds);
  std::tm parts = {};
  gmtime_r(&time, &parts);
  char text[64];
  return std::string(text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts));
}

bool ReadReportModel(const CampaignFolder& folder, const ReportModelOptions& options, ReportModel* model,
                     std::string* error) {
  *model = ReportModel();
  std::error_code code;
  if (!fs::is_directory(folder.path, code)) {
    *error = folder.path + ": is no folder; name the one that was given to `gatefuzz fuzz --workdir`";
    return false;
  }
  model->workdir = ToUtf8(folder.path);
  model->generated_utc = UtcOfSeconds(options.now);
  std::vector<std::vector<HistoryPoint>> histories;
  for (const std::string& member : folder.Members()) {
    MemberRecord record;
    std::string problem;
    if (!ReadMemberRecord(folder.State(member), &record, &problem)) {
      ++model->errors;
      model->problems.push_back(ToUtf8(problem));
      continue;
    }
    model->members.push_back(std::move(record));
    histories.push_back(ReadHistory(folder.History(member)));
  }
  if (model->members.empty()) {
    *error = model->problems.empty()
                 ? folder.path + ": holds no campaign; `gatefuzz fuzz --workdir=" + folder.path + "` starts one"
                 : model->problems[0];
    return false;
  }
  SetKernels(model);
  SetGroups(folder, options, model);
  CountGroups(model);
  SetStatus(options.now, model);
  model->status_in_words = StatusInWords(*model);
  ReadReportCoverage(folder.path, model);
  SetVerdict(model);
  SetCurves(std::move(histories), model);
  return true;
}

}  // namespace gatefuzz
