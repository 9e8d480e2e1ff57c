// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "campaign/commands.h"
#include "campaign/crosscheck/backend.h"
#include "campaign/crosscheck/crosscheck.h"
#include "campaign/devices.h"
#include "campaign/exit_code.h"
#include "campaign/findings/replay.h"
#include "campaign/live_count.h"
#include "campaign/user_input.h"
#include "fmt/format.h"
#include "fuzz/kernel_registry.h"

namespace gatefuzz {
namespace {

std::vector<std::string> ZooNames() {
  std::vector<std::string> names;
  for (const RegisteredKernel& registered : AllKernels()) {
    if (!registered.production) names.emplace_back(registered.kernel.name);
  }
  return names;
}

}  // namespace

int RunCrosscheck(const CrosscheckOptions& options) {
  if (const std::string reason = WhyNoBackend(kBothBackends); !reason.empty()) return BadInput(reason);
  std::vector<std::string> names = options.kernels;
  if (options.zoo) names = ZooNames();
  std::vector<ChosenKernel> kernels;
  CaseFiles files;
  if (!ResolveKernels(names, &kernels) || !FindUserCases(options.folders, kernels, &files)) {
    return kExitBadInput;
  }
  // Known before anything runs: else each case would say so.
  if (const std::string reason = WhyNoDevice(); !reason.empty()) {
    fmt::print(stderr, "gatefuzz: {}; crosscheck takes a GPU beside the emulator\n", reason);
    return kExitHarnessError;
  }
  Crosscheck crosscheck;
  {
    LiveCount progress("judged", MostVerdicts(files, kernels, 0));
    crosscheck = CrosscheckCases(std::move(files), kernels,
                                 {.processes = options.jobs > 0 ? options.jobs : DefaultJobs(),
                                  .case_limit = std::chrono::seconds(options.case_seconds),
                                  .devices = UsableDevices(),
                                  .progress = [&](size_t done) { progress.Show(done); }});
  }
  crosscheck.device = DeviceInWords();
  using Print = std::string (*)(const Crosscheck&);
  const Print print = options.format == ReplayFormat::kText   ? CrosscheckText
                      : options.format == ReplayFormat::kJson ? CrosscheckJson
                                                              : CrosscheckJunit;
  fmt::print("{}", print(crosscheck));
  return crosscheck.ExitCode();
}

}  // namespace gatefuzz
