// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What a test prints when a property fails.
#ifndef GATEFUZZ_PROPERTIES_TESTING_FINDING_REPORT_H_
#define GATEFUZZ_PROPERTIES_TESTING_FINDING_REPORT_H_

#include <string>
#include <string_view>

#include "harness/any_case.h"
#include "properties/search.h"

namespace gatefuzz::testing {

// Saves the shrunk case under TEST_UNDECLARED_OUTPUTS_DIR (else TEST_TMPDIR, else the current directory) and tells of
// it: the case in words, the outcome, where the file is, the command that replays it.
std::string ReportFinding(std::string_view kernel, std::string_view property, const AnyCase& smallest,
                          const Outcome& outcome, int steps, int executions);
template <typename Case>
std::string ReportFinding(std::string_view kernel, std::string_view property, const FindingOf<Case>& finding) {
  return ReportFinding(kernel, property, finding.smallest, finding.outcome, finding.steps, finding.executions);
}

}  // namespace gatefuzz::testing

#endif  // GATEFUZZ_PROPERTIES_TESTING_FINDING_REPORT_H_
