// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Members' histories as curves over one axis of time.
#ifndef GATEFUZZ_CAMPAIGN_PAGE_REPORT_CURVES_H_
#define GATEFUZZ_CAMPAIGN_PAGE_REPORT_CURVES_H_

#include <vector>

#include "campaign/page/report_model.h"
#include "campaign/record/member_record.h"

namespace gatefuzz {

// Sets model->times, groups_found and curves, from a history a member; model->kernels is set. A member counts with its
// last figures from its end on; its executions are taken to rise evenly between two points.
void SetCurves(std::vector<std::vector<HistoryPoint>> histories, ReportModel* model);

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_PAGE_REPORT_CURVES_H_
