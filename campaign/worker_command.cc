// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <utility>

#include "campaign/commands.h"
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
  return kernel == nullptr ? kExitBadInput : ServeJudge(kernel.get());
}

}  // namespace gatefuzz
