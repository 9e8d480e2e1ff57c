// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "properties/testing/finding_report.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "fmt/format.h"
#include "harness/replay_command.h"

namespace gatefuzz::testing {
namespace {

std::filesystem::path OutputFolder() {
  for (const char* name : {"TEST_UNDECLARED_OUTPUTS_DIR", "TEST_TMPDIR"}) {
    const char* folder = std::getenv(name);
    if (folder != nullptr && *folder != '\0') return folder;
  }
  return std::filesystem::current_path();
}

}  // namespace

std::string ReportFinding(std::string_view kernel, std::string_view property, const AnyCase& smallest,
                          const Outcome& outcome, int steps, int executions) {
  std::string name = fmt::format("{}_{}.case", kernel, property);
  std::ranges::replace(name, '/', '_');
  const std::string path = (OutputFolder() / name).string();
  std::string error;
  const bool saved = WriteCaseFile(path, smallest, &error);
  return fmt::format("property {} of kernel {}, shrunk in {} steps ({} executions)\n{}{}\n{}\n", property, kernel,
                     steps, executions, Describe(smallest), Describe(outcome),
                     saved ? fmt::format("saved as {}\nreplay: {}", path, ReplayCommand(kernel, path))
                           : fmt::format("not saved: {}", error));
}

}  // namespace gatefuzz::testing
