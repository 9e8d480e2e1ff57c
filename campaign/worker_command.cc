// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The two subcommands by which the program starts itself; they are not for people.
#include <memory>

#include "campaign/exit_code.h"
#include "campaign/judge.h"
#include "campaign/program.h"
#include "campaign/worker.h"

namespace gatefuzz {

void AddWorkerCommand(CLI::App* program, Action* action) {
  CLI::App* command = program->add_subcommand("worker", "campaign/worker.h")->group("");
  auto options = std::make_shared<WorkerOptions>();
  auto kernel = std::make_shared<std::string>();
  command->add_option("--kernel", *kernel)->required();
  command->add_option("--folder", options->folder)->required();
  command->add_option("--corpus", options->corpus)->required();
  command->add_option("--seeds", options->seeds);
  command->add_option("--feature-map", options->feature_map)->required();
  command->add_option("--seconds", options->seconds)->required();
  command->add_option("--seed", options->seed)->required();
  command->callback([action, options, kernel] {
    *action = [options, kernel]() -> int {
      const RegisteredKernel* registered = FindKernelOrSay(*kernel);
      if (registered == nullptr) return kExitBadInput;
      RunWorker(registered->kernel, *options);
    };
  });
}

void AddJudgeCommand(CLI::App* program, Action* action) {
  CLI::App* command = program->add_subcommand("judge", "campaign/judge.h")->group("");
  auto kernel = std::make_shared<std::string>();
  command->add_option("--kernel", *kernel)->required();
  command->callback([action, kernel] {
    *action = [kernel]() -> int {
      const RegisteredKernel* registered = FindKernelOrSay(*kernel);
      return registered == nullptr ? kExitBadInput : ServeJudge(registered->kernel);
    };
  });
}

}  // namespace gatefuzz
