// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "campaign/commands.h"
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
  explicit Repro(const ReproOptions& options) : options_(options) {}

  int Run();

 private:
  int RunKernel(std::string_view kernel, const std::vector<size_t>& files);

  const ReproOptions& options_;
  std::vector<AnyCase> cases_;  // of the files
  Json results_ = Json::array();
};

int Repro::Run() {
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

int Repro::RunKernel(std::string_view kernel, const std::vector<size_t>& files) {
  std::unique_ptr<KernelUnderTest> here;
  std::unique_ptr<CaseJudge> judge;
  if (options_.in_process) {
    here = NewKernelUnderTest(kernel);
  } else {
    judge = std::make_unique<CaseJudge>(kernel, std::chrono::seconds(options_.case_seconds));
  }
  int exit_code = kExitClean;
  for (const size_t i : files) {
    const Verdict verdict = options_.in_process ? JudgeHere(cases_[i], here.get()) : judge->Judge(cases_[i]);
    const std::string path = UserPath(options_.files[i]);
    if (options_.format == Format::kJson) {
      results_.push_back({{"file", path},
                          {"kernel", kernel},
                          {"verdict", VerdictName(verdict.kind)},
                          {"fault", verdict.symptom.fault},
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
