// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "campaign/commands.h"
#include "campaign/crosscheck/backend.h"
#include "campaign/crosscheck/crosscheck.h"
#include "campaign/exit_code.h"
#include "campaign/judge.h"
#include "campaign/user_input.h"
#include "campaign/user_paths.h"
#include "fmt/format.h"
#include "harness/replay_command.h"
#include "nlohmann/json.hpp"

namespace gatefuzz {
namespace {

using Json = nlohmann::ordered_json;

int ExitCodeOf(const Verdict& verdict) {
  if (verdict.IsFinding()) return kExitFinding;
  return verdict.kind == Verdict::Kind::kHarnessError ? kExitHarnessError : kExitClean;
}

void PrintText(const std::string& path, std::string_view kernel, const AnyCase& any_case, const Verdict& verdict) {
  std::string text = verdict.text;
  if (!text.empty() && text.back() == '\n') text.pop_back();
  fmt::print("{} on {}: {}\n", path, kernel, text);
  if (ExitCodeOf(verdict) == kExitClean) return;
  fmt::print("{}\nreplay: {}\n", Describe(any_case), ReplayCommand(kernel, path));
}

// Judges one file on each kernel.
class Repro {
 public:
  explicit Repro(const ReproOptions& options) : options_(options), limit_(std::chrono::seconds(options.case_seconds)) {}

  int Run();

 private:
  int RunKernel(std::string_view kernel, const std::vector<size_t>& files);
  // In a process beside this one.
  Verdict JudgeApart(std::string_view kernel, const AnyCase& any_case, CaseJudge* judge);

  const ReproOptions& options_;
  const std::chrono::milliseconds limit_;
  std::vector<AnyCase> cases_;  // of the files
  Json results_ = Json::array();
};

int Repro::Run() {
  if (const std::string reason = WhyNoBackend(options_.backend); !reason.empty()) return BadInput(reason);
  std::vector<ChosenKernel> kernels;
  if (!ResolveKernels(options_.kernels, &kernels)) return kExitBadInput;
  // All files first: a bad name late in the list is known before anything runs.
  cases_.resize(options_.files.size());
  for (size_t i = 0; i < cases_.size(); ++i) {
    if (!ReadUserCase(options_.files[i], &cases_[i])) return kExitBadInput;
    std::vector<ChosenKernel> fitting = kernels;
    if (!KeepKernelsFor(cases_[i], options_.files[i], !options_.kernels.empty(), &fitting)) return kExitBadInput;
  }
  int exit_code = kExitClean;
  for (const ChosenKernel& kernel : kernels) {
    std::vector<size_t> files;
    for (size_t i = 0; i < cases_.size(); ++i) {
      if (KindOf(cases_[i]) == kernel.kind) files.push_back(i);
    }
    const int code = RunKernel(kernel.name, files);
    // A finding is worth more than the news that something else could not be judged.
    if (exit_code != kExitFinding && code != kExitClean) exit_code = code;
  }
  if (options_.format == Format::kJson)
    fmt::print("{}\n", results_.dump(2, ' ', false, Json::error_handler_t::replace));
  return exit_code;
}

Verdict Repro::JudgeApart(std::string_view kernel, const AnyCase& any_case, CaseJudge* judge) {
  const Verdict verdict = judge->Judge(any_case);
  const bool lost = verdict.kind == Verdict::Kind::kCrash || verdict.kind == Verdict::Kind::kTimeout;
  if (!lost || options_.backend != kBothBackends) return verdict;
  CaseJudge emulator(kernel, {.limit = limit_, .backend = std::string(kEmulatorBackend)});
  return ExplainLoss(verdict, emulator.Judge(any_case));
}

int Repro::RunKernel(std::string_view kernel, const std::vector<size_t>& files) {
  std::unique_ptr<KernelUnderTest> here;
  std::unique_ptr<CaseJudge> judge;
  if (options_.in_process) {
    here = NewKernelUnderTest(kernel);
  } else {
    judge = std::make_unique<CaseJudge>(kernel, JudgeOptions{.limit = limit_, .backend = options_.backend});
  }
  int exit_code = kExitClean;
  for (const size_t i : files) {
    const Verdict verdict = options_.in_process ? JudgeOn(options_.backend, here.get())(cases_[i])
                                                : JudgeApart(kernel, cases_[i], judge.get());
    const std::string path = UserPath(options_.files[i]);
    if (options_.format == Format::kJson) {
      results_.push_back({{"file", path},
                          {"kernel", kernel},
                          {"verdict", VerdictName(verdict.kind)},
                          {"fault", verdict.symptom.fault},
                          {"disagreement", verdict.disagreement},
                          {"text", verdict.text},
                          {"replay", ReplayCommand(kernel, path)}});
    } else {
      PrintText(path, kernel, cases_[i], verdict);
    }
    const int code = ExitCodeOf(verdict);
    if (exit_code != kExitFinding && code != kExitClean) exit_code = code;
  }
  return exit_code;
}

}  // namespace

int RunRepro(const ReproOptions& options) { return Repro(options).Run(); }

}  // namespace gatefuzz
