// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/confirm.h"

#include "campaign/judge.h"
#include "properties/shrink.h"

namespace gatefuzz {

ShrunkCase ShrinkIsolated(std::string_view kernel, const RoutingCase& start, const ShrinkOptions& options) {
  CaseJudge judge(kernel, options.case_limit);
  ShrunkCase result = {.routing_case = start, .verdict = judge.Judge(start), .executions = 1};
  if (!result.verdict.IsFinding()) return result;
  const std::string fault = result.verdict.fault;
  const auto deadline = std::chrono::steady_clock::now() + options.limit;
  const auto still_fails = [&](const RoutingCase& candidate) {
    // Over time: every candidate passes, which ends the descent where it stands.
    if (options.stop() || std::chrono::steady_clock::now() > deadline) return false;
    ++result.executions;
    const Verdict verdict = judge.Judge(candidate);
    return verdict.IsFinding() && verdict.fault == fault;
  };
  const ShrinkResult shrunk = Shrink(start, still_fails);
  if (shrunk.steps == 0) return result;
  judge.Restart();
  const Verdict verdict = judge.Judge(shrunk.smallest);
  // Only what a fresh process confirms is handed on.
  if (!verdict.IsFinding() || verdict.fault != fault) return result;
  result.routing_case = shrunk.smallest;
  result.verdict = verdict;
  result.steps = shrunk.steps;
  return result;
}

ConfirmedFinding Confirm(std::string_view kernel, const RoutingCase& failing, const Verdict& seen,
                         const ShrinkOptions& options) {
  const ShrunkCase shrunk = ShrinkIsolated(kernel, failing, options);
  ConfirmedFinding confirmed;
  confirmed.reproduced = shrunk.verdict.IsFinding();
  const Verdict& verdict = confirmed.reproduced ? shrunk.verdict : seen;
  confirmed.finding = {.kernel = std::string(kernel),
                       .fault = verdict.fault,
                       .verdict = verdict.text,
                       .routing_case = confirmed.reproduced ? shrunk.routing_case : failing};
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
