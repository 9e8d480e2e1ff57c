// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/worker_process.h"

#include <csignal>
#include <fstream>
#include <iterator>

#include "campaign/exit_code.h"

namespace gatefuzz {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto kGrace = std::chrono::seconds(2);

std::string ReadText(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

}  // namespace

bool WorkerProcess::Start(const std::string& kernel, int kernel_index, const WorkerFiles& files,
                          const WorkerOptions& options, std::string* error) {
  files_ = files;
  kernel_index_ = kernel_index;
  if (!stats_.Map(files.Stats(), sizeof(SharedStats), error)) return false;
  started_ = Clock::now();
  deadline_ = started_ + std::chrono::seconds(options.seconds);
  // One more: this process ends the worker on time, and libFuzzer only if this process is gone.
  const int seconds = options.seconds + 1;
  std::vector<std::string> arguments = {
      "worker",
      "--kernel=" + kernel,
      "--folder=" + files.folder,
      "--corpus=" + options.corpus,
      "--feature-map=" + options.feature_map,
      "--seconds=" + std::to_string(seconds),
      "--case-seconds=" + std::to_string(options.case_seconds),
      "--seed=" + std::to_string(options.seed),
  };
  if (!options.seeds.empty()) arguments.push_back("--seeds=" + options.seeds);
  return process_.Start({.arguments = arguments, .log_path = files.Log()}, error);
}

Stats WorkerProcess::LoadStats() const { return reinterpret_cast<const SharedStats*>(stats_.bytes().data())->Load(); }

std::optional<WorkerEnd> WorkerProcess::Poll() {
  if (!asked_to_end_ && Clock::now() >= deadline_) {
    process_.Signal(SIGTERM);
    asked_to_end_ = true;
  }
  // A process that does not answer is stuck in a case: killed, it is lost, and its case in flight is looked at.
  if (asked_to_end_ && Clock::now() >= deadline_ + kGrace) process_.Signal(SIGKILL);
  const std::optional<ExitStatus> status = process_.Poll();
  if (!status) return std::nullopt;
  return Classify(*status);
}

void WorkerProcess::Stop() {
  if (!process_.running()) return;
  process_.Signal(SIGTERM);
  process_.WaitOrKill(kGrace);
}

WorkerEnd WorkerProcess::Classify(const ExitStatus& status) const {
  WorkerEnd end;
  if (status.signal == 0 && (status.code == kExitClean || status.code == kWorkerInterrupted)) return end;
  std::string error;
  if (status.signal == 0 && status.code == kExitFinding) {
    end.kind = WorkerEnd::Kind::kFailingCase;
    end.has_case = ReadCaseFile(files_.Failing(), &end.test_case, &error) &&
                   VerdictFromJson(ReadText(files_.FailingVerdict()), &end.verdict);
    if (end.has_case) return end;
  }
  end.message = ReadText(files_.HarnessError());
  if (status.signal == 0 && status.code == kExitHarnessError && !end.message.empty()) {
    end.kind = WorkerEnd::Kind::kHarnessError;
    return end;
  }
  end.kind = WorkerEnd::Kind::kLost;
  end.message = "a worker ended with " + status.ToString() + "; its log: " + files_.Log();
  end.verdict = {.kind = Verdict::Kind::kCrash, .symptom = {}, .text = end.message};
  end.verdict.symptom.fault = "crash";
  end.has_case = ReadCaseFile(files_.Inflight(), &end.test_case, &error);
  return end;
}

}  // namespace gatefuzz
