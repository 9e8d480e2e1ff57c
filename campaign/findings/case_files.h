// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The case files below a folder.
#ifndef GATEFUZZ_CAMPAIGN_FINDINGS_CASE_FILES_H_
#define GATEFUZZ_CAMPAIGN_FINDINGS_CASE_FILES_H_

#include <string>
#include <vector>

#include "harness/any_case.h"

namespace gatefuzz {

struct CaseFile {
  std::string path;
  AnyCase test_case;
};

struct CaseFiles {
  std::vector<CaseFile> cases;      // paths in alphabetical order
  std::vector<std::string> others;  // of each file that is none: its path and why, one line
};

// Adds what lies below `path`, however deep, or the file itself. What a finding's folder holds beside its cases
// (NAME.json, NAME.txt, ... of NAME.gfcase, and group.json) is passed over in silence. False: `path` is missing or
// cannot be read; `error` says so.
bool FindCaseFiles(const std::string& path, CaseFiles* files, std::string* error);

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_FINDINGS_CASE_FILES_H_
