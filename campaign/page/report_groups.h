// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Groups of findings as the report shows them: with what members counted, and with their samples.
#ifndef GATEFUZZ_CAMPAIGN_PAGE_REPORT_GROUPS_H_
#define GATEFUZZ_CAMPAIGN_PAGE_REPORT_GROUPS_H_

#include "campaign/page/report_model.h"
#include "campaign/record/campaign_folder.h"

namespace gatefuzz {

// Sets model->groups; model->members is set. Groups that were counted and cannot be read are named in model->problems.
void SetGroups(const CampaignFolder& folder, const ReportModelOptions& options, ReportModel* model);

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_PAGE_REPORT_GROUPS_H_
