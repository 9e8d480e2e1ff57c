// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// A finding on disk: the case file, and beside it a text that says what is wrong and how to replay it.
#ifndef GATEFUZZ_FUZZ_FINDING_FILE_H_
#define GATEFUZZ_FUZZ_FINDING_FILE_H_

#include <string>
#include <string_view>

#include "harness/any_case.h"

namespace gatefuzz {

struct KernelFinding {
  std::string kernel;
  std::string fault;    // the clause's name, or "crash" or "timeout" where the process did not live to judge
  std::string verdict;  // the outcome in words, some lines
  AnyCase test_case;
};

// "unique-1f0e9a3c5b7d2846": the same case and fault, the same name.
std::string FindingName(const KernelFinding& finding);

// The text: verdict, case in words, replay command for the case file at `case_path`.
std::string FindingReport(const KernelFinding& finding, const std::string& case_path);

// Writes FOLDER/NAME.txt, then FOLDER/NAME.gfcase, each by rename; `case_path` receives the latter. FOLDER must exist.
bool SaveFinding(const KernelFinding& finding, const std::string& folder, std::string* case_path, std::string* error);

}  // namespace gatefuzz

#endif  // GATEFUZZ_FUZZ_FINDING_FILE_H_
