// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "properties/align_property.h"

#include <string>
#include <vector>

#include "emulator/control.h"
#include "harness/random.h"
#include "properties/align_relational.h"
#include "properties/launch_clause.h"

namespace gatefuzz {
namespace {

// Why a launch of this case can say nothing about the clause; empty if it can.
std::string WhyVacuous(Clause clause, const AlignProblem& problem) {
  if (NeedsEmulator(clause)) return emulator::Present() ? "" : "only the emulator sees it";
  const bool about_slots = clause == Clause::kPermutation || clause == Clause::kStable || clause == Clause::kBlocks;
  return about_slots && CountIds(problem).experts == 0 ? "no id names an expert" : "";
}

template <Clause kClause>
Outcome CheckLaunchClause(const AlignCase& align_case, AlignRunner& runner) {
  if (std::string reason = WhyVacuous(kClause, align_case.problem); !reason.empty()) return Discard{reason};
  return OutcomeFor(kClause, runner.RunAndCheck(align_case));
}

std::vector<AlignProperty> MakeProperties() {
  return {
#define GATEFUZZ_LAUNCH_PROPERTY(clause) \
  AlignProperty{ClauseName(Clause::clause), Clause::clause, CheckLaunchClause<Clause::clause>, false},
#define GATEFUZZ_RELATIONAL_PROPERTY(clause, function) \
  AlignProperty{ClauseName(Clause::clause), Clause::clause, function, true},
#include "properties/align_property_table.inc"
#undef GATEFUZZ_LAUNCH_PROPERTY
#undef GATEFUZZ_RELATIONAL_PROPERTY
  };
}

}  // namespace

std::span<const AlignProperty> AlignProperties() {
  static const std::vector<AlignProperty> properties = MakeProperties();
  return properties;
}

Outcome CheckAllProperties(const AlignCase& align_case, AlignRunner& runner) {
  Outcome whole = runner.RunAndCheck(align_case);
  if (!std::holds_alternative<Pass>(whole)) return whole;
  for (const AlignProperty& property : AlignProperties()) {
    if (!property.relational) continue;
    Outcome outcome = property.check(align_case, runner);
    if (EndsJudgement(outcome)) return outcome;
  }
  return Pass{};
}

Outcome CheckForFuzzing(const AlignCase& align_case, AlignRunner& runner) {
  Outcome whole = runner.RunAndCheck(align_case);
  if (!std::holds_alternative<Pass>(whole)) return whole;
  Random random(align_case.seed, kAlignFuzzingStream);
  // Each costs two launches or more, so that one on every execution would halve the number of cases tried.
  if (!random.Percent(25)) return Pass{};
  const std::span<const AlignProperty> properties = AlignProperties();
  const AlignProperty* drawn = nullptr;
  while (drawn == nullptr || !drawn->relational) drawn = &properties[random.Below(properties.size())];
  // Its dozens of calls do not depend on the ids, so now and then is enough.
  if (drawn->clause == Clause::kReject && !random.Percent(20)) return Pass{};
  Outcome outcome = drawn->check(align_case, runner);
  return EndsJudgement(outcome) ? outcome : Pass{};
}

}  // namespace gatefuzz
