// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <string>
#include <vector>

#include "campaign/commands.h"
#include "campaign/confirm.h"
#include "campaign/exit_code.h"
#include "campaign/stop_signal.h"
#include "campaign/user_input.h"
#include "campaign/user_paths.h"
#include "fmt/format.h"
#include "harness/any_case.h"

namespace gatefuzz {
int RunShrink(const ShrinkFileOptions& options) {
  std::vector<ChosenKernel> kernels;
  const std::vector<std::string> names =
      options.kernel.empty() ? std::vector<std::string>{} : std::vector{options.kernel};
  if (!ResolveKernels(names, &kernels)) return kExitBadInput;
  AnyCase start;
  if (!ReadUserCase(options.file, &start)) return kExitBadInput;
  if (!KeepKernelsFor(start, options.file, !names.empty(), &kernels)) return kExitBadInput;
  CatchStopSignals();
  ShrinkOptions shrink;
  shrink.limit = std::chrono::seconds(options.seconds);
  shrink.case_limit = std::chrono::seconds(options.case_seconds);
  shrink.stop = StopRequested;
  // Without --kernel, the first production kernel that fails the case.
  for (const auto& [kernel, kind] : kernels) {
    const ShrunkCase shrunk = ShrinkIsolated(kernel, start, shrink);
    if (shrunk.verdict.kind == Verdict::Kind::kHarnessError) {
      fmt::print(stderr, "gatefuzz: harness error: {}\n", shrunk.verdict.text);
      return kExitHarnessError;
    }
    if (!shrunk.verdict.IsFinding()) continue;
    std::string error;
    const std::string output = UserPath(options.output);
    if (!WriteCaseFile(output, shrunk.test_case, &error)) return BadInput(error);
    const KernelFinding finding = {.kernel = std::string(kernel),
                                   .fault = shrunk.verdict.symptom.fault,
                                   .verdict = shrunk.verdict.text,
                                   .test_case = shrunk.test_case};
    fmt::print("{}\nshrunk in {} steps, {} executions\n", FindingReport(finding, output), shrunk.steps,
               shrunk.executions);
    return kExitClean;
  }
  return BadInput(
      fmt::format("{} does not fail on {}: there is nothing to shrink; name the kernel that it fails on with "
                  "--kernel",
                  UserPath(options.file), kernels.size() == 1 ? kernels[0].name : "any production kernel"));
}

}  // namespace gatefuzz
