// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "properties/relational.h"

#include <utility>

#include "fmt/format.h"
#include "harness/value_text.h"

namespace gatefuzz {

std::optional<Outcome> RunOrStop(const RoutingCase& routing_case, Runner& runner, std::string_view what,
                                 RoutingResult* result) {
  if (std::optional<std::string> reason = WhyInapplicable(runner.kernel(), routing_case)) return Discard{*reason};
  Launch launch = runner.Run(routing_case);
  if (!launch.harness_error.empty()) return HarnessError{launch.harness_error};
  BlameRefusal(&launch);
  if (launch.violations.empty()) {
    *result = std::move(launch.result);
    return std::nullopt;
  }
  if (!what.empty()) {
    for (Violation& violation : launch.violations) violation.message = fmt::format("{}: {}", what, violation.message);
  }
  return Fail{std::move(launch.violations), std::move(launch.diagnostics)};
}

std::optional<Violation> FirstDifference(Clause clause, const RowView& a, const RowView& b, int32_t slots,
                                         Compare compare, std::string_view what) {
  for (int32_t slot = 0; slot < slots; ++slot) {
    if (a.id(slot) != b.id(slot)) {
      return Violation{clause, a.row, slot, fmt::format("id {} became {} {}", a.id(slot), b.id(slot), what)};
    }
    if (compare == Compare::kIdsAndWeights && a.weight(slot) != b.weight(slot)) {
      return Violation{
          clause, a.row, slot,
          fmt::format("id {}: weight {} ({}) became {} ({}) {}", a.id(slot), ValueText(DType::kF32, a.weight(slot)),
                      PatternText(DType::kF32, a.weight(slot)), ValueText(DType::kF32, b.weight(slot)),
                      PatternText(DType::kF32, b.weight(slot)), what)};
    }
  }
  return std::nullopt;
}

Fail FailOf(Violation violation) {
  Fail fail;
  fail.violations.push_back(std::move(violation));
  return fail;
}

}  // namespace gatefuzz
