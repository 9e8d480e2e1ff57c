// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "campaign/commands.h"
#include "campaign/exit_code.h"
#include "campaign/page/report_formats.h"
#include "campaign/page/report_model.h"
#include "campaign/record/campaign_folder.h"
#include "campaign/user_input.h"
#include "campaign/user_paths.h"
#include "fmt/format.h"
#include "harness/case_codec.h"

namespace gatefuzz {
namespace {

// The format of that name; if it is empty, the one that the file's name ends in. Null: said why.
const ReportFormat* ChooseFormat(const ReportOptions& options) {
  std::string endings;
  for (const ReportFormat& format : ReportFormats()) {
    if (options.format == format.name) return &format;
    if (options.format.empty() && options.output.ends_with("." + std::string(format.ending))) return &format;
    endings += fmt::format("{}.{}", endings.empty() ? "" : ", ", format.ending);
  }
  BadInput(fmt::format("{}: its name says no format; end it in one of {}, or add --format", options.output, endings));
  return nullptr;
}

int WriteAll(const CampaignFolder& folder, const ReportModel& model) {
  std::string error;
  if (!WriteReports(folder, model, &error)) return BadInput(error);
  fmt::print("{}\n", TextReport(model));
  for (const ReportFormat& format : ReportFormats()) {
    if (format.in_workdir) fmt::print("{}\n", folder.Report(format.ending));
  }
  return kExitClean;
}

int WriteOne(const ReportFormat& format, const std::string& path, const ReportModel& model) {
  const std::string text = format.make(model);
  std::string error;
  if (!WriteFileAtomically(path, std::span(reinterpret_cast<const uint8_t*>(text.data()), text.size()), &error)) {
    return BadInput(error);
  }
  fmt::print("{}\n", path);
  return kExitClean;
}

}  // namespace

int RunReport(const ReportOptions& options) {
  const bool all = options.format.empty() && options.output.empty();
  const ReportFormat* const format = all ? nullptr : ChooseFormat(options);
  if (!all && format == nullptr) return kExitBadInput;
  const CampaignFolder folder = {UserPath(options.workdir)};
  ReportModel model;
  std::string error;
  if (!ReadReportModel(folder, ReportOptionsNow(), &model, &error)) return BadInput(error);
  if (all) return WriteAll(folder, model);
  if (options.output.empty()) {
    fmt::print("{}", format->make(model));
    return kExitClean;
  }
  const std::string path = UserPath(options.output);
  // A page elsewhere reaches the pages of coverage by their whole path.
  const bool inside = std::filesystem::path(path).parent_path() == std::filesystem::path(folder.path);
  if (model.coverage && !model.coverage->pages.empty() && !inside) {
    model.coverage->pages = folder.path + "/" + model.coverage->pages;
  }
  return WriteOne(*format, path, model);
}

}  // namespace gatefuzz
