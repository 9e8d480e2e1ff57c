// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/worker.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "campaign/exit_code.h"
#include "campaign/verdict.h"
#include "campaign/workdir.h"
#include "campaign/worker_stats.h"
#include "emulator/control.h"
#include "fuzz/custom_mutator.h"
#include "fuzz/feedback_counters.h"
#include "fuzz/kernel_target.h"
#include "harness/case_codec.h"

extern "C" int LLVMFuzzerRunDriver(int* argc, char*** argv, int (*callback)(const uint8_t* data, size_t size));

namespace gatefuzz {
namespace {

// Coverage is summed over all instructions when it is asked for: not on every execution, but on those that saw
// something new, so that it is right at any end.
constexpr auto kCoverageInterval = std::chrono::milliseconds(250);

// libFuzzer's callback is a plain function, so the worker is the process's only one.
class Worker {
 public:
  Worker(std::unique_ptr<KernelUnderTest> kernel, const WorkerOptions& options)
      : target_(std::move(kernel)), files_{options.folder} {
    std::string error;
    const size_t counters = FeedbackCounters().size();
    if (!stats_file_.Map(files_.Stats(), sizeof(SharedStats), &error) ||
        (counters > 0 && !features_.Map(options.feature_map, counters, &error)) ||
        !target_.Start(files_.Inflight(), &error)) {
      EndWithHarnessError(error);
    }
  }

  int Execute(std::span<const uint8_t> bytes) {
    const Outcome outcome = target_.Execute(bytes);
    UpdateStats();
    if (const auto* error = std::get_if<HarnessError>(&outcome)) EndWithHarnessError(error->message);
    if (IsFail(outcome)) EndWithFinding(ToVerdict(outcome));
    return std::holds_alternative<Discard>(outcome) ? -1 : 0;
  }

  void Finish() { target_.Finish(); }

 private:
  void UpdateCoverage() {
    const emulator::Coverage coverage = emulator::GetCoverage();
    counted_.launches = coverage.launches;
    counted_.warp_instructions = coverage.warp_instructions;
    counted_.kernels_present = coverage.kernels_present;
    counted_.kernels_launched = coverage.kernels_launched;
    counted_.instructions_present = coverage.instructions_present;
    counted_.instructions_executed = coverage.instructions_executed;
    shared()->Store(counted_);
  }

  SharedStats* shared() const { return reinterpret_cast<SharedStats*>(stats_file_.bytes().data()); }

  void UpdateStats() {
    counted_.executions = target_.counts().executions;
    counted_.cases = target_.counts().cases;
    counted_.rows = target_.counts().rows;
    const uint64_t added = features_.bytes().empty() ? 0 : AddFeatures(features_.bytes());
    counted_.features += added;
    const auto now = std::chrono::steady_clock::now();
    if (added > 0 || now >= next_coverage_) {
      next_coverage_ = now + kCoverageInterval;
      UpdateCoverage();
    } else {
      shared()->Store(counted_);
    }
  }

  static void Write(const std::string& path, std::string_view text) {
    std::string error;
    if (WriteFileAtomically(path, std::span(reinterpret_cast<const uint8_t*>(text.data()), text.size()), &error))
      return;
    std::fprintf(stderr, "gatefuzz worker: %s\n", error.c_str());
    std::_Exit(kExitHarnessError);
  }

  // Both end without exit(), in which libFuzzer would see a crash of its target.
  [[noreturn]] void EndWithHarnessError(const std::string& message) {
    Write(files_.HarnessError(), message);
    std::_Exit(kExitHarnessError);
  }

  [[noreturn]] void EndWithFinding(const Verdict& verdict) {
    UpdateCoverage();
    std::string error;
    if (!WriteCaseFile(files_.Failing(), target_.last_case(), &error)) EndWithHarnessError(error);
    Write(files_.FailingVerdict(), VerdictToJson(verdict));
    std::_Exit(kExitFinding);
  }

  KernelTarget target_;
  const WorkerFiles files_;
  SharedFile stats_file_;
  SharedFile features_;
  Stats counted_;
  std::chrono::steady_clock::time_point next_coverage_;
};

Worker* worker = nullptr;  // never destroyed: at exit the runtime that its device memory belongs to may be gone already

int ExecuteOne(const uint8_t* data, size_t size) { return worker->Execute({data, size}); }

}  // namespace

void RunWorker(std::unique_ptr<KernelUnderTest> kernel, const WorkerOptions& options) {
  MutateCasesOf(kernel->kind());
  worker = new Worker(std::move(kernel), options);
  // libFuzzer ends an orderly run by exit().
  std::atexit([] { worker->Finish(); });

  std::vector<std::string> arguments = {
      "gatefuzz-worker",
      "-max_total_time=" + std::to_string(options.seconds),
      "-seed=" + std::to_string(options.seed),
      "-artifact_prefix=" + WorkerFiles{options.folder}.ArtifactPrefix(),
      "-reload=1",       // each second, take in what other workers on this kernel found
      "-len_control=0",  // the mutator keeps cases small by meaning, not by bytes
      "-max_len=65536",  // above the largest mutant
      "-timeout=" + std::to_string(options.case_seconds),
      "-rss_limit_mb=4096",
      // The emulator's counters are many and rare, and libFuzzer's entropic schedule walks them: it took most of the
      // time.
      "-entropic=0",
      "-print_final_stats=1",
      options.corpus,
  };
  if (!options.seeds.empty()) arguments.push_back(options.seeds);
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  int argc = static_cast<int>(argv.size());
  argv.push_back(nullptr);
  char** argv_data = argv.data();
  std::exit(LLVMFuzzerRunDriver(&argc, &argv_data, ExecuteOne));
}

}  // namespace gatefuzz
