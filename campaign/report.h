// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What a campaign ends with: a summary that says what was found and what was covered.
#ifndef GATEFUZZ_CAMPAIGN_REPORT_H_
#define GATEFUZZ_CAMPAIGN_REPORT_H_

#include <string>

#include "campaign/campaign.h"

namespace gatefuzz {

// For people: each finding in full, then a few lines a kernel.
std::string SummaryText(const CampaignResult& result, const CampaignOptions& options, const std::string& workdir);

// One JSON object, docs/campaigns.md.
std::string SummaryJson(const CampaignResult& result, const CampaignOptions& options, const std::string& workdir);

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_REPORT_H_
