// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "properties/property.h"

#include <algorithm>
#include <vector>

#include "emulator/control.h"
#include "harness/random.h"
#include "properties/launch_clause.h"
#include "properties/relational.h"
#include "reference/score_rule.h"

namespace gatefuzz {
namespace {

// Why a launch of this case can say nothing about the clause; empty if it can.
std::string WhyVacuous(Clause clause, const RoutingProblem& problem, Operation operation) {
  switch (clause) {
    case Clause::kLaunch:
    case Clause::kFrame:
      return "";
    case Clause::kMemory:
    case Clause::kSync:
    case Clause::kRace:
    case Clause::kHang:
      return emulator::Present() ? "" : "only the emulator sees it";
    case Clause::kSum:
      if (!problem.renormalize && ScoreRuleOf(operation) != ScoreRule::kThenSoftmax) return "not renormalised";
      break;
    case Clause::kSourceRows:
      if (!problem.want_source_rows) return "no source rows wanted";
      break;
    case Clause::kWindow:
      if (problem.local_count < 0) return "no window";
      break;
    case Clause::kFinished:
      if (std::ranges::count(problem.finished, 0) == static_cast<int64_t>(problem.finished.size())) {
        return "no finished row";
      }
      break;
    default:
      break;
  }
  return problem.tokens == 0 ? "no rows" : "";
}

template <Clause kClause>
Outcome CheckLaunchClause(const RoutingCase& routing_case, Runner& runner) {
  if (std::string reason = WhyVacuous(kClause, routing_case.problem, runner.kernel().operation); !reason.empty())
    return Discard{reason};
  return OutcomeFor(kClause, runner.RunAndCheck(routing_case));
}

std::vector<Property> MakeProperties() {
  return {
#define GATEFUZZ_LAUNCH_PROPERTY(clause) \
  Property{ClauseName(Clause::clause), Clause::clause, CheckLaunchClause<Clause::clause>, false},
#define GATEFUZZ_RELATIONAL_PROPERTY(clause, function) \
  Property{ClauseName(Clause::clause), Clause::clause, function, true},
#include "properties/property_table.inc"
#undef GATEFUZZ_LAUNCH_PROPERTY
#undef GATEFUZZ_RELATIONAL_PROPERTY
  };
}

}  // namespace

bool Concerns(Clause clause, Operation operation) {
  switch (clause) {
    case Clause::kPrefix:
      return !IsGrouped(operation);
    case Clause::kShift:
      return IsRowWide(ScoreRuleOf(operation));
    default:
      return true;
  }
}

std::span<const Property> Properties() {
  static const std::vector<Property> properties = MakeProperties();
  return properties;
}

Outcome CheckAllProperties(const RoutingCase& routing_case, Runner& runner) {
  Outcome whole = runner.RunAndCheck(routing_case);
  if (!std::holds_alternative<Pass>(whole)) return whole;
  for (const Property& property : Properties()) {
    if (!property.relational) continue;
    Outcome outcome = property.check(routing_case, runner);
    if (EndsJudgement(outcome)) return outcome;
  }
  return Pass{};
}

Outcome CheckForFuzzing(const RoutingCase& routing_case, Runner& runner) {
  Outcome whole = runner.RunAndCheck(routing_case);
  if (!std::holds_alternative<Pass>(whole)) return whole;
  Random random(routing_case.seed, kFuzzingStream);
  // Each costs two launches or more, so that one on every execution would halve the number of cases tried.
  if (!random.Percent(25)) return Pass{};
  const std::span<const Property> properties = Properties();
  const Property* drawn = nullptr;
  while (drawn == nullptr || !drawn->relational || !Concerns(drawn->clause, runner.kernel().operation))
    drawn = &properties[random.Below(properties.size())];
  // Its dozens of calls do not depend on the logits, so now and then is enough.
  if (drawn->clause == Clause::kReject && !random.Percent(20)) return Pass{};
  Outcome outcome = drawn->check(routing_case, runner);
  return EndsJudgement(outcome) ? outcome : Pass{};
}

}  // namespace gatefuzz
