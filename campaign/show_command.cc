// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "campaign/commands.h"
#include "campaign/exit_code.h"
#include "campaign/user_input.h"
#include "fmt/format.h"
#include "harness/any_case.h"

namespace gatefuzz {

int RunShow(const ShowOptions& options) {
  AnyCase any_case;
  if (!ReadUserCase(options.file, &any_case)) return kExitBadInput;
  std::string text = options.format == Format::kJson ? CaseToJson(any_case) : Describe(any_case);
  if (text.empty() || text.back() != '\n') text += '\n';
  fmt::print("{}", text);
  return kExitClean;
}

}  // namespace gatefuzz
