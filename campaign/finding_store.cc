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

// Writes the sample, if it is wanted, and says so in its case_path.
bool AddSample(const FindingGroup& group, const std::string& folder, const AnyCase& test_case, FindingSample* sample,
               std::string* error) {
  sample->case_path.clear();
  const int number = NumberFor(*sample, folder);
  if (number == 0) return true;
  std::error_code code;
  fs::create_directories(folder, code);
  const std::string stem = fmt::format("{}/sample-{}", folder, number);
  const std::string case_path = stem + ".gfcase";
  const KernelFinding finding = {
      .kernel = group.kernel, .fault = sample->symptom.fault, .verdict = sample->verdict, .test_case = test_case};
  const std::string text = FindingReport(finding, case_path);
  const std::string test = GoogleTestSnippet(test_case, group.kernel, finding.fault, case_path);
  const std::string python = PythonSnippet(test_case, group.kernel, finding.fault, case_path);
  if (!WriteFileAtomically(stem + ".txt", text, error) || !WriteFileAtomically(stem + ".test.cc", test, error) ||
      !WriteFileAtomically(stem + ".py", python, error) || !WriteCaseFile(case_path, test_case, error) ||
      !WriteFindingSample(stem + ".json", *sample, error)) {
    return false;
  }
  sample->case_path = case_path;
  return true;
}

Cause CauseOf(const FindingGroup& group) { return {.symptom = group.cause, .shape = group.shape}; }

}  // namespace

std::vector<FindingGroup> FindingStore::Groups(std::string_view kernel) const {
  std::vector<FindingGroup> groups = ReadFindingGroups(folder_);
  std::erase_if(groups, [kernel](const FindingGroup& group) { return group.kernel != kernel; });
  return groups;
}

bool FindingStore::Add(std::string_view kernel, Triaged triaged, Stored* stored, std::string* error) const {
  std::vector<FindingGroup> groups = Groups(kernel);
  const auto explains_it = [&](const FindingGroup& group) { return Explains(CauseOf(group), triaged.cause); };
  const auto is_explained = [&](const FindingGroup& group) { return Explains(triaged.cause, CauseOf(group)); };
  auto found = std::ranges::find_if(groups, explains_it);
  const bool wider = found == groups.end();
  if (wider) found = std::ranges::find_if(groups, is_explained);
  stored->new_group = found == groups.end();
  if (stored->new_group) {
    stored->group = {.id = fmt::format("{}-{:08x}", triaged.sample.symptom.fault, ShortHash(CauseText(triaged.cause))),
                     .kernel = std::string(kernel),
                     .cause = {},
                     .shape = {},
                     .created_utc = UtcNow()};
  } else {
    stored->group = *found;
    groups.erase(found);
  }
  if (wider) {
    stored->group.cause = triaged.cause.symptom;
    stored->group.shape = triaged.cause.shape;
  }
  stored->sample = std::move(triaged.sample);
  const std::string folder = folder_.Group(kernel, stored->group.id);
  if (!AddSample(stored->group, folder, triaged.test_case, &stored->sample, error)) return false;
  // The group after its sample: without it the folder is none.
  if (wider && !WriteFindingGroup(folder, stored->group, error)) return false;
  // What seemed several causes is one, if they all are explained by what is known now.
  if (wider) {
    for (const FindingGroup& other : groups) {
      if (is_explained(other) && !Absorb(stored->group, other, error)) return false;
    }
  }
  return true;
}

bool FindingStore::Absorb(const FindingGroup& group, const FindingGroup& other, std::string* error) const {
  const std::string folder = folder_.Group(group.kernel, group.id);
  const std::string from = folder_.Group(other.kernel, other.id);
  for (FindingSample& sample : ReadFindingSamples(from)) {
    AnyCase test_case;
    if (!ReadCaseFile(sample.case_path, &test_case, error)) return false;
    if (!AddSample(group, folder, test_case, &sample, error)) return false;
  }
  std::error_code code;
  fs::remove_all(from, code);
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
