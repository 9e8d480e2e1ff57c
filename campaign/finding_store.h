// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The findings of a campaign's folder, as the engine writes them. Several members may write at a time.
#ifndef GATEFUZZ_CAMPAIGN_FINDING_STORE_H_
#define GATEFUZZ_CAMPAIGN_FINDING_STORE_H_

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "campaign/record/campaign_folder.h"
#include "campaign/record/finding_group.h"
#include "campaign/triage.h"

namespace gatefuzz {

class FindingStore {
 public:
  explicit FindingStore(CampaignFolder folder) : folder_(std::move(folder)) {}

  struct Stored {
    FindingGroup group;
    bool new_group = false;
    FindingSample sample;  // case_path: where it was written; "" if the group had enough like it
  };
  // Puts the finding into the group of its cause, made if need be. A cause that explains those of several groups makes
  // them one, under the id of the first. Kept as a sample if there is room and the group's samples show
  // neither its symptom nor a larger case of it. False: `error` says why, and nothing half written counts.
  bool Add(std::string_view kernel, Triaged triaged, Stored* stored, std::string* error) const;

  // Judges the samples of this kernel's groups again; groups whose samples all pass move to fixed/. Returns those.
  std::vector<FindingGroup> MoveFixed(std::string_view kernel, std::chrono::milliseconds case_limit) const;

  // Of one kernel, in alphabetical order of their ids.
  std::vector<FindingGroup> Groups(std::string_view kernel) const;

 private:
  // Moves what is worth keeping of `other` into `group`.
  bool Absorb(const FindingGroup& group, const FindingGroup& other, std::string* error) const;

  CampaignFolder folder_;
};

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_FINDING_STORE_H_
