// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/record/finding_group.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <system_error>

#include "harness/case_codec.h"

namespace gatefuzz {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

// The file's content as `Record`, or an error that names it.
template <typename Record>
bool ReadJson(const std::string& path, Record* record, std::string* error) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    *error = path + ": cannot be read";
    return false;
  }
  const std::string text(std::istreambuf_iterator<char>(file), {});
  try {
    *record = Json::parse(text).get<Record>();
  } catch (const Json::exception& exception) {
    *error = path + ": is damaged (" + exception.what() + ")";
    return false;
  }
  return true;
}

template <typename Record>
std::string ToText(const Record& record) {
  // A message may quote bytes that are no UTF-8.
  return Json(record).dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

// The folders in `path`, in alphabetical order, relative to it.
std::vector<std::string> FoldersIn(const std::string& path) {
  std::vector<std::string> folders;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(path, error)) {
    if (entry.is_directory(error)) folders.push_back(entry.path().filename().string());
  }
  std::ranges::sort(folders);
  return folders;
}

// Kernels' names may hold a slash, so a group lies two or three folders down.
void AddGroupsIn(const std::string& path, std::vector<FindingGroup>* groups) {
  for (const std::string& name : FoldersIn(path)) {
    const std::string folder = path + "/" + name;
    FindingGroup group;
    std::string error;
    if (ReadFindingGroup(folder, &group, &error)) {
      groups->push_back(std::move(group));
    } else {
      AddGroupsIn(folder, groups);
    }
  }
}

}  // namespace

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Symptom, fault, check, file, line, ptx)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(FindingGroup, id, kernel, cause, shape, created_utc)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(FindingSample, symptom, verdict, tokens, experts, k, reproduced, shrink_steps,
                                   executions, found_after_seconds, member)

bool ReadFindingGroup(const std::string& folder, FindingGroup* group, std::string* error) {
  return ReadJson(folder + "/group.json", group, error);
}

bool ReadFindingSample(const std::string& path, FindingSample* sample, std::string* error) {
  return ReadJson(path, sample, error);
}

std::vector<FindingSample> ReadFindingSamples(const std::string& folder) {
  std::vector<FindingSample> samples;
  for (int number = 1; number <= kMaxSamples; ++number) {
    const std::string stem = folder + "/sample-" + std::to_string(number);
    FindingSample sample;
    std::string error;
    std::error_code code;
    if (!ReadFindingSample(stem + ".json", &sample, &error) || !fs::exists(stem + ".gfcase", code)) continue;
    sample.case_path = stem + ".gfcase";
    samples.push_back(std::move(sample));
  }
  return samples;
}

std::vector<FindingGroup> ReadFindingGroups(const CampaignFolder& folder) {
  std::vector<FindingGroup> groups;
  AddGroupsIn(folder.Findings(), &groups);
  std::ranges::sort(groups, {}, [](const FindingGroup& group) { return std::pair(group.kernel, group.id); });
  return groups;
}

bool WriteFindingGroup(const std::string& folder, const FindingGroup& group, std::string* error) {
  return WriteFileAtomically(folder + "/group.json", FindingGroupToJson(group), error);
}

bool WriteFindingSample(const std::string& path, const FindingSample& sample, std::string* error) {
  return WriteFileAtomically(path, FindingSampleToJson(sample), error);
}

std::string FindingGroupToJson(const FindingGroup& group) { return ToText(group); }

std::string FindingSampleToJson(const FindingSample& sample) { return ToText(sample); }

}  // namespace gatefuzz
