// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/worker_process.h"

#include <csignal>
#include <filesystem>
#include <system_error>

#include "campaign/exit_code.h"
#include "harness/case_codec.h"
#include "harness/text_file.h"

namespace gatefuzz {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto kGrace = std::chrono::seconds(5);
constexpr uint64_t kExecutionsOfAnyKind = 100;
constexpr auto kStartLimit = std::chrono::seconds(60);

Clock::duration Duration(double seconds) {
  return std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
}

std::string FreeSpace(const std::string& folder) {
  std::error_code error;
  const std::filesystem::space_info space = std::filesystem::space(folder, error);
  return error ? error.message() : std::to_string(space.available >> 20) + " MiB are free now";
}

}  // namespace

bool WorkerProcess::Start(const std::string& kernel, int kernel_index, const WorkerFiles& files,
                          const WorkerOptions& options, std::string* error) {
  files_ = files;
  kernel_index_ = kernel_index;
  device_ = options.device;
  if (!stats_.Map(files.Stats(), sizeof(SharedStats), error)) return false;
  started_ = Clock::now();
  seconds_ = options.seconds;
  // More than it gets: this process ends the worker on time, and libFuzzer only if this process is gone.
  const double seconds = options.seconds + std::chrono::duration<double>(kStartLimit).count();
  std::vector<std::string> arguments = {
      "worker",
      "--kernel=" + kernel,
      "--folder=" + files.folder,
      "--corpus=" + options.corpus,
      "--failing=" + options.failing,
      "--features=" + options.features,
      "--seconds=" + std::to_string(seconds),
      "--case-seconds=" + std::to_string(options.case_seconds),
      "--seed=" + std::to_string(options.seed),
  };
  if (!options.seeds.empty()) arguments.push_back("--seeds=" + options.seeds);
  return process_.Start({.arguments = arguments, .device = options.device, .log_path = files.Log()}, error);
}

Stats WorkerProcess::LoadStats() const { return reinterpret_cast<const SharedStats*>(stats_.bytes().data())->Load(); }

std::optional<WorkerEnd> WorkerProcess::Poll() {
  const Clock::time_point now = Clock::now();
  if (!begun_) {
    // libFuzzer's first input has no tokens, and only the first launch loads the kernel. A kernel that takes no case
    // has begun, too.
    const Stats stats = LoadStats();
    begun_ = stats.rows > 0 || stats.executions > kExecutionsOfAnyKind || now >= started_ + kStartLimit;
    deadline_ = now + Duration(seconds_);
  }
  if (begun_ && !asked_to_end_ && (hurried_ || now >= deadline_)) {
    process_.Signal(SIGTERM);
    asked_to_end_ = true;
    asked_ = now;
  }
  // A process that does not answer is stuck in a case: killed, it is lost, and its case in flight is looked at.
  if (asked_to_end_ && now >= asked_ + kGrace) process_.Signal(SIGKILL);
  const std::optional<ExitStatus> status = process_.Poll();
  if (!status) return std::nullopt;
  return Classify(*status);
}

void WorkerProcess::Stop() {
  if (!process_.running()) return;
  process_.Signal(SIGTERM);
  process_.WaitOrKill(kGrace);
}

void WorkerProcess::RemoveFiles() const {
  std::error_code error;
  for (const std::string& path : {files_.Corpus(), files_.Stats()}) std::filesystem::remove_all(path, error);
}

WorkerEnd WorkerProcess::Classify(const ExitStatus& status) const {
  WorkerEnd end;
  if (status.signal == 0 && (status.code == kExitClean || status.code == kWorkerInterrupted)) return end;
  std::string error;
  if (status.signal == 0 && status.code == kExitHarnessError) {
    end.kind = WorkerEnd::Kind::kHarnessError;
    end.message = TextOfFile(files_.HarnessError());
    if (end.message.empty()) end.message = "a worker says nothing but what is in its log, " + files_.Log();
    return end;
  }
  if (status.signal == 0 && status.code == kWorkerCannotWrite) {
    end.kind = WorkerEnd::Kind::kCannotWrite;
    // Why it could not, this process learns by trying the same.
    const bool can_now = WriteFileAtomically(files_.HarnessError(), "a worker could not write here", &error);
    end.message = can_now ? files_.folder + ": a worker could write nothing there; " + FreeSpace(files_.folder) : error;
    return end;
  }
  if (status.signal == 0 && status.code == kWorkerLostDevice) {
    end.kind = WorkerEnd::Kind::kLostDevice;
    end.message = "a case left a worker without a usable GPU; a fresh one goes on";
    return end;
  }
  end.kind = WorkerEnd::Kind::kLost;
  end.status = status;
  end.executions = LoadStats().executions;
  end.message = "a worker ended with " + status.ToString() + "; its log: " + files_.Log();
  end.verdict = {.kind = Verdict::Kind::kCrash, .symptom = {.fault = "crash"}, .text = end.message};
  end.has_case = ReadCaseFile(files_.Inflight(), &end.test_case, &error);
  return end;
}

}  // namespace gatefuzz
