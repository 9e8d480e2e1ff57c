// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// A campaign's folder as members would have left it, made up: for tests of reports.
#ifndef GATEFUZZ_CAMPAIGN_PAGE_TESTING_EXAMPLE_CAMPAIGN_H_
#define GATEFUZZ_CAMPAIGN_PAGE_TESTING_EXAMPLE_CAMPAIGN_H_

#include <cstdint>
#include <string>

#include "campaign/record/campaign_folder.h"
#include "campaign/record/finding_group.h"
#include "campaign/record/member_record.h"

namespace gatefuzz {

// What a test of the page looks for: it must come out as text, everywhere.
inline constexpr char kHostileText[] = "</script><img src=x onerror=\"document.title='owned'\"><!-- & \x01 ]]>";

// A member that ran for eight hours on seven kernels, two of them from the zoo. `updated_utc` is `now`.
MemberRecord ExampleMember(const std::string& name, int64_t now, CampaignStatus status);
// Its curves, `points` >= 1 of them.
std::string ExampleHistory(const MemberRecord& member, int points);

// Write members/NAME/ and findings/. Stop the program on a failure.
void WriteExampleMember(const CampaignFolder& folder, const MemberRecord& member, int points);
void WriteExampleGroup(const CampaignFolder& folder, const FindingGroup& group, int samples,
                       const std::string& verdict);

// Two members, three groups of findings, coverage of sources.
void WriteExampleCampaign(const CampaignFolder& folder, int64_t now, CampaignStatus status);

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_PAGE_TESTING_EXAMPLE_CAMPAIGN_H_
