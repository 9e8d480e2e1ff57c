// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The formats of a campaign's report, docs/report.md. Each text is whole and valid UTF-8, whatever kernels printed.
#ifndef GATEFUZZ_CAMPAIGN_PAGE_REPORT_FORMATS_H_
#define GATEFUZZ_CAMPAIGN_PAGE_REPORT_FORMATS_H_

#include <span>
#include <string>
#include <string_view>

#include "campaign/page/report_model.h"
#include "campaign/record/campaign_folder.h"

namespace gatefuzz {

// One page that needs no other file and no network.
std::string HtmlReport(const ReportModel& model);
// The data of that page.
std::string JsonReport(const ReportModel& model);
// A test case a kernel, a failure a group of findings.
std::string JunitReport(const ReportModel& model);
// SARIF 2.1.0: a result a group of findings.
std::string SarifReport(const ReportModel& model);
// For a terminal.
std::string TextReport(const ReportModel& model);

struct ReportFormat {
  std::string_view name;
  std::string_view ending;  // of its files' names
  bool in_workdir;          // written as report.ENDING by WriteReports
  std::string (*make)(const ReportModel&);
};
std::span<const ReportFormat> ReportFormats();

// Reads the model and writes report.html, .json, .junit.xml and .sarif into the folder, each by rename. Milliseconds,
// and no kernel runs: meant to be called again and again while the campaign goes on, by one process at a time. False:
// `error` names the path, the fault and the remedy.
bool WriteReports(const CampaignFolder& folder, std::string* error);
// The same for a model that was read already.
bool WriteReports(const CampaignFolder& folder, const ReportModel& model, std::string* error);

// What ReadReportModel takes today: the present time.
ReportModelOptions ReportOptionsNow();

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_PAGE_REPORT_FORMATS_H_
