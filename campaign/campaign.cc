// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/campaign.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

#include "campaign/exit_code.h"
#include "campaign/worker_process.h"
#include "emulator/control.h"
#include "harness/random.h"

namespace gatefuzz {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto kPollInterval = std::chrono::milliseconds(20);
constexpr auto kProgressInterval = std::chrono::milliseconds(200);
constexpr int kMaxLostWorkers = 5;  // of one kernel, before the machine or the harness is to blame

double SecondsSince(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

class Campaign {
 public:
  Campaign(const CampaignOptions& options, const Workdir& workdir, CampaignListener* listener)
      : options_(options), workdir_(workdir), listener_(*listener), random_(options.seed) {
    for (const std::string& kernel : options.kernels) kernels_.emplace_back().result.kernel = kernel;
  }

  CampaignResult Run();

 private:
  struct Kernel {
    KernelResult result;
    Stats ended;              // of workers that have ended
    int workers = 0;          // running
    double used_seconds = 0;  // of workers, ended or running, as planned
    bool done = false;
  };

  double Left() const { return options_.seconds - SecondsSince(start_); }
  bool Stopping() const { return options_.shrink.stop() || Left() <= 0; }

  // The kernel that has had least, or null when all are done.
  Kernel* NextKernel();
  // Workers for all free places. False: every kernel is done and no worker runs.
  bool FillPlaces();
  void StartWorker(Kernel* kernel);
  // Takes in workers that have ended.
  void PollWorkers();
  void OnEnd(Kernel* kernel, WorkerEnd end);
  void OnFailingCase(Kernel* kernel, const WorkerEnd& end);
  void Finish(Kernel* kernel, std::string error);
  void StopWorkers(const Kernel* of);  // null: all
  void Retire(const WorkerProcess& worker);
  void Report();
  CampaignResult Result();

  const CampaignOptions& options_;
  const Workdir& workdir_;
  CampaignListener& listener_;
  Random random_;
  std::vector<Kernel> kernels_;
  std::vector<std::unique_ptr<WorkerProcess>> workers_;
  int workers_started_ = 0;
  Clock::time_point start_ = Clock::now();
  Clock::time_point next_report_ = start_;
};

CampaignResult Campaign::Run() {
  while (!Stopping() && FillPlaces()) {
    std::this_thread::sleep_for(kPollInterval);
    PollWorkers();
    Report();
  }
  // Those whose time is over end by themselves and may still bring a finding.
  while (!workers_.empty() && !options_.shrink.stop()) {
    std::this_thread::sleep_for(kPollInterval);
    PollWorkers();
  }
  StopWorkers(nullptr);
  return Result();
}

Campaign::Kernel* Campaign::NextKernel() {
  Kernel* next = nullptr;
  for (Kernel& kernel : kernels_) {
    if (kernel.done) continue;
    if (next == nullptr ||
        std::pair(kernel.workers, kernel.used_seconds) < std::pair(next->workers, next->used_seconds)) {
      next = &kernel;
    }
  }
  return next;
}

bool Campaign::FillPlaces() {
  while (static_cast<int>(workers_.size()) < options_.jobs && Left() > 0.5) {
    Kernel* kernel = NextKernel();
    if (kernel == nullptr) break;
    StartWorker(kernel);
  }
  return !workers_.empty() || Left() <= 0.5;
}

void Campaign::StartWorker(Kernel* kernel) {
  // More kernels than places: they take turns, so that each gets its share.
  const double places = options_.jobs;
  const double share = options_.seconds * std::min(1.0, places / static_cast<double>(kernels_.size()));
  const int seconds = std::max(1, static_cast<int>(std::lround(std::min(share, Left()))));
  const std::string& name = kernel->result.kernel;
  const WorkerOptions worker_options = {
      .folder = {},
      .corpus = workdir_.CorpusFolder(name),
      .seeds = options_.seeds[static_cast<size_t>(kernel - kernels_.data())],
      .feature_map = workdir_.FeatureMap(name),
      .seconds = seconds,
      .case_seconds = static_cast<int>(options_.shrink.case_limit.count() / 1000),
      .seed = static_cast<uint32_t>(random_.Between(1, INT32_MAX)),
  };
  const WorkerFiles files = workdir_.Worker(workers_started_++);
  std::string error;
  if (worker_options.corpus.empty() || files.folder.empty()) error = workdir_.path() + ": cannot create folders in it";
  auto worker = std::make_unique<WorkerProcess>();
  const auto index = static_cast<int>(kernel - kernels_.data());
  if (!error.empty() || !worker->Start(name, index, files, worker_options, &error)) {
    Finish(kernel, error);
    return;
  }
  ++kernel->workers;
  kernel->used_seconds += seconds;
  workers_.push_back(std::move(worker));
}

void Campaign::Retire(const WorkerProcess& worker) {
  Kernel& kernel = kernels_[static_cast<size_t>(worker.kernel_index())];
  kernel.ended.Combine(worker.LoadStats());
  --kernel.workers;
}

void Campaign::PollWorkers() {
  for (size_t i = 0; i < workers_.size();) {
    std::optional<WorkerEnd> end = workers_[i]->Poll();
    if (!end) {
      ++i;
      continue;
    }
    Kernel* kernel = &kernels_[static_cast<size_t>(workers_[i]->kernel_index())];
    Retire(*workers_[i]);
    workers_.erase(workers_.begin() + static_cast<ptrdiff_t>(i));
    // The rest may stop this kernel's other workers: begin again.
    i = 0;
    OnEnd(kernel, std::move(*end));
  }
}

void Campaign::OnEnd(Kernel* kernel, WorkerEnd end) {
  if (kernel->done) return;
  switch (end.kind) {
    case WorkerEnd::Kind::kDone:
      return;
    case WorkerEnd::Kind::kHarnessError:
      Finish(kernel, std::move(end.message));
      return;
    case WorkerEnd::Kind::kFailingCase:
      OnFailingCase(kernel, end);
      return;
    case WorkerEnd::Kind::kLost:
      break;
  }
  ++kernel->result.lost_workers;
  listener_.OnNote(kernel->result.kernel + ": " + end.message);
  if (end.has_case) OnFailingCase(kernel, end);
  if (!kernel->done && kernel->result.lost_workers >= kMaxLostWorkers) {
    Finish(kernel, std::to_string(kMaxLostWorkers) +
                       " workers were lost, and none of their cases shows why. The last: " + end.message);
  }
}

void Campaign::OnFailingCase(Kernel* kernel, const WorkerEnd& end) {
  const double after_seconds = SecondsSince(start_);
  StopWorkers(kernel);
  listener_.OnConfirming(kernel->result.kernel);
  SavedFinding saved = {
      .confirmed = Confirm(kernel->result.kernel, end.test_case, end.verdict, options_.shrink),
      .case_path = {},
      .after_seconds = after_seconds,
  };
  const bool lost = end.kind == WorkerEnd::Kind::kLost;
  // A worker may be lost for reasons of the machine's: only what happens again is the kernel's fault.
  if (lost && !saved.confirmed.reproduced) return;
  if (lost) --kernel->result.lost_workers;
  std::string error;
  const std::string folder = workdir_.FindingsFolder(kernel->result.kernel);
  if (folder.empty()) error = workdir_.path() + "/findings cannot be created";
  const bool written = error.empty() && SaveFinding(saved.confirmed.finding, folder, &saved.case_path, &error);
  if (!written) listener_.OnNote("the finding could not be saved: " + error);
  listener_.OnFinding(saved);
  kernel->result.findings.push_back(std::move(saved));
  Finish(kernel, written ? "" : error);
}

void Campaign::Finish(Kernel* kernel, std::string error) {
  kernel->done = true;
  kernel->result.error = std::move(error);
  StopWorkers(kernel);
}

void Campaign::StopWorkers(const Kernel* of) {
  std::erase_if(workers_, [&](const std::unique_ptr<WorkerProcess>& worker) {
    if (of != nullptr && of != &kernels_[static_cast<size_t>(worker->kernel_index())]) return false;
    worker->Stop();
    Retire(*worker);
    return true;
  });
}

void Campaign::Report() {
  const Clock::time_point now = Clock::now();
  if (now < next_report_) return;
  next_report_ = now + kProgressInterval;
  CampaignProgress progress;
  progress.elapsed = SecondsSince(start_);
  progress.left = std::max(0.0, Left());
  for (const Kernel& kernel : kernels_) {
    progress.stats.Combine(kernel.ended);
    progress.findings += static_cast<int>(kernel.result.findings.size());
  }
  for (const auto& worker : workers_) progress.stats.Combine(worker->LoadStats());
  listener_.OnProgress(progress);
}

CampaignResult Campaign::Result() {
  CampaignResult result = {.seconds = SecondsSince(start_), .interrupted = options_.shrink.stop(), .kernels = {}};
  for (Kernel& kernel : kernels_) {
    KernelResult& one = kernel.result;
    one.stats = kernel.ended;
    one.corpus_files = workdir_.CorpusFiles(one.kernel);
    // A kernel whose turn had not come when the campaign was interrupted is no error; the report says so.
    const bool waiting = result.interrupted && one.stats.executions == 0;
    const bool silent = one.findings.empty() && one.error.empty() && !waiting;
    if (silent && one.stats.cases == 0) {
      one.error = one.stats.executions == 0
                      ? "no case was executed"
                      : "no case was judged: all " + std::to_string(one.stats.executions) + " were discarded";
    } else if (silent && emulator::Present() && one.stats.instructions_executed == 0) {
      one.error = "the feedback saw no instruction of the kernel";
    }
    result.kernels.push_back(std::move(one));
  }
  return result;
}

}  // namespace

int CampaignResult::ExitCode() const {
  bool error = false;
  for (const KernelResult& kernel : kernels) {
    if (!kernel.findings.empty()) return kExitFinding;
    error |= !kernel.error.empty();
  }
  return error ? kExitHarnessError : kExitClean;
}

CampaignResult RunCampaign(const CampaignOptions& options, const Workdir& workdir, CampaignListener* listener) {
  return Campaign(options, workdir, listener).Run();
}

}  // namespace gatefuzz
