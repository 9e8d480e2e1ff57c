// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "fuzz/finding_file.h"

#include <cstdint>
#include <span>
#include <vector>

#include "fmt/format.h"
#include "harness/case_codec.h"
#include "harness/content_hash.h"
#include "harness/replay_command.h"

namespace gatefuzz {
namespace {

std::string_view TrimmedRight(std::string_view text) {
  const size_t last = text.find_last_not_of('\n');
  return text.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

}  // namespace

std::string FindingName(const KernelFinding& finding) {
  return fmt::format("{}-{:016x}", finding.fault, ContentHash(EncodeCase(finding.test_case)));
}

std::string FindingReport(const KernelFinding& finding, const std::string& case_path) {
  return fmt::format("{}: {}\n\n{}\n\nreplay: {}\n", finding.kernel, TrimmedRight(finding.verdict),
                     TrimmedRight(Describe(finding.test_case)), ReplayCommand(finding.kernel, case_path));
}

bool SaveFinding(const KernelFinding& finding, const std::string& folder, std::string* case_path, std::string* error) {
  const std::string stem = folder + "/" + FindingName(finding);
  *case_path = stem + ".gfcase";
  const std::string report = FindingReport(finding, *case_path);
  return WriteFileAtomically(stem + ".txt", report, error) && WriteCaseFile(*case_path, finding.test_case, error);
}

}  // namespace gatefuzz
