// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/commands.h"
#include "campaign/exit_code.h"
#include "campaign/judge.h"
#include "campaign/user_input.h"
#include "campaign/worker.h"

namespace gatefuzz {

int RunWorkerCommand(const WorkerCommandOptions& options) {
  const RegisteredKernel* registered = FindKernelOrSay(options.kernel);
  if (registered == nullptr) return kExitBadInput;
  RunWorker(registered->kernel, options.worker);
}

int RunJudgeCommand(const JudgeCommandOptions& options) {
  const RegisteredKernel* registered = FindKernelOrSay(options.kernel);
  return registered == nullptr ? kExitBadInput : ServeJudge(registered->kernel);
}

}  // namespace gatefuzz
