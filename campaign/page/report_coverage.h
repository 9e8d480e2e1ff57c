// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Coverage of CUDA sources, where someone has measured it for the campaign.
#ifndef GATEFUZZ_CAMPAIGN_PAGE_REPORT_COVERAGE_H_
#define GATEFUZZ_CAMPAIGN_PAGE_REPORT_COVERAGE_H_

#include <string>

#include "campaign/page/report_model.h"

namespace gatefuzz {

// Sets model->coverage from WORKDIR/coverage.json (what `gatefuzz coverage --format=json` prints), if it is there; a
// damaged one is named in model->problems. Its pages are taken to be in WORKDIR/coverage/.
void ReadReportCoverage(const std::string& workdir, ReportModel* model);

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_PAGE_REPORT_COVERAGE_H_
