// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/program.h"

#include <cstdio>
#include <exception>

#include "campaign/exit_code.h"
#include "campaign/user_paths.h"
#include "fuzz/nearest_name.h"
#include "harness/case_codec.h"

namespace gatefuzz {
namespace {

constexpr char kAbout[] =
    "Proves that GPU kernels which route tokens to experts keep their contract on every input, and finds the input "
    "where they do not.";
constexpr char kExitCodes[] =
    "Exit codes: 0 clean, 1 a kernel broke its contract, 2 bad usage or input, 3 harness error.";

std::vector<std::string_view> SubcommandNames(const CLI::App& program) {
  std::vector<std::string_view> names;
  for (const CLI::App* command : program.get_subcommands([](const CLI::App*) { return true; })) {
    if (!command->get_group().empty()) names.push_back(command->get_name());
  }
  return names;
}

std::vector<std::string> OptionNames(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

// CLI11 says that an argument is unknown; a person also wants to know which was meant.
std::string UsageMessage(const CLI::App& program, const CLI::ParseError& error) {
  const std::vector<std::string> unknown = program.remaining(/*recurse=*/true);
  if (unknown.empty()) return std::string(error.what()) + ". --help says more.";
  const std::string name = unknown[0].substr(0, unknown[0].find('='));
  const std::vector<CLI::App*> commands = program.get_subcommands();
  if (commands.empty() && !name.starts_with("-")) {
    return "there is no subcommand '" + name + "'" + DidYouMean(name, SubcommandNames(program)) + " --help lists all.";
  }
  const CLI::App& command = commands.empty() ? program : *commands[0];
  const std::vector<std::string> options = OptionNames(command);
  const std::vector<std::string_view> candidates(options.begin(), options.end());
  return "argument '" + name + "' was not expected" + DidYouMean(name, candidates) + " --help lists all.";
}

}  // namespace

int RunProgram(int argc, char** argv) {
  CLI::App program(kAbout, "gatefuzz");
  program.footer(kExitCodes);
  program.require_subcommand(1);
  Action action;
  AddFuzzCommand(&program, &action);
  AddReproCommand(&program, &action);
  AddShowCommand(&program, &action);
  AddShrinkCommand(&program, &action);
  AddEncodeCommand(&program, &action);
  AddKernelsCommand(&program, &action);
  AddWorkerCommand(&program, &action);
  AddJudgeCommand(&program, &action);
  try {
    program.parse(argc, argv);
  } catch (const CLI::Success& asked_for_help) {
    return program.exit(asked_for_help);
  } catch (const CLI::ParseError& error) {
    return BadInput(UsageMessage(program, error));
  }
  try {
    return action();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "gatefuzz: harness error: %s\n", error.what());
    return kExitHarnessError;
  }
}

void AddFormatOption(CLI::App* command, std::string* format) {
  command->add_option("--format", *format, "how to print")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
}

int BadInput(std::string_view message) {
  std::fprintf(stderr, "gatefuzz: %.*s\n", static_cast<int>(message.size()), message.data());
  return kExitBadInput;
}

const RegisteredKernel* FindKernelOrSay(std::string_view name) {
  const RegisteredKernel* kernel = FindKernel(name);
  if (kernel == nullptr) BadInput(UnknownKernelMessage(name));
  return kernel;
}

bool ResolveKernels(const std::vector<std::string>& names, std::vector<const RegisteredKernel*>* kernels) {
  for (const std::string& name : names) {
    const RegisteredKernel* kernel = FindKernelOrSay(name);
    if (kernel == nullptr) return false;
    // Named twice, a kernel is still one.
    if (std::find(kernels->begin(), kernels->end(), kernel) == kernels->end()) kernels->push_back(kernel);
  }
  if (!names.empty()) return true;
  for (const RegisteredKernel& registered : AllKernels()) {
    if (registered.production) kernels->push_back(&registered);
  }
  return true;
}

bool ReadUserCase(const std::string& path, RoutingCase* routing_case) {
  std::string error;
  if (ReadCaseFile(UserPath(path), routing_case, &error)) return true;
  BadInput(error);
  return false;
}

}  // namespace gatefuzz
