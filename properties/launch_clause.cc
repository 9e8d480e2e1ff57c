// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "properties/launch_clause.h"

#include <algorithm>
#include <string>
#include <vector>

#include "fmt/format.h"

namespace gatefuzz {

bool NeedsEmulator(Clause clause) {
  return clause == Clause::kMemory || clause == Clause::kSync || clause == Clause::kRace || clause == Clause::kHang;
}

Outcome OutcomeFor(Clause clause, Outcome whole) {
  Fail* fail = std::get_if<Fail>(&whole);
  if (fail == nullptr) return whole;
  std::vector<Violation>& violations = fail->violations;
  const auto ours = std::ranges::find(violations, clause, &Violation::clause);
  if (ours == violations.end()) {
    // After these nothing of the launch can be judged, so every property fails with it.
    const bool fatal = fail->clause() == Clause::kLaunch || NeedsEmulator(fail->clause());
    return fatal ? whole : Pass{};
  }
  std::rotate(violations.begin(), ours, ours + 1);
  return whole;
}

bool EndsJudgement(const Outcome& outcome) { return IsFail(outcome) || std::holds_alternative<HarnessError>(outcome); }

std::string WrongRefusal(std::string_view what, std::string_view blamed, const Status& status) {
  if (status.code == StatusCode::kOk) return fmt::format("{}: accepted", what);
  if (status.code != StatusCode::kInvalidArgument) return fmt::format("{}: launched, and the launch failed", what);
  const std::string_view argument = status.argument == nullptr ? "" : status.argument;
  if (argument.empty() || blamed.find(fmt::format(" {} ", argument)) == std::string_view::npos) {
    return fmt::format("{}: refused, but argument \"{}\" was blamed rather than{}", what, argument, blamed);
  }
  if (status.reason == nullptr || *status.reason == '\0') return fmt::format("{}: refused without a reason", what);
  return "";
}

}  // namespace gatefuzz
