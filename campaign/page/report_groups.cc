// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/page/report_groups.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "campaign/page/wording.h"
#include "fmt/format.h"
#include "harness/replay_command.h"

namespace gatefuzz {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kReplayLine = "\nreplay: ";

std::string SampleText(const std::string& case_path) {
  std::ifstream file(fs::path(case_path).replace_extension(".txt"), std::ios::binary);
  std::string text(kMaxSampleText, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<size_t>(std::max<std::streamsize>(file.gcount(), 0)));
  return ToUtf8(text);
}

std::vector<ReportSample> SamplesOf(const CampaignFolder& folder, const FindingGroup& group) {
  std::vector<ReportSample> samples;
  for (FindingSample& sample : ReadFindingSamples(folder.Group(group.kernel, group.id))) {
    std::string text = SampleText(sample.case_path);
    samples.push_back({std::move(sample), std::move(text)});
  }
  std::ranges::sort(samples, {}, [](const ReportSample& one) {
    const FindingSample& sample = one.sample;
    return std::tuple(!sample.reproduced, sample.tokens * sample.experts, sample.k, sample.case_path);
  });
  return samples;
}

// The command that was written beside the sample knows the options it was found with.
std::string ReplayOf(const std::string& kernel, const ReportSample& sample) {
  const size_t at = sample.text.rfind(kReplayLine);
  if (at == std::string::npos) return ReplayCommand(kernel, sample.sample.case_path);
  const size_t begin = at + kReplayLine.size();
  return sample.text.substr(begin, sample.text.find('\n', begin) - begin);
}

// By "KERNEL/GROUP".
std::map<std::string, GroupCount> CountsOfAll(const std::vector<MemberRecord>& members) {
  std::map<std::string, GroupCount> counts;
  for (const MemberRecord& member : members) {
    for (const auto& [name, count] : member.groups) {
      const auto [at, added] = counts.try_emplace(name, count);
      if (added) continue;
      at->second.cases += count.cases;
      at->second.first_seconds = std::min(at->second.first_seconds, count.first_seconds);
      at->second.last_seconds = std::max(at->second.last_seconds, count.last_seconds);
    }
  }
  return counts;
}

void SetCount(const GroupCount& count, ReportGroup* group) {
  group->cases = count.cases;
  group->first_seconds = count.first_seconds;
  group->last_seconds = count.last_seconds;
}

// Of a group that is saved, and not yet in a member's record.
GroupCount CountOfSamples(const std::vector<ReportSample>& samples) {
  GroupCount count;
  count.cases = samples.size();
  for (const ReportSample& sample : samples) {
    const double seconds = sample.sample.found_after_seconds;
    if (&sample == &samples[0] || seconds < count.first_seconds) count.first_seconds = seconds;
    count.last_seconds = std::max(count.last_seconds, seconds);
  }
  return count;
}

ReportGroup UnreadableGroup(const std::string& name) {
  ReportGroup group;
  group.readable = false;
  const size_t slash = name.rfind('/');
  group.group.kernel = slash == std::string::npos ? "" : name.substr(0, slash);
  group.group.id = slash == std::string::npos ? name : name.substr(slash + 1);
  return group;
}

}  // namespace

void SetGroups(const CampaignFolder& folder, const ReportModelOptions& options, ReportModel* model) {
  std::map<std::string, GroupCount> counts = CountsOfAll(model->members);
  for (FindingGroup& found : ReadFindingGroups(folder)) {
    ReportGroup group;
    group.samples = SamplesOf(folder, found);
    if (!group.samples.empty()) group.replay = ReplayOf(found.kernel, group.samples[0]);
    if (options.known) group.known = options.known(found);
    const auto count = counts.find(found.kernel + "/" + found.id);
    SetCount(count != counts.end() ? count->second : CountOfSamples(group.samples), &group);
    if (count != counts.end()) counts.erase(count);
    group.group = std::move(found);
    model->groups.push_back(std::move(group));
  }
  // A finding is not to be lost with its folder.
  for (const auto& [name, count] : counts) {
    ReportGroup group = UnreadableGroup(name);
    SetCount(count, &group);
    model->problems.push_back(fmt::format("the group {} is counted, but its folder {} is missing or damaged", name,
                                          folder.Group(group.group.kernel, group.group.id)));
    model->groups.push_back(std::move(group));
  }
  std::ranges::sort(model->groups, {}, [](const ReportGroup& group) {
    return std::tuple(IsZooKernel(group.group.kernel), group.group.kernel, group.first_seconds, group.group.id);
  });
}

}  // namespace gatefuzz
