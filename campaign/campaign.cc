// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/campaign.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

#include "campaign/campaign_record.h"
#include "campaign/corpus_folder.h"
#include "campaign/devices.h"
#include "campaign/exit_code.h"
#include "campaign/share_by_need.h"
#include "campaign/triage_queue.h"
#include "campaign/worker_process.h"
#include "emulator/control.h"
#include "fmt/format.h"
#include "harness/random.h"

namespace gatefuzz {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto kPollInterval = std::chrono::milliseconds(20);
constexpr auto kProgressInterval = std::chrono::milliseconds(200);
constexpr int kMaxLostWorkers = 5;  // of one kernel, before the machine or the harness is to blame
constexpr double kShortestTurn = 0.05;

double SecondsSince(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

// What only a person can mend: nothing more can be written, so nothing more can be found.
bool IsStorageFault(std::string_view message) {
  return std::ranges::any_of(std::array{ENOSPC, EROFS, EDQUOT, EIO},
                             [&](int fault) { return message.find(std::strerror(fault)) != std::string_view::npos; });
}

class Campaign {
 public:
  Campaign(const CampaignOptions& options, const Workdir& workdir, CampaignListener* listener);

  CampaignResult Run();

 private:
  struct Kernel {
    std::string name;
    Stats ended;  // of this session's workers that have ended
    double worker_seconds = 0;
    Claim claim;
    int lost = 0;           // workers of this session for which no case is to blame
    int lost_devices = 0;   // workers that a case cost their GPU
    int lost_in_a_row = 0;  // those of them that say something about the harness or the machine
    std::string last_loss;
    std::string error;
  };

  double Elapsed() const { return record_.base().elapsed + SecondsSince(start_); }
  double Left() const { return options_.seconds > 0 ? options_.seconds - Elapsed() : 1e9; }
  bool Stopping() const { return options_.shrink.stop() || Left() <= 0 || executed_all_ || !fault_.empty(); }

  void Prepare();
  // Workers for all free places. False: every kernel is done, and nothing runs.
  bool FillPlaces();
  std::string FreestDevice() const;
  void StartWorker(size_t kernel);
  void PollWorkers();
  void OnEnd(size_t kernel, WorkerEnd end);
  void OnLost(size_t kernel, const WorkerEnd& end);
  void GiveUpIfLosing(size_t kernel);
  void OnTriaged(size_t kernel, const FindingStore::Stored& stored, bool reproduced);
  // Looks into failing cases of kernels without a finding, and ends what is under way.
  void FinishTriage();
  void Finish(size_t kernel, const std::string& error);
  void StopWorkers(std::optional<size_t> of);
  void Retire(const WorkerProcess& worker);
  Stats StatsOf(size_t kernel) const;
  void UpdateRecord();
  void Write();
  void Report();
  std::string KnownText(const FindingGroup& group, const FindingSample& sample) const {
    return options_.known ? options_.known(group, sample) : "";
  }
  CampaignResult Result();

  const CampaignOptions& options_;
  const Workdir& workdir_;
  CampaignListener& listener_;
  std::string note_;
  CampaignRecord record_;
  Random random_;
  std::vector<Kernel> kernels_;
  TriageQueue triage_;
  std::vector<std::unique_ptr<WorkerProcess>> workers_;
  int workers_started_ = 0;
  bool executed_all_ = false;
  std::string fault_;  // of the campaign's own; not empty: it has to end
  Clock::time_point start_ = Clock::now();
  Clock::time_point next_report_ = start_;
};

Campaign::Campaign(const CampaignOptions& options, const Workdir& workdir, CampaignListener* listener)
    : options_(options),
      workdir_(workdir),
      listener_(*listener),
      record_(options, workdir, &note_),
      // Another session draws other inputs.
      random_(options.seed, static_cast<uint64_t>(record_.now()->sessions)),
      triage_(options.kernels, workdir, options.shrink, std::max(1, options.jobs / 4), options.devices,
              {.on_start = [this](size_t kernel) { listener_.OnConfirming(kernels_[kernel].name); },
               .on_end = [this](size_t kernel, const FindingStore::Stored& stored,
                                bool reproduced) { OnTriaged(kernel, stored, reproduced); },
               .on_error =
                   [this](const std::string& error) {
                     listener_.OnNote(error);
                     if (IsStorageFault(error)) fault_ = error;
                   }}) {
  for (const std::string& kernel : options.kernels) kernels_.emplace_back().name = kernel;
}

void Campaign::Prepare() {
  if (!note_.empty()) listener_.OnNote(note_);
  for (size_t i = 0; i < kernels_.size(); ++i) {
    const std::string& name = kernels_[i].name;
    std::string error;
    const std::string rejected = workdir_.folder().Rejected(name);
    const int foreign = RejectForeignFiles(workdir_.CorpusFolder(name), rejected, &error);
    if (foreign > 0) listener_.OnNote(fmt::format("{}: {} files are no cases; moved to {}", name, foreign, rejected));
    if (foreign < 0) listener_.OnNote(error);
    for (const FindingGroup& group : triage_.store().MoveFixed(name, options_.shrink.case_limit)) {
      listener_.OnNote(fmt::format("{}: {} passes by now; moved to {}", name, group.id, workdir_.folder().Fixed(name)));
    }
    triage_.Reload(i);
    if (options_.until_finding && !triage_.Groups(i).empty()) kernels_[i].claim.open = false;
  }
}

CampaignResult Campaign::Run() {
  Prepare();
  start_ = Clock::now();
  Write();
  while (!Stopping() && FillPlaces()) {
    std::this_thread::sleep_for(kPollInterval);
    PollWorkers();
    triage_.Poll(options_.until_finding ? TriageQueue::Begin::kFirst : TriageQueue::Begin::kAny, Elapsed());
    Report();
  }
  // Those that have hardly begun still execute something, and any may still be lost by a case.
  for (const auto& worker : workers_) worker->Hurry();
  while (!workers_.empty() && !options_.shrink.stop() && Left() <= 0 && fault_.empty()) {
    std::this_thread::sleep_for(kPollInterval);
    PollWorkers();
  }
  StopWorkers(std::nullopt);
  FinishTriage();
  return Result();
}

bool Campaign::FillPlaces() {
  while (static_cast<int>(workers_.size()) < options_.jobs && Left() > kShortestTurn) {
    std::vector<Claim> claims;
    for (const Kernel& kernel : kernels_) claims.push_back(kernel.claim);
    const int next = FurthestBehind(claims);
    if (next < 0) break;
    StartWorker(static_cast<size_t>(next));
  }
  return !workers_.empty() || triage_.running() || Left() <= kShortestTurn;
}

std::string Campaign::FreestDevice() const {
  std::vector<std::string> in_use;
  for (const auto& worker : workers_) in_use.push_back(worker->device());
  return LeastUsedDevice(options_.devices, in_use);
}

void Campaign::StartWorker(size_t index) {
  Kernel& kernel = kernels_[index];
  const auto open = std::ranges::count_if(kernels_, [](const Kernel& one) { return one.claim.open; });
  const double slice = SliceSeconds(options_.seconds, static_cast<int>(open), options_.jobs);
  const WorkerFiles files = workdir_.Worker(workers_started_++);
  const WorkerOptions worker_options = {
      .folder = {},
      .corpus = workdir_.CorpusFolder(kernel.name),
      .seeds = options_.seeds[index],
      .failing = workdir_.FailingCases(kernel.name),
      .features = workdir_.Features(kernel.name),
      .seconds = std::min(slice, Left()),
      .case_seconds = static_cast<int>(options_.shrink.case_limit.count() / 1000),
      .seed = static_cast<uint32_t>(random_.Between(1, INT32_MAX)),
      .device = FreestDevice(),
  };
  std::string error;
  if (worker_options.corpus.empty() || worker_options.failing.empty() || worker_options.features.empty() ||
      files.folder.empty()) {
    fault_ = workdir_.path() + ": folders cannot be made in it";
    return;
  }
  auto worker = std::make_unique<WorkerProcess>();
  if (!worker->Start(kernel.name, static_cast<int>(index), files, worker_options, &error)) {
    if (IsStorageFault(error)) fault_ = error;
    Finish(index, error);
    return;
  }
  ++kernel.claim.running;
  kernel.claim.used_seconds += worker_options.seconds;
  workers_.push_back(std::move(worker));
}

void Campaign::Retire(const WorkerProcess& worker) {
  Kernel& kernel = kernels_[static_cast<size_t>(worker.kernel_index())];
  const Stats stats = worker.LoadStats();
  const double seconds = SecondsSince(worker.started());
  kernel.ended.Combine(stats);
  kernel.worker_seconds += seconds;
  kernel.claim.used_seconds += seconds - worker.planned_seconds();
  kernel.claim.rate = UpdatedRate(kernel.claim.rate, stats.features, seconds);
  --kernel.claim.running;
  worker.RemoveFiles();
}

void Campaign::PollWorkers() {
  for (size_t i = 0; i < workers_.size();) {
    std::optional<WorkerEnd> end = workers_[i]->Poll();
    if (!end) {
      ++i;
      continue;
    }
    const auto kernel = static_cast<size_t>(workers_[i]->kernel_index());
    Retire(*workers_[i]);
    workers_.erase(workers_.begin() + static_cast<ptrdiff_t>(i));
    // The rest may stop this kernel's other workers: begin again.
    i = 0;
    OnEnd(kernel, std::move(*end));
  }
}

void Campaign::OnEnd(size_t index, WorkerEnd end) {
  Kernel& kernel = kernels_[index];
  if (!kernel.claim.open) return;
  switch (end.kind) {
    case WorkerEnd::Kind::kDone:
      kernel.lost_in_a_row = 0;
      return;
    case WorkerEnd::Kind::kHarnessError:
      if (IsStorageFault(end.message)) fault_ = end.message;
      Finish(index, end.message);
      return;
    case WorkerEnd::Kind::kCannotWrite:
      fault_ = end.message;
      return;
    case WorkerEnd::Kind::kLost:
      OnLost(index, end);
      return;
    case WorkerEnd::Kind::kLostDevice:
      // Its case waits with the failing ones.
      kernel.lost_in_a_row = 0;
      if (kernel.lost_devices++ == 0) listener_.OnNote(kernel.name + ": " + end.message);
      return;
  }
}

void Campaign::OnLost(size_t index, const WorkerEnd& end) {
  Kernel& kernel = kernels_[index];
  ++kernel.lost;
  // Whoever kills workers from outside, a person or the kernel's OOM killer, is no fault of theirs while they get on.
  const bool from_outside = end.status.signal == SIGKILL || end.status.signal == SIGHUP;
  if (!from_outside || end.executions == 0) ++kernel.lost_in_a_row;
  listener_.OnNote(kernel.name + ": " + end.message);
  std::string error;
  if (end.has_case) triage_.Add(index, end.test_case, end.verdict, &error);
  if (!error.empty()) listener_.OnNote(error);
  kernel.last_loss = end.message;
  if (!triage_.RunsOn(index) && triage_.Waiting(index) == 0) GiveUpIfLosing(index);
}

void Campaign::GiveUpIfLosing(size_t index) {
  Kernel& kernel = kernels_[index];
  if (kernel.lost_in_a_row < kMaxLostWorkers) return;
  Finish(index, fmt::format("{} workers were lost, and none of their cases shows why. The last: {}", kMaxLostWorkers,
                            kernel.last_loss));
}

void Campaign::OnTriaged(size_t index, const FindingStore::Stored& stored, bool reproduced) {
  Kernel& kernel = kernels_[index];
  if (!reproduced) {
    GiveUpIfLosing(index);
    return;
  }
  if (stored.sample.symptom.fault == "crash") {
    kernel.lost = std::max(0, kernel.lost - 1);
    kernel.lost_in_a_row = 0;
  }
  GroupCount& count = record_.now()->groups[kernel.name + "/" + stored.group.id];
  if (count.cases++ == 0) count.first_seconds = Elapsed();
  count.last_seconds = Elapsed();
  if (!stored.new_group) return;
  listener_.OnFinding({stored.group, stored.sample, KnownText(stored.group, stored.sample)});
  if (options_.until_finding) Finish(index, "");
}

void Campaign::FinishTriage() {
  const auto unexplained = [this] {
    for (size_t i = 0; i < kernels_.size(); ++i) {
      if (triage_.Groups(i).empty() && triage_.Waiting(i) > 0 && !triage_.Stuck(i)) return true;
    }
    return false;
  };
  while (triage_.running() || (fault_.empty() && unexplained())) {
    triage_.Poll(fault_.empty() ? TriageQueue::Begin::kFirst : TriageQueue::Begin::kNone, Elapsed());
    if (options_.shrink.stop()) triage_.Hurry();
    std::this_thread::sleep_for(kPollInterval);
    Report();
  }
}

void Campaign::Finish(size_t index, const std::string& error) {
  kernels_[index].claim.open = false;
  kernels_[index].error = error;
  StopWorkers(index);
}

void Campaign::StopWorkers(std::optional<size_t> of) {
  std::erase_if(workers_, [&](const std::unique_ptr<WorkerProcess>& worker) {
    if (of && static_cast<int>(*of) != worker->kernel_index()) return false;
    worker->Stop();
    Retire(*worker);
    return true;
  });
}

Stats Campaign::StatsOf(size_t index) const {
  Stats stats = record_.base().results[index].stats;
  stats.Combine(kernels_[index].ended);
  for (const auto& worker : workers_) {
    if (worker->kernel_index() == static_cast<int>(index)) stats.Combine(worker->LoadStats());
  }
  return stats;
}

void Campaign::UpdateRecord() {
  MemberRecord& record = *record_.now();
  record.elapsed = Elapsed();
  uint64_t executions = 0;
  for (size_t i = 0; i < kernels_.size(); ++i) {
    KernelRecord& result = record.results[i];
    result.stats = StatsOf(i);
    result.worker_seconds = record_.base().results[i].worker_seconds + kernels_[i].worker_seconds;
    for (const auto& worker : workers_) {
      if (worker->kernel_index() == static_cast<int>(i)) result.worker_seconds += SecondsSince(worker->started());
    }
    result.lost_workers = record_.base().results[i].lost_workers + kernels_[i].lost;
    result.error = kernels_[i].error;
    executions += result.stats.executions;
  }
  executed_all_ = options_.executions > 0 && executions >= options_.executions;
}

void Campaign::Write() {
  std::string error;
  if (!record_.WriteIfDue(&error) && fault_.empty()) fault_ = error;
}

void Campaign::Report() {
  const Clock::time_point now = Clock::now();
  if (now < next_report_) return;
  next_report_ = now + kProgressInterval;
  UpdateRecord();
  Write();
  CampaignProgress progress;
  progress.elapsed = Elapsed();
  progress.left = options_.seconds > 0 ? std::max(0.0, Left()) : -1;
  for (size_t i = 0; i < kernels_.size(); ++i) {
    const KernelRecord& result = record_.now()->results[i];
    const int groups = static_cast<int>(triage_.Groups(i).size());
    progress.kernels.push_back({.kernel = result.kernel,
                                .stats = result.stats,
                                .workers = kernels_[i].claim.running,
                                .groups = groups,
                                .done = !kernels_[i].claim.open});
    progress.stats.Combine(result.stats);
    progress.findings += groups;
  }
  listener_.OnProgress(progress);
}

CampaignResult Campaign::Result() {
  const bool interrupted = options_.shrink.stop();
  const bool over = Left() <= 0 || executed_all_ ||
                    std::ranges::none_of(kernels_, [](const Kernel& kernel) { return kernel.claim.open; });
  UpdateRecord();
  MemberRecord& record = *record_.now();
  record.status = !fault_.empty() ? CampaignStatus::kFailed
                  : interrupted   ? CampaignStatus::kInterrupted
                  : over          ? CampaignStatus::kComplete
                                  : CampaignStatus::kFailed;
  CampaignResult result = {
      .seconds = record.elapsed, .sessions = record.sessions, .status = record.status, .error = fault_, .kernels = {}};
  for (size_t i = 0; i < kernels_.size(); ++i) {
    KernelRecord& kernel = record.results[i];
    KernelResult one = {.kernel = kernel.kernel,
                        .stats = kernel.stats,
                        .corpus_files = CorpusFiles(workdir_.folder().Corpus(kernel.kernel)).size(),
                        .findings = {},
                        .waiting = triage_.Waiting(i),
                        .lost_workers = kernel.lost_workers,
                        .error = kernel.error};
    for (const FindingGroup& group : triage_.Groups(i)) {
      const std::vector<FindingSample> samples = ReadFindingSamples(workdir_.folder().Group(one.kernel, group.id));
      if (samples.empty()) continue;
      one.findings.push_back({group, samples.front(), KnownText(group, samples.front())});
    }
    // A kernel whose turn had not come when the campaign was stopped is no error; the report says so.
    const bool waiting = record.status != CampaignStatus::kComplete && one.stats.executions == 0;
    const bool silent = one.findings.empty() && one.error.empty() && !waiting;
    if (silent && one.stats.cases == 0) {
      one.error = one.stats.executions == 0
                      ? "no case was executed"
                      : "no case was judged: all " + std::to_string(one.stats.executions) + " were discarded";
    } else if (silent && emulator::Present() && one.stats.instructions_executed == 0) {
      one.error = "the feedback saw no instruction of the kernel";
    }
    kernel.error = one.error;
    result.kernels.push_back(std::move(one));
  }
  result.error = record.error = fault_;
  std::string error;
  if (!record_.Write(&error) && result.error.empty()) {
    result.status = CampaignStatus::kFailed;
    result.error = error;
  }
  return result;
}

}  // namespace

int CampaignResult::ExitCode() const {
  bool failed = status == CampaignStatus::kFailed;
  for (const KernelResult& kernel : kernels) {
    if (std::ranges::any_of(kernel.findings, &std::string::empty, &SavedFinding::known)) return kExitFinding;
    failed |= !kernel.error.empty();
  }
  return failed ? kExitHarnessError : kExitClean;
}

CampaignResult RunCampaign(const CampaignOptions& options, const Workdir& workdir, CampaignListener* listener) {
  return Campaign(options, workdir, listener).Run();
}

}  // namespace gatefuzz
