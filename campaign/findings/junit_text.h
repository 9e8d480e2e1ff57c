// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Pieces of the JUnit format that CI systems read.
#ifndef GATEFUZZ_CAMPAIGN_FINDINGS_JUNIT_TEXT_H_
#define GATEFUZZ_CAMPAIGN_FINDINGS_JUNIT_TEXT_H_

#include <string>

namespace gatefuzz {

// Text as the value of an XML attribute. What XML cannot hold becomes '?'.
std::string JunitText(const std::string& text);

// One testcase on a line; `element` is "" of a test that passed, else "failure", "error" or "skipped".
std::string JunitTestCase(const std::string& group, const std::string& name, const std::string& element,
                          const std::string& message);

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_FINDINGS_JUNIT_TEXT_H_
