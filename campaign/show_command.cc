// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "campaign/exit_code.h"
#include "campaign/program.h"
#include "fmt/format.h"
#include "harness/case_json.h"

namespace gatefuzz {
namespace {

struct ShowOptions {
  std::string file;
  std::string format = "text";
};

int Show(const ShowOptions& options) {
  RoutingCase routing_case;
  if (!ReadUserCase(options.file, &routing_case)) return kExitBadInput;
  std::string text = options.format == "json" ? CaseToJson(routing_case) : Describe(routing_case);
  if (text.empty() || text.back() != '\n') text += '\n';
  fmt::print("{}", text);
  return kExitClean;
}

}  // namespace

void AddShowCommand(CLI::App* program, Action* action) {
  CLI::App* command = program->add_subcommand("show", "Print a case file in words, or as JSON that 'encode' takes");
  auto options = std::make_shared<ShowOptions>();
  command->add_option("FILE", options->file, "a case file")->required();
  AddFormatOption(command, &options->format);
  command->callback([action, options] { *action = [options] { return Show(*options); }; });
}

}  // namespace gatefuzz
