// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "campaign/commands.h"
#include "campaign/exit_code.h"
#include "campaign/user_input.h"
#include "fmt/format.h"
#include "harness/case_json.h"
#include "harness/routing_case.h"

namespace gatefuzz {

int RunShow(const ShowOptions& options) {
  RoutingCase routing_case;
  if (!ReadUserCase(options.file, &routing_case)) return kExitBadInput;
  std::string text = options.format == Format::kJson ? CaseToJson(routing_case) : Describe(routing_case);
  if (text.empty() || text.back() != '\n') text += '\n';
  fmt::print("{}", text);
  return kExitClean;
}

}  // namespace gatefuzz
