// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include "campaign/commands.h"
#include "campaign/exit_code.h"
#include "campaign/findings/judge_pool.h"
#include "campaign/findings/promote.h"
#include "campaign/user_input.h"
#include "campaign/user_paths.h"
#include "fmt/format.h"
#include "harness/any_case.h"
#include "harness/replay_command.h"

namespace gatefuzz {
namespace {

// kExitClean, or after saying so what else: a regression is a fault that has been fixed.
int RequirePasses(const AnyCase& any_case, const std::string& path, int case_seconds) {
  std::vector<ChosenKernel> kernels;
  if (!ResolveKernels({}, &kernels) || !KeepKernelsFor(any_case, path, false, &kernels)) return kExitBadInput;
  std::vector<JudgeJob> jobs;
  for (const ChosenKernel& kernel : kernels) jobs.push_back({.kernel = kernel.name, .test_case = &any_case});
  JudgePoolOptions options;
  options.case_limit = std::chrono::seconds(case_seconds);
  const std::vector<Verdict> verdicts = JudgeAll(jobs, options);
  for (size_t i = 0; i < jobs.size(); ++i) {
    if (verdicts[i].IsFinding()) {
      BadInput(
          fmt::format("{} still fails on {} ({}): fix the kernel first; until then its place is the known findings "
                      "(docs/findings.md); replay: {}",
                      path, jobs[i].kernel, verdicts[i].symptom.fault, ReplayCommand(jobs[i].kernel, path)));
      return kExitFinding;
    }
    if (verdicts[i].kind == Verdict::Kind::kHarnessError) {
      BadInput(fmt::format("{} has no verdict on {}: {}", path, jobs[i].kernel, verdicts[i].text));
      return kExitHarnessError;
    }
  }
  return kExitClean;
}

}  // namespace

int RunPromote(const PromoteOptions& options) {
  Regression regression = {.test_case = {}, .name = options.name, .story = options.story};
  if (!ReadUserCase(options.file, &regression.test_case)) return kExitBadInput;
  if (regression.story.empty()) regression.story = "found by fuzzing";
  const std::string corpus = options.corpus.empty() ? FindCorpus(UserPath(".")) : UserPath(options.corpus);
  if (corpus.empty()) return BadInput("there is no checkout above this folder; name its corpus folder by --corpus");
  Promoted promoted;
  const std::string why_not = WhyNotPromote(regression, corpus, &promoted);
  if (!why_not.empty()) return BadInput(why_not);
  const int code = RequirePasses(regression.test_case, UserPath(options.file), options.case_seconds);
  if (code != kExitClean) return code;
  std::string error;
  if (!Promote(regression, promoted, &error)) return BadInput(error);
  fmt::print("{}\n{}\n", promoted.case_path, promoted.list_path);
  return kExitClean;
}

}  // namespace gatefuzz
