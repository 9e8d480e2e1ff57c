// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/page/report_formats.h"

#include <cstdint>
#include <ctime>

#include "harness/case_codec.h"

namespace gatefuzz {
namespace {

constexpr ReportFormat kFormats[] = {
    {"html", "html", true, HtmlReport},        {"json", "json", true, JsonReport},
    {"junit", "junit.xml", true, JunitReport}, {"sarif", "sarif", true, SarifReport},
    {"text", "txt", false, TextReport},
};

}  // namespace

std::span<const ReportFormat> ReportFormats() { return kFormats; }

ReportModelOptions ReportOptionsNow() { return {.now = std::time(nullptr), .known = nullptr}; }

bool WriteReports(const CampaignFolder& folder, std::string* error) {
  ReportModel model;
  return ReadReportModel(folder, ReportOptionsNow(), &model, error) && WriteReports(folder, model, error);
}

bool WriteReports(const CampaignFolder& folder, const ReportModel& model, std::string* error) {
  for (const ReportFormat& format : ReportFormats()) {
    if (!format.in_workdir) continue;
    const std::string text = format.make(model);
    const std::span bytes(reinterpret_cast<const uint8_t*>(text.data()), text.size());
    if (!WriteFileAtomically(folder.Report(format.ending), bytes, error)) return false;
  }
  return true;
}

}  // namespace gatefuzz
