// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "properties/align_relational.h"

#include <utility>

#include "fmt/format.h"

namespace gatefuzz {

std::optional<Outcome> LaunchOrStop(const AlignCase& align_case, AlignRunner& runner, AlignMemory memory,
                                    std::string_view what, AlignLaunch* launch) {
  *launch = runner.Run(align_case, memory);
  if (!launch->harness_error.empty()) return HarnessError{launch->harness_error};
  BlameRefusal(launch);
  if (launch->violations.empty()) return std::nullopt;
  if (!what.empty()) {
    for (Violation& violation : launch->violations) violation.message = fmt::format("{}: {}", what, violation.message);
  }
  return Fail{std::move(launch->violations), std::move(launch->diagnostics)};
}

std::optional<Outcome> StopIfDifferent(const AlignLaunch& launch, const AlignLaunch& other, Clause clause,
                                       std::string_view what) {
  std::optional<Violation> difference = DifferenceOf(launch, other, clause, what);
  if (!difference) return std::nullopt;
  Fail fail;
  fail.violations.push_back(*std::move(difference));
  return fail;
}

}  // namespace gatefuzz
