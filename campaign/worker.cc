// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/worker.h"

#include <unistd.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <set>
#include <span>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "campaign/corpus_folder.h"
#include "campaign/exit_code.h"
#include "campaign/failing_folder.h"
#include "campaign/feature_file.h"
#include "campaign/verdict.h"
#include "campaign/workdir.h"
#include "campaign/worker_stats.h"
#include "emulator/control.h"
#include "fuzz/custom_mutator.h"
#include "fuzz/kernel_target.h"
#include "harness/case_codec.h"
#include "harness/content_hash.h"
#include "harness/device_session.h"

extern "C" int LLVMFuzzerRunDriver(int* argc, char*** argv, int (*callback)(const uint8_t* data, size_t size));

namespace gatefuzz {
namespace {

// Coverage is summed over all instructions when it is asked for: not on every execution, but on those that saw
// something new, so that it is right at any end.
constexpr auto kCoverageInterval = std::chrono::milliseconds(250);
// How often the shared corpus is looked through for what other workers added.
constexpr auto kTakeInterval = std::chrono::seconds(5);

using Clock = std::chrono::steady_clock;

// libFuzzer's callback is a plain function, so the worker is the process's only one.
class Worker {
 public:
  Worker(std::unique_ptr<KernelUnderTest> kernel, const WorkerOptions& options)
      : target_(std::move(kernel)), options_(options), files_{options.folder}, failing_(options.failing) {
    std::string error;
    if (!stats_file_.Map(files_.Stats(), sizeof(SharedStats), &error) || !features_.Open(options.features, &error) ||
        !target_.Start(files_.Inflight(), &error)) {
      EndWithHarnessError(error);
    }
    lost_cases_ = failing_.CasesThatLoseTheDevice();
    // libFuzzer loads these itself.
    for (const std::string& name : CorpusFiles(options.corpus)) known_files_.insert(name);
  }

  int Execute(std::span<const uint8_t> bytes) {
    const bool mutated = TakeMutated();
    if (LosesTheDevice(bytes)) return -1;
    const Outcome outcome = target_.Execute(bytes);
    const auto* error = std::get_if<HarnessError>(&outcome);
    const bool lost = !WhyDeviceLost().empty();
    if (error != nullptr && !lost) EndWithHarnessError(error->message);
    const uint64_t added = features_.Add(mutated, &counted_);
    if (IsFail(outcome)) OnFail(ToVerdict(outcome));
    if (error != nullptr) {
      OnFail({.kind = Verdict::Kind::kCrash, .symptom = {.fault = "crash"}, .text = error->message});
    }
    const Clock::time_point now = Clock::now();
    UpdateStats(now, added > 0);
    if (lost) EndWithoutDevice();
    // Neither what fails nor what says nothing is worth mutating.
    if (!std::holds_alternative<Pass>(outcome)) return -1;
    if (added > 0) Publish();
    if (now >= next_take_) TakeIn(now);
    return 0;
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
  }

  SharedStats* shared() const { return reinterpret_cast<SharedStats*>(stats_file_.bytes().data()); }

  void UpdateStats(Clock::time_point now, bool news) {
    counted_.executions = target_.counts().executions;
    counted_.cases = target_.counts().cases;
    counted_.rows = target_.counts().rows;
    if (news || now >= next_coverage_) {
      next_coverage_ = now + kCoverageInterval;
      UpdateCoverage();
    }
    shared()->Store(counted_);
  }

  // The worker after this one starts with the same inputs, and would come no further.
  bool LosesTheDevice(std::span<const uint8_t> bytes) const {
    return !lost_cases_.empty() && lost_cases_.contains(ContentHash(EncodeCase(target_.kernel().Decode(bytes))));
  }

  void OnFail(const Verdict& seen) {
    ++counted_.failing_cases;
    const std::string signature = SignatureOf(seen.symptom, target_.last_case());
    if (!known_signatures_.insert(signature).second || !failing_.IsNew(signature)) return;
    std::string error;
    if (!failing_.Add(signature, target_.last_case(), seen, &error)) EndWithHarnessError(error);
  }

  void Publish() {
    const std::vector<uint8_t> bytes = EncodeCase(target_.last_case());
    std::string error;
    if (!known_files_.insert(CorpusFileName(bytes)).second) return;
    if (!AddToCorpus(options_.corpus, files_.folder, bytes, &error)) EndWithHarnessError(error);
  }

  // A link that cannot be made, because the file has gone again, costs one input of others.
  void TakeIn(Clock::time_point now) {
    next_take_ = now + kTakeInterval;
    for (const std::string& name : CorpusFiles(options_.corpus)) {
      if (!known_files_.insert(name).second) continue;
      const std::string link_path = files_.Corpus() + "/" + name;
      if (link((options_.corpus + "/" + name).c_str(), link_path.c_str()) != 0) continue;
    }
  }

  [[noreturn]] void EndWithoutDevice() {
    std::string error;
    if (!failing_.RememberLostDevice(target_.last_case(), &error)) EndWithHarnessError(error);
    std::_Exit(kWorkerLostDevice);
  }

  // Ends without exit(), in which libFuzzer would see a crash of its target.
  [[noreturn]] void EndWithHarnessError(const std::string& message) {
    std::string error;
    std::_Exit(WriteFileAtomically(files_.HarnessError(), message, &error) ? kExitHarnessError : kWorkerCannotWrite);
  }

  KernelTarget target_;
  const WorkerOptions options_;
  const WorkerFiles files_;
  const FailingFolder failing_;
  SharedFile stats_file_;
  FeatureFile features_;
  Stats counted_;
  std::unordered_set<std::string> known_files_;  // of the shared corpus
  std::unordered_set<std::string> known_signatures_;
  std::set<uint64_t> lost_cases_;  // ContentHash of those that cost workers before this one their device
  Clock::time_point next_coverage_;
  Clock::time_point next_take_ = Clock::now() + kTakeInterval;
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
      "-max_total_time=" + std::to_string(static_cast<int>(std::ceil(options.seconds))),
      "-seed=" + std::to_string(options.seed),
      "-artifact_prefix=" + WorkerFiles{options.folder}.ArtifactPrefix(),
      "-reload=1",       // each second, take in what TakeIn linked
      "-len_control=0",  // the mutator keeps cases small by meaning, not by bytes
      kMaxLengthFlag,
      "-timeout=" + std::to_string(options.case_seconds),
      "-rss_limit_mb=4096",
      // The emulator's counters are many and rare, and libFuzzer's entropic schedule walks them: it took most of the
      // time.
      "-entropic=0",
      "-print_final_stats=1",
      WorkerFiles{options.folder}.Corpus(),
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
