// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/campaign_record.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "campaign/corpus_folder.h"
#include "campaign/utc_time.h"
#include "fmt/format.h"

namespace gatefuzz {
namespace {

namespace fs = std::filesystem;
using Seconds = std::chrono::duration<double>;

constexpr auto kStateInterval = std::chrono::seconds(5);
constexpr double kHistoryPoints = 500;  // of a campaign, about
constexpr double kLongestHistoryInterval = 60;

MemberRecord NewRecord(const CampaignOptions& options, const std::string& member) {
  MemberRecord record;
  record.member = member;
  record.kernels = options.kernels;
  record.seconds = options.seconds;
  record.executions = options.executions;
  record.seed = options.seed;
  record.started_utc = UtcNow();
  record.results.resize(options.kernels.size());
  for (size_t i = 0; i < options.kernels.size(); ++i) record.results[i].kernel = options.kernels[i];
  return record;
}

bool GoesOn(const MemberRecord& earlier, const MemberRecord& asked) {
  return earlier.status != CampaignStatus::kComplete && earlier.kernels == asked.kernels &&
         earlier.seconds == asked.seconds && earlier.executions == asked.executions &&
         earlier.results.size() == asked.results.size();
}

// What of these figures describes the feature file, which outlives a campaign, rather than the campaign.
void TakeFeatures(const Stats& from, Stats* to) {
  to->features = from.features;
  to->mutated = from.mutated;
  to->features_mutated = from.features_mutated;
  to->features_twice = from.features_twice;
  to->features_thrice = from.features_thrice;
}

// Each kernel's features start from what its file holds: nothing if it was cleared for another program.
void SetFeatures(const MemberRecord& earlier, bool cleared, MemberRecord* record) {
  for (KernelRecord& kernel : record->results) {
    const auto same = [&](const KernelRecord& other) { return other.kernel == kernel.kernel; };
    const auto found = std::ranges::find_if(earlier.results, same);
    TakeFeatures(cleared || found == earlier.results.end() ? Stats() : found->stats, &kernel.stats);
  }
}

}  // namespace

CampaignRecord::CampaignRecord(const CampaignOptions& options, const Workdir& workdir, std::string* note)
    : workdir_(workdir), now_(NewRecord(options, workdir.member())) {
  const std::string path = workdir.folder().State(workdir.member());
  const std::string history = workdir.folder().History(workdir.member());
  MemberRecord earlier;
  std::error_code code;
  if (fs::exists(path, code) && !ReadMemberRecord(path, &earlier, note)) {
    *note += "; a new campaign begins, on the corpus that is there";
    fs::rename(path, path + ".damaged", code);
  }
  if (!earlier.kernels.empty() && GoesOn(earlier, now_)) {
    now_ = earlier;
    ++now_.sessions;
    *note = fmt::format("going on with the campaign of {}, after {:.0f} s of it{}", earlier.started_utc,
                        earlier.elapsed, earlier.status == CampaignStatus::kRunning ? " (it was killed)" : "");
  } else if (!earlier.kernels.empty()) {
    fs::rename(history,
               fmt::format("{}/history-{}.jsonl", workdir.folder().Member(workdir.member()), earlier.started_utc),
               code);
  }
  SetFeatures(earlier, workdir.program_changed(), &now_);
  now_.host = options.host;
  now_.machine = options.machine;
  now_.program = options.program;
  now_.jobs = options.jobs;
  now_.status = CampaignStatus::kRunning;
  now_.error.clear();
  for (KernelRecord& kernel : now_.results) kernel.error.clear();
  base_ = now_;
  const double interval = options.seconds > 0 ? options.seconds / kHistoryPoints : kLongestHistoryInterval;
  history_interval_ =
      std::chrono::duration_cast<Clock::duration>(Seconds(std::clamp(interval, 1.0, kLongestHistoryInterval)));
}

bool CampaignRecord::AppendHistory(std::string* error) const {
  HistoryPoint point;
  point.elapsed = now_.elapsed;
  point.utc = now_.updated_utc;
  point.groups = static_cast<int>(now_.groups.size());
  for (const KernelRecord& kernel : now_.results) {
    point.kernels.push_back({
        .kernel = kernel.kernel,
        .executions = kernel.stats.executions,
        .cases = kernel.stats.cases,
        .rows = kernel.stats.rows,
        .features = kernel.stats.features,
        .instructions_executed = kernel.stats.instructions_executed,
        .instructions_present = kernel.stats.instructions_present,
        .corpus_files = kernel.corpus_files,
        .failing_cases = kernel.stats.failing_cases,
        .worker_seconds = kernel.worker_seconds,
    });
  }
  const std::string path = workdir_.folder().History(workdir_.member());
  const std::string line = HistoryLine(point);
  // A line that was cut off ends here, so that it spoils no other.
  const bool cut = [&] {
    std::ifstream file(path, std::ios::binary | std::ios::ate);
    if (!file || file.tellg() <= 0) return false;
    file.seekg(-1, std::ios::end);
    return file.get() != '\n';
  }();
  std::FILE* const file = std::fopen(path.c_str(), "ae");
  const bool written = file != nullptr && (!cut || std::fputc('\n', file) == '\n') &&
                       std::fwrite(line.data(), 1, line.size(), file) == line.size();
  const int fault = errno;
  if ((file != nullptr && std::fclose(file) == 0) && written) return true;
  *error = path + ": cannot be written: " + std::strerror(written ? errno : fault);
  return false;
}

bool CampaignRecord::Write(std::string* error) {
  const Clock::time_point now = Clock::now();
  next_state_ = now + kStateInterval;
  now_.updated_utc = UtcNow();
  for (KernelRecord& kernel : now_.results) {
    kernel.corpus_files = CorpusFiles(workdir_.folder().Corpus(kernel.kernel)).size();
  }
  if (!WriteMemberRecord(workdir_.folder().State(workdir_.member()), now_, error)) return false;
  if (now_.status == CampaignStatus::kRunning && now < next_history_) return true;
  next_history_ = now + history_interval_;
  return AppendHistory(error);
}

bool CampaignRecord::WriteIfDue(std::string* error) {
  return Clock::now() < std::min(next_state_, next_history_) || Write(error);
}

}  // namespace gatefuzz
