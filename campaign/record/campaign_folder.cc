// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/record/campaign_folder.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace gatefuzz {

std::vector<std::string> CampaignFolder::Members() const {
  std::vector<std::string> members;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(MembersFolder(), error)) {
    const std::string member = entry.path().filename().string();
    if (std::filesystem::exists(State(member), error)) members.push_back(member);
  }
  std::ranges::sort(members);
  return members;
}

}  // namespace gatefuzz
