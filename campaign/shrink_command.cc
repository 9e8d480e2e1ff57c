// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "campaign/confirm.h"
#include "campaign/exit_code.h"
#include "campaign/program.h"
#include "campaign/stop_signal.h"
#include "campaign/user_paths.h"
#include "fmt/format.h"
#include "harness/case_codec.h"

namespace gatefuzz {
namespace {

struct ShrinkCommandOptions {
  std::string file;
  std::string output;
  std::string kernel;
  int seconds = 60;
};

int ShrinkFile(const ShrinkCommandOptions& options) {
  std::vector<const RegisteredKernel*> kernels;
  const std::vector<std::string> names =
      options.kernel.empty() ? std::vector<std::string>{} : std::vector{options.kernel};
  if (!ResolveKernels(names, &kernels)) return kExitBadInput;
  RoutingCase start;
  if (!ReadUserCase(options.file, &start)) return kExitBadInput;
  CatchStopSignals();
  ShrinkOptions shrink;
  shrink.limit = std::chrono::seconds(options.seconds);
  shrink.stop = StopRequested;
  // Without --kernel, the first production kernel that fails the case.
  for (const RegisteredKernel* registered : kernels) {
    const std::string_view kernel = registered->kernel.name;
    const ShrunkCase shrunk = ShrinkIsolated(kernel, start, shrink);
    if (shrunk.verdict.kind == Verdict::Kind::kHarnessError) {
      fmt::print(stderr, "gatefuzz: harness error: {}\n", shrunk.verdict.text);
      return kExitHarnessError;
    }
    if (!shrunk.verdict.IsFinding()) continue;
    std::string error;
    const std::string output = UserPath(options.output);
    if (!WriteCaseFile(output, shrunk.routing_case, &error)) return BadInput(error);
    const Finding finding = {.kernel = std::string(kernel),
                             .fault = shrunk.verdict.fault,
                             .verdict = shrunk.verdict.text,
                             .routing_case = shrunk.routing_case};
    fmt::print("{}\nshrunk in {} steps, {} executions\n", FindingReport(finding, output), shrunk.steps,
               shrunk.executions);
    return kExitClean;
  }
  return BadInput(
      fmt::format("{} does not fail on {}: there is nothing to shrink; name the kernel that it fails on with "
                  "--kernel",
                  UserPath(options.file), kernels.size() == 1 ? kernels[0]->kernel.name : "any production kernel"));
}

}  // namespace

void AddShrinkCommand(CLI::App* program, Action* action) {
  CLI::App* command =
      program->add_subcommand("shrink", "Make a failing case as small as it goes while it breaks the same clause");
  auto options = std::make_shared<ShrinkCommandOptions>();
  command->add_option("FILE", options->file, "a case file")->required();
  command->add_option("-o,--output", options->output, "the case file to write")->required();
  command->add_option("--kernel", options->kernel, "kernel that fails the case (default: a production kernel)");
  command->add_option("--seconds", options->seconds, "write the smallest case reached by then")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command->callback([action, options] { *action = [options] { return ShrinkFile(*options); }; });
}

}  // namespace gatefuzz
