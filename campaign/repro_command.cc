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

void PrintText(const std::string& path, std::string_view kernel, const RoutingCase& routing_case,
               const Verdict& verdict) {
  std::string text = verdict.text;
  if (!text.empty() && text.back() == '\n') text.pop_back();
  fmt::print("{} on {}: {}\n", path, kernel, text);
  if (ExitCodeOf(verdict) == kExitClean) return;
  fmt::print("{}\nreplay: {}\n", Describe(routing_case), ReplayCommand(kernel, path));
}

// Judges one file on each kernel.
class Repro {
 public:
  explicit Repro(const ReproOptions& options) : options_(options) {}

  int Run();

 private:
  int RunKernel(const KernelInfo& kernel, const std::vector<RoutingCase>& cases);

  const ReproOptions& options_;
  Json results_ = Json::array();
};

int Repro::Run() {
  std::vector<const RegisteredKernel*> kernels;
  if (!ResolveKernels(options_.kernels, &kernels)) return kExitBadInput;
  // All files first: a bad name late in the list is known before anything runs.
  std::vector<RoutingCase> cases(options_.files.size());
  for (size_t i = 0; i < cases.size(); ++i) {
    if (!ReadUserCase(options_.files[i], &cases[i])) return kExitBadInput;
  }
  int exit_code = kExitClean;
  for (const RegisteredKernel* registered : kernels) {
    const int code = RunKernel(registered->kernel, cases);
    // A finding is worth more than the news that something else could not be judged.
    if (exit_code != kExitFinding && code != kExitClean) exit_code = code;
  }
  if (options_.format == Format::kJson)
    fmt::print("{}\n", results_.dump(2, ' ', false, Json::error_handler_t::replace));
  return exit_code;
}

int Repro::RunKernel(const KernelInfo& kernel, const std::vector<RoutingCase>& cases) {
  std::unique_ptr<Runner> runner;
  std::unique_ptr<CaseJudge> judge;
  if (options_.in_process) {
    runner = std::make_unique<Runner>(kernel);
  } else {
    judge = std::make_unique<CaseJudge>(kernel.name, std::chrono::seconds(options_.case_seconds));
  }
  int exit_code = kExitClean;
  for (size_t i = 0; i < cases.size(); ++i) {
    const Verdict verdict = options_.in_process ? JudgeHere(cases[i], runner.get()) : judge->Judge(cases[i]);
    const std::string path = UserPath(options_.files[i]);
    if (options_.format == Format::kJson) {
      results_.push_back({{"file", path},
                          {"kernel", kernel.name},
                          {"verdict", VerdictName(verdict.kind)},
                          {"fault", verdict.fault},
                          {"text", verdict.text},
                          {"replay", ReplayCommand(kernel.name, path)}});
    } else {
      PrintText(path, kernel.name, cases[i], verdict);
    }
    const int code = ExitCodeOf(verdict);
    if (exit_code != kExitFinding && code != kExitClean) exit_code = code;
  }
  return exit_code;
}

}  // namespace

int RunRepro(const ReproOptions& options) { return Repro(options).Run(); }

}  // namespace gatefuzz
