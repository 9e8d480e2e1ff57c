// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/confirm.h"

#include <cmath>
#include <cstdint>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "campaign/judge.h"
#include "harness/case_edit.h"
#include "properties/align_shrink.h"
#include "properties/shrink.h"
#include "reference/float_bits.h"

namespace gatefuzz {

namespace {

constexpr int kRotations = 16;

// Cases like the ones that relational properties launch: experts in another order, bad rows beside. An align case has
// none: its properties launch it alone, or after a larger one.
std::vector<AnyCase> Relatives(const AlignCase&) { return {}; }

std::vector<AnyCase> Relatives(const RoutingCase& routing_case) {
  std::vector<AnyCase> relatives;
  const int32_t experts = routing_case.problem.experts;
  std::vector<int32_t> order(static_cast<size_t>(experts));
  for (int rotation = 1; rotation < kRotations; ++rotation) {
    for (int32_t i = 0; i < experts; ++i) {
      order[static_cast<size_t>(i)] = (i + experts * rotation / kRotations) % experts;
    }
    relatives.push_back(WithExperts(routing_case, order));
  }
  for (const double bad : {std::nan(""), -HUGE_VAL, HUGE_VAL}) {
    RoutingCase with_row = routing_case;
    InsertRow(&with_row, 0, FromDouble(routing_case.problem.dtype, bad));
    if (ValidateCase(with_row).empty()) relatives.push_back(std::move(with_row));
  }
  return relatives;
}

ShrinkResultOf<AnyCase> ShrinkAny(const AnyCase& start, const std::function<bool(const AnyCase&)>& still_fails) {
  return std::visit(
      [&](const auto& one) {
        auto shrunk = Shrink(one, still_fails);
        return ShrinkResultOf<AnyCase>{std::move(shrunk.smallest), shrunk.steps, shrunk.executions};
      },
      start);
}

}  // namespace

ShrunkCase ShrinkIsolated(std::string_view kernel, const AnyCase& start, const ShrinkOptions& options, Keep keep) {
  CaseJudge judge(kernel, {.limit = options.case_limit});
  ShrunkCase result = {.test_case = start, .verdict = judge.Judge(start), .executions = 1};
  if (!result.verdict.IsFinding()) return result;
  const auto deadline = std::chrono::steady_clock::now() + options.limit;
  const auto judge_in_time = [&](const AnyCase& candidate) -> std::optional<Verdict> {
    if (options.stop() || std::chrono::steady_clock::now() > deadline) return std::nullopt;
    ++result.executions;
    return judge.Judge(candidate);
  };
  if (result.verdict.kind == Verdict::Kind::kFail && !result.verdict.direct) {
    for (AnyCase& relative : std::visit([](const auto& one) { return Relatives(one); }, start)) {
      const std::optional<Verdict> verdict = judge_in_time(relative);
      if (!verdict || !verdict->direct) continue;
      result.test_case = std::move(relative);
      result.verdict = *verdict;
      break;
    }
  }
  const std::string fault = result.verdict.symptom.fault;
  const bool direct = result.verdict.direct;
  const auto is_the_same = [&](const Verdict& verdict) {
    if (!verdict.IsFinding()) return false;
    // A fault that one launch shows is not given up for one that takes a comparison.
    if (keep == Keep::kAnyFault) return verdict.direct || !direct;
    return verdict.symptom.fault == fault && verdict.direct == direct;
  };
  const auto still_fails = [&](const AnyCase& candidate) {
    // Over time: every candidate passes, which ends the descent where it stands.
    const std::optional<Verdict> verdict = judge_in_time(candidate);
    return verdict && is_the_same(*verdict);
  };
  const ShrinkResultOf<AnyCase> shrunk = ShrinkAny(result.test_case, still_fails);
  if (shrunk.steps == 0) return result;
  judge.Restart();
  const Verdict verdict = judge.Judge(shrunk.smallest);
  // Only what a fresh process confirms is handed on.
  if (!is_the_same(verdict)) return result;
  result.test_case = shrunk.smallest;
  result.verdict = verdict;
  result.steps = shrunk.steps;
  return result;
}

ConfirmedFinding Confirm(std::string_view kernel, const AnyCase& failing, const Verdict& seen,
                         const ShrinkOptions& options) {
  const ShrunkCase shrunk = ShrinkIsolated(kernel, failing, options);
  ConfirmedFinding confirmed;
  confirmed.reproduced = shrunk.verdict.IsFinding();
  const Verdict& verdict = confirmed.reproduced ? shrunk.verdict : seen;
  confirmed.finding = {.kernel = std::string(kernel),
                       .fault = verdict.symptom.fault,
                       .verdict = verdict.text,
                       .test_case = confirmed.reproduced ? shrunk.test_case : failing};
  confirmed.symptom = verdict.symptom;
  if (!confirmed.reproduced) {
    confirmed.finding.verdict += "\nA fresh process does not show it (" +
                                 std::string(VerdictName(shrunk.verdict.kind)) +
                                 "): it depends on what ran before in the worker's process.";
  }
  confirmed.shrink_steps = shrunk.steps;
  confirmed.executions = shrunk.executions;
  return confirmed;
}

}  // namespace gatefuzz
