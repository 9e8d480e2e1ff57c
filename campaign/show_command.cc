// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include "campaign/commands.h"
#include "campaign/exit_code.h"
#include "campaign/findings/snippet.h"
#include "campaign/user_input.h"
#include "campaign/user_paths.h"
#include "fmt/format.h"
#include "harness/any_case.h"
#include "reference/clause.h"

namespace gatefuzz {
namespace {

std::string TextOf(const AnyCase& any_case, std::string_view kernel, const ShowOptions& options) {
  const std::string path = UserPath(options.file);
  switch (options.format) {
    case ShowFormat::kText:
      return Describe(any_case);
    case ShowFormat::kJson:
      return CaseToJson(any_case);
    case ShowFormat::kCpp:
      return GoogleTestSnippet(any_case, kernel, options.clause, path);
    case ShowFormat::kPython:
      return PythonSnippet(any_case, kernel, options.clause, path);
  }
  return "";
}

}  // namespace

int RunShow(const ShowOptions& options) {
  AnyCase any_case;
  if (!ReadUserCase(options.file, &any_case)) return kExitBadInput;
  const bool snippet = options.format == ShowFormat::kCpp || options.format == ShowFormat::kPython;
  if (!snippet && !(options.kernel.empty() && options.clause.empty())) {
    return BadInput("--kernel and --clause are for --format=cpp and --format=python");
  }
  if (!options.clause.empty() && options.clause != "crash" && options.clause != "timeout" &&
      !ClauseFromName(options.clause)) {
    return BadInput("there is no clause '" + options.clause + "'; docs/contract.md names them");
  }
  std::vector<std::string> names;
  if (!options.kernel.empty()) names.push_back(options.kernel);
  std::vector<ChosenKernel> kernels;
  if (!ResolveKernels(names, &kernels) || !KeepKernelsFor(any_case, options.file, !names.empty(), &kernels)) {
    return kExitBadInput;
  }
  std::string text = TextOf(any_case, kernels.front().name, options);
  if (text.empty() || text.back() != '\n') text += '\n';
  fmt::print("{}", text);
  return kExitClean;
}

}  // namespace gatefuzz
