// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <string>
#include <utility>

#include "campaign/commands.h"
#include "campaign/crosscheck/backend.h"
#include "campaign/exit_code.h"
#include "campaign/judge.h"
#include "campaign/user_input.h"
#include "campaign/worker.h"

namespace gatefuzz {

int RunWorkerCommand(const WorkerCommandOptions& options) {
  std::unique_ptr<KernelUnderTest> kernel = MakeKernelOrSay(options.kernel);
  if (kernel == nullptr) return kExitBadInput;
  RunWorker(std::move(kernel), options.worker);
}

int RunJudgeCommand(const JudgeCommandOptions& options) {
  const std::unique_ptr<KernelUnderTest> kernel = MakeKernelOrSay(options.kernel);
  if (kernel == nullptr) return kExitBadInput;
  if (const std::string reason = WhyNoBackend(options.backend); !reason.empty()) return BadInput(reason);
  return ServeJudge(*kernel, JudgeOn(options.backend, kernel.get()));
}

}  // namespace gatefuzz
