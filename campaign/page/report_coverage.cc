// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/page/report_coverage.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include "nlohmann/json.hpp"

namespace gatefuzz {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr char kPages[] = "coverage/index.html";

ReportCoverage FromJson(const Json& json) {
  ReportCoverage coverage;
  json.at("kernel").get_to(coverage.kernel);
  json.at("cases").get_to(coverage.cases);
  for (const Json& row : json.at("files")) {
    ReportCoverage::File& file = coverage.files.emplace_back();
    row.at("file").get_to(file.file);
    row.at("lines").get_to(file.lines);
    row.at("lines_hit").get_to(file.lines_hit);
    row.at("branches").get_to(file.branches);
    row.at("branches_hit").get_to(file.branches_hit);
    row.at("functions").get_to(file.functions);
    row.at("functions_hit").get_to(file.functions_hit);
    row.at("lines_missed").get_to(file.lines_missed);
  }
  return coverage;
}

}  // namespace

void ReadReportCoverage(const std::string& workdir, ReportModel* model) {
  const std::string path = workdir + "/coverage.json";
  std::ifstream stream(path, std::ios::binary);
  if (!stream) return;
  const std::string text(std::istreambuf_iterator<char>(stream), {});
  try {
    ReportCoverage coverage = FromJson(Json::parse(text));
    std::error_code error;
    if (fs::exists(workdir + "/" + kPages, error)) coverage.pages = kPages;
    model->coverage = std::move(coverage);
  } catch (const Json::exception& exception) {
    model->problems.push_back(path + ": is not what `gatefuzz coverage --format=json` prints (" + exception.what() +
                              "); remove it, or write it anew");
  }
}

}  // namespace gatefuzz
