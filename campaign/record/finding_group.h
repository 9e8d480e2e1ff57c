// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Findings on disk, grouped by their likely cause. Layout: campaign_folder.h.
#ifndef GATEFUZZ_CAMPAIGN_RECORD_FINDING_GROUP_H_
#define GATEFUZZ_CAMPAIGN_RECORD_FINDING_GROUP_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "campaign/record/campaign_folder.h"
#include "campaign/record/symptom.h"

namespace gatefuzz {

struct FindingGroup {
  std::string id;  // names its folder: "unique-1f0e9a3c"
  std::string kernel;
  Symptom cause;      // of the smallest case that still fails in any way
  std::string shape;  // what that case needs to fail, in words: "non-finite logits"; "" for nothing special
  std::string created_utc;
};

struct FindingSample {
  std::string case_path;  // absolute; not in the JSON: found by the sample's own name
  Symptom symptom;
  std::string verdict;  // the outcome in words, some lines
  int64_t tokens = 0;
  int32_t experts = 0;
  int32_t k = 0;
  bool reproduced = true;  // false: a fresh process passes the case
  int shrink_steps = 0;
  int executions = 0;  // of the judge
  double found_after_seconds = 0;
  std::string member;  // that found it
};

// Of one folder findings/KERNEL/GROUP. False: `error` names the path and the fault.
bool ReadFindingGroup(const std::string& folder, FindingGroup* group, std::string* error);
// Samples in order of their numbers; damaged ones are left out.
std::vector<FindingSample> ReadFindingSamples(const std::string& folder);

// All groups of the campaign, kernels and ids in alphabetical order; damaged ones are left out.
std::vector<FindingGroup> ReadFindingGroups(const CampaignFolder& folder);

std::string FindingGroupToJson(const FindingGroup& group);
std::string FindingSampleToJson(const FindingSample& sample);

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_RECORD_FINDING_GROUP_H_
