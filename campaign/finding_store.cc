// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/finding_store.h"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <span>
#include <system_error>
#include <tuple>

#include "campaign/findings/snippet.h"
#include "campaign/judge.h"
#include "campaign/utc_time.h"
#include "fmt/format.h"
#include "fuzz/finding_file.h"
#include "harness/case_codec.h"
#include "harness/content_hash.h"

namespace gatefuzz {
namespace {

namespace fs = std::filesystem;

auto SizeOf(const FindingSample& sample) { return std::tuple(sample.tokens, sample.experts, sample.k); }

// Where the next sample goes: a number, or 0 if it is not wanted.
int NumberFor(const FindingSample& sample, const std::string& folder) {
  const std::vector<FindingSample> samples = ReadFindingSamples(folder);
  for (const FindingSample& other : samples) {
    if (other.symptom == sample.symptom && SizeOf(other) <= SizeOf(sample)) return 0;
  }
  std::error_code error;
  for (int number = 1; number <= kMaxSamples; ++number) {
    if (!fs::exists(fmt::format("{}/sample-{}.json", folder, number), error)) return number;
  }
  return 0;
}

}  // namespace

std::vector<FindingGroup> FindingStore::Groups(std::string_view kernel) const {
  std::vector<FindingGroup> groups = ReadFindingGroups(folder_);
  std::erase_if(groups, [kernel](const FindingGroup& group) { return group.kernel != kernel; });
  return groups;
}

bool FindingStore::Add(std::string_view kernel, Triaged triaged, Stored* stored, std::string* error) const {
  const std::string hash = fmt::format("-{:08x}", ShortHash(GroupKey(triaged)));
  const std::vector<FindingGroup> groups = Groups(kernel);
  const auto found = std::ranges::find_if(groups, [&](const FindingGroup& group) { return group.id.ends_with(hash); });
  stored->new_group = found == groups.end();
  if (stored->new_group) {
    stored->group = {.id = triaged.sample.symptom.fault + hash,
                     .kernel = std::string(kernel),
                     .cause = triaged.cause,
                     .shape = triaged.shape,
                     .created_utc = UtcNow()};
  } else {
    stored->group = *found;
  }
  const std::string folder = folder_.Group(kernel, stored->group.id);
  stored->sample = std::move(triaged.sample);
  const int number = NumberFor(stored->sample, folder);
  if (number == 0) return true;
  std::error_code code;
  fs::create_directories(folder, code);
  const std::string stem = fmt::format("{}/sample-{}", folder, number);
  const KernelFinding finding = {.kernel = std::string(kernel),
                                 .fault = stored->sample.symptom.fault,
                                 .verdict = stored->sample.verdict,
                                 .test_case = triaged.test_case};
  const std::string text = FindingReport(finding, stem + ".gfcase");
  const std::string case_path = stem + ".gfcase";
  const std::string test = GoogleTestSnippet(triaged.test_case, kernel, finding.fault, case_path);
  const std::string python = PythonSnippet(triaged.test_case, kernel, finding.fault, case_path);
  // The group last: without it the folder is none.
  if (!WriteFileAtomically(stem + ".txt", text, error) || !WriteFileAtomically(stem + ".test.cc", test, error) ||
      !WriteFileAtomically(stem + ".py", python, error) || !WriteCaseFile(case_path, triaged.test_case, error) ||
      !WriteFindingSample(stem + ".json", stored->sample, error) ||
      (stored->new_group && !WriteFindingGroup(folder, stored->group, error))) {
    return false;
  }
  stored->sample.case_path = case_path;
  return true;
}

std::vector<FindingGroup> FindingStore::MoveFixed(std::string_view kernel, std::chrono::milliseconds case_limit) const {
  std::vector<FindingGroup> fixed;
  const std::vector<FindingGroup> groups = Groups(kernel);
  if (groups.empty()) return fixed;
  CaseJudge judge(kernel, {.limit = case_limit});
  for (const FindingGroup& group : groups) {
    const std::string folder = folder_.Group(kernel, group.id);
    const bool fails = std::ranges::any_of(ReadFindingSamples(folder), [&](const FindingSample& sample) {
      AnyCase any_case;
      std::string error;
      // What never failed twice, or cannot be judged, is not fixed by passing.
      if (!sample.reproduced || !ReadCaseFile(sample.case_path, &any_case, &error)) return true;
      return judge.Judge(any_case).kind != Verdict::Kind::kPass;
    });
    if (fails) continue;
    std::error_code code;
    const std::string target = folder_.Fixed(kernel) + "/" + group.id;
    fs::create_directories(folder_.Fixed(kernel), code);
    fs::remove_all(target, code);
    fs::rename(folder, target, code);
    if (!code) fixed.push_back(group);
  }
  return fixed;
}

}  // namespace gatefuzz
