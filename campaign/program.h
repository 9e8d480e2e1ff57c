// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The program `gatefuzz`: its command line. One file a subcommand, each declared here.
#ifndef GATEFUZZ_CAMPAIGN_PROGRAM_H_
#define GATEFUZZ_CAMPAIGN_PROGRAM_H_

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "CLI/CLI.hpp"
#include "fuzz/kernel_registry.h"
#include "harness/routing_case.h"

namespace gatefuzz {

// main() of the program. Returns an ExitCode.
int RunProgram(int argc, char** argv);

// What the command line asked for: set by the subcommand that was named, run when the whole line has been understood.
using Action = std::function<int()>;

void AddEncodeCommand(CLI::App* program, Action* action);
void AddFuzzCommand(CLI::App* program, Action* action);
void AddJudgeCommand(CLI::App* program, Action* action);  // hidden: judge.h
void AddKernelsCommand(CLI::App* program, Action* action);
void AddReproCommand(CLI::App* program, Action* action);
void AddShowCommand(CLI::App* program, Action* action);
void AddShrinkCommand(CLI::App* program, Action* action);
void AddWorkerCommand(CLI::App* program, Action* action);  // hidden: worker.h

// --format=text or json; `format` holds the default.
void AddFormatOption(CLI::App* command, std::string* format);

// Prints "gatefuzz: MESSAGE" to standard error; returns kExitBadInput.
int BadInput(std::string_view message);

// The kernel, or null after saying that there is none and which was meant.
const RegisteredKernel* FindKernelOrSay(std::string_view name);
// The names, or those of all production kernels if there are none. False after saying which is unknown.
bool ResolveKernels(const std::vector<std::string>& names, std::vector<const RegisteredKernel*>* kernels);

// Reads a case file at a path as the user gave it. False after saying what is wrong.
bool ReadUserCase(const std::string& path, RoutingCase* routing_case);

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_PROGRAM_H_
