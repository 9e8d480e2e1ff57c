// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/triage_queue.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "campaign/devices.h"

namespace gatefuzz {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto kLookInterval = std::chrono::milliseconds(300);
constexpr double kPartOfTime = 0.25;
constexpr double kFreeSeconds = 10;  // beyond that part
constexpr int kMaxFaults = 3;

double SecondsSince(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

}  // namespace

TriageQueue::TriageQueue(const std::vector<std::string>& kernels, const Workdir& workdir, const ShrinkOptions& options,
                         int places, std::vector<std::string> devices, Events events)
    : workdir_(workdir),
      options_(options),
      places_(static_cast<size_t>(places)),
      devices_(std::move(devices)),
      events_(std::move(events)),
      store_(workdir.folder()) {
  for (const std::string& kernel : kernels) {
    kernels_.push_back({kernel, FailingFolder(workdir.FailingCases(kernel)), store_.Groups(kernel)});
  }
}

bool TriageQueue::Add(size_t kernel, const AnyCase& any_case, const Verdict& seen, std::string* error) {
  const FailingFolder& failing = kernels_[kernel].failing;
  const std::string signature = SignatureOf(seen.symptom, any_case);
  if (!failing.IsNew(signature)) return false;
  failing.Add(signature, any_case, seen, error);
  next_look_ = {};
  return true;
}

bool TriageQueue::RunsOn(size_t kernel) const {
  return std::ranges::any_of(running_, [kernel](const auto& running) { return running->kernel == kernel; });
}

bool TriageQueue::Stuck(size_t kernel) const { return kernels_[kernel].faults_in_a_row >= kMaxFaults; }

size_t TriageQueue::Waiting(size_t kernel) const {
  const auto running = std::ranges::count_if(running_, [kernel](const auto& one) { return one->kernel == kernel; });
  return kernels_[kernel].failing.Waiting().size() - static_cast<size_t>(running);
}

void TriageQueue::Hurry() {
  for (const auto& running : running_) running->process.Hurry();
}

void TriageQueue::Poll(Begin begin, double elapsed) {
  for (size_t i = 0; i < running_.size();) {
    Triaged triaged;
    std::string error;
    const TriageProcess::State state = running_[i]->process.Poll(&triaged, &error);
    if (state == TriageProcess::State::kRunning) {
      ++i;
      continue;
    }
    const std::unique_ptr<Running> ended = std::move(running_[i]);
    running_.erase(running_.begin() + static_cast<ptrdiff_t>(i));
    used_seconds_ += SecondsSince(ended->started);
    Kernel& kernel = kernels_[ended->kernel];
    if (state == TriageProcess::State::kDone) {
      kernel.faults_in_a_row = 0;
      End(*ended, std::move(triaged));
    } else {
      ++kernel.faults_in_a_row;
      events_.on_error(kernel.name + ": " + error);
    }
  }
  if (begin == Begin::kNone || running_.size() >= places_ || Clock::now() < next_look_) return;
  if (begin == Begin::kAny && used_seconds_ > kPartOfTime * elapsed + kFreeSeconds) begin = Begin::kFirst;
  if (!StartNext(begin, elapsed)) next_look_ = Clock::now() + kLookInterval;
}

bool TriageQueue::StartNext(Begin begin, double elapsed) {
  // Kernels without a finding first.
  for (const bool with_groups : {false, true}) {
    if (with_groups && begin != Begin::kAny) return false;
    for (size_t i = 0; i < kernels_.size(); ++i) {
      Kernel& kernel = kernels_[i];
      if (kernel.groups.empty() == with_groups || Stuck(i)) continue;
      // One at a time of each kernel: the second may turn out to be of the first one's group.
      if (RunsOn(i)) continue;
      for (const std::string& signature : kernel.failing.Waiting()) {
        if (Start(i, signature, elapsed)) return true;
      }
    }
  }
  return false;
}

bool TriageQueue::Start(size_t index, const std::string& signature, double elapsed) {
  Kernel& kernel = kernels_[index];
  AnyCase any_case;
  Verdict seen;
  std::string error;
  if (!kernel.failing.Read(signature, &any_case, &seen)) {
    events_.on_error(kernel.failing.CasePath(signature) + " is damaged; it is left out");
    kernel.failing.MarkDone(signature, &error);
    return false;
  }
  const std::string folder = workdir_.folder().Run(workdir_.member()) + "/triage-" + std::to_string(started_++);
  std::error_code code;
  std::filesystem::create_directories(folder, code);
  auto running = std::make_unique<Running>();
  running->kernel = index;
  running->signature = signature;
  running->started = Clock::now();
  running->found_after = elapsed;
  std::vector<std::string> in_use;
  for (const auto& other : running_) in_use.push_back(other->device);
  running->device = LeastUsedDevice(devices_, in_use);
  if (!running->process.Start(kernel.name, folder, any_case, seen, options_, running->device, &error)) {
    ++kernel.faults_in_a_row;
    events_.on_error(error);
    return false;
  }
  running_.push_back(std::move(running));
  if (kernel.groups.empty()) events_.on_start(index);
  return true;
}

void TriageQueue::End(const Running& running, Triaged triaged) {
  Kernel& kernel = kernels_[running.kernel];
  std::string error;
  FindingStore::Stored stored;
  const std::string& fault = triaged.sample.symptom.fault;
  // A worker may be lost for reasons of the machine's: only what happens again is the kernel's fault. What a worker's
  // harness judged to be wrong is told of in any case.
  if (!triaged.sample.reproduced && (fault == "crash" || fault == "timeout")) {
    kernel.failing.Forget(running.signature);
    events_.on_end(running.kernel, stored, false);
    return;
  }
  triaged.sample.member = workdir_.member();
  triaged.sample.found_after_seconds = running.found_after;
  if (!store_.Add(kernel.name, std::move(triaged), &stored, &error)) {
    ++kernel.faults_in_a_row;
    events_.on_error("a finding could not be saved: " + error);
    return;
  }
  Reload(running.kernel);
  if (!kernel.failing.MarkDone(running.signature, &error)) events_.on_error(error);
  events_.on_end(running.kernel, stored, true);
}

}  // namespace gatefuzz
