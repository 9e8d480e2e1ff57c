// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/triage.h"

#include "campaign/shape_class.h"
#include "fuzz/kernel_under_test.h"

namespace gatefuzz {

Triaged Triage(std::string_view kernel, const AnyCase& failing, const Verdict& seen, const ShrinkOptions& options) {
  const ConfirmedFinding confirmed = Confirm(kernel, failing, seen, options);
  Triaged triaged = {
      .test_case = confirmed.finding.test_case,
      .sample =
          {
              .case_path = {},
              .symptom = confirmed.symptom,
              .verdict = confirmed.finding.verdict,
              .tokens = TokensOf(confirmed.finding.test_case),
              .experts = ExpertsOf(confirmed.finding.test_case),
              .k = ChoicesOf(confirmed.finding.test_case),
              .reproduced = confirmed.reproduced,
              .shrink_steps = confirmed.shrink_steps,
              .executions = confirmed.executions,
              .found_after_seconds = 0,
              .member = {},
          },
      .cause = {.symptom = confirmed.symptom, .shape = kNotReproduced},
  };
  if (!confirmed.reproduced) return triaged;
  const ShrunkCase root = ShrinkIsolated(kernel, triaged.test_case, options, Keep::kAnyFault);
  triaged.sample.executions += root.executions;
  if (root.verdict.IsFinding()) triaged.cause.symptom = root.verdict.symptom;
  triaged.cause.shape = ShapeClass(root.test_case);
  return triaged;
}

}  // namespace gatefuzz
