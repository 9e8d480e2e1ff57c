// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <string>
#include <vector>

#include "campaign/page/report_formats.h"
#include "campaign/page/wording.h"
#include "nlohmann/json.hpp"
#include "reference/clause.h"

namespace gatefuzz {
namespace {

using Json = nlohmann::ordered_json;

// Four significant digits: curves of many kernels stay small.
double Rounded(double value) {
  if (value == 0 || !std::isfinite(value)) return 0;
  const double unit = std::pow(10, 3 - std::floor(std::log10(std::abs(value))));
  return std::round(value * unit) / unit;
}

Json RoundedList(const std::vector<double>& values) {
  Json list = Json::array();
  for (const double value : values) list.push_back(Rounded(value));
  return list;
}

std::string PromiseOf(const std::string& fault) {
  const std::optional<Clause> clause = ClauseFromName(fault);
  return clause ? std::string(ClausePromise(*clause)) : "";
}

Json MemberJson(const MemberRecord& member) {
  return {
      {"member", member.member},
      {"host", member.host},
      {"machine", member.machine},
      {"program", member.program},
      {"jobs", member.jobs},
      {"seed", std::to_string(member.seed)},  // JavaScript's numbers hold 53 bits
      {"started_utc", member.started_utc},
      {"updated_utc", member.updated_utc},
      {"elapsed_seconds", member.elapsed},
      {"asked_seconds", member.seconds},
      {"asked_executions", member.executions},
      {"sessions", member.sessions},
      {"status", CampaignStatusName(member.status)},
      {"error", member.error},
  };
}

Json GroupJson(const ReportGroup& report) {
  const FindingGroup& group = report.group;
  Json json = {
      {"id", group.id},
      {"kernel", group.kernel},
      {"readable", report.readable},
      {"fault", group.cause.fault},
      {"promise", PromiseOf(group.cause.fault)},
      {"check", group.cause.check},
      {"file", group.cause.file},
      {"line", group.cause.line},
      {"ptx", group.cause.ptx},
      {"shape", group.shape},
      {"created_utc", group.created_utc},
      {"cases", report.cases},
      {"first_seconds", report.first_seconds},
      {"last_seconds", report.last_seconds},
      {"replay", report.replay},
      {"known_issue", report.known ? report.known->issue : ""},
      {"known_expires", report.known ? report.known->expires : ""},
      {"samples", Json::array()},
  };
  for (const ReportSample& one : report.samples) {
    json["samples"].push_back({
        {"case", ToUtf8(one.sample.case_path)},
        {"fault", one.sample.symptom.fault},
        {"tokens", one.sample.tokens},
        {"experts", one.sample.experts},
        {"k", one.sample.k},
        {"reproduced", one.sample.reproduced},
        {"shrink_steps", one.sample.shrink_steps},
        {"found_after_seconds", one.sample.found_after_seconds},
        {"member", one.sample.member},
        {"text", one.text.empty() ? one.sample.verdict : one.text},
    });
  }
  return json;
}

Json KernelJson(const ReportKernel& kernel) {
  Json json = {{"kernel", kernel.record.kernel}, {"zoo", kernel.zoo}};
#define GATEFUZZ_STAT(name, combine) json[#name] = kernel.record.stats.name;
#include "campaign/worker_stats.inc"
#undef GATEFUZZ_STAT
  json["worker_seconds"] = kernel.record.worker_seconds;
  json["cases_per_worker_second"] =
      Rounded(static_cast<double>(kernel.record.stats.cases) / kernel.record.worker_seconds);
  json["corpus_files"] = kernel.record.corpus_files;
  json["lost_workers"] = kernel.record.lost_workers;
  json["error"] = kernel.record.error;
  json["groups"] = kernel.groups;
  json["first_finding_seconds"] = kernel.groups == 0 ? Json() : Json(kernel.first_finding);
  const Estimate& estimate = kernel.estimate;
  json["estimate"] = {{"known", estimate.known},
                      {"new_per_input", estimate.new_per_input},
                      {"at_most", estimate.at_most},
                      {"unseen", Rounded(estimate.unseen)},
                      {"new_in_as_many", Rounded(estimate.new_in_as_many)},
                      {"in_words", InWords(estimate, kernel.counts)}};
  return json;
}

Json CurvesJson(const ReportModel& model) {
  Json json = {{"seconds", RoundedList(model.times)}, {"groups", model.groups_found}, {"kernels", Json::array()}};
  for (const ReportCurves& curves : model.curves) {
    Json coverage = Json::array();
    for (const double percent : curves.coverage) coverage.push_back(percent < 0 ? Json() : Json(Rounded(percent)));
    json["kernels"].push_back({{"kernel", curves.kernel},
                               {"features", curves.features},
                               {"coverage", std::move(coverage)},
                               {"executions_per_second", RoundedList(curves.executions_per_second)},
                               {"corpus_files", curves.corpus_files}});
  }
  return json;
}

Json CoverageJson(const ReportCoverage& coverage) {
  Json json = {
      {"kernel", coverage.kernel}, {"cases", coverage.cases}, {"pages", coverage.pages}, {"files", Json::array()}};
  for (const ReportCoverage::File& file : coverage.files) {
    json["files"].push_back({{"file", file.file},
                             {"lines", file.lines},
                             {"lines_hit", file.lines_hit},
                             {"branches", file.branches},
                             {"branches_hit", file.branches_hit},
                             {"functions", file.functions},
                             {"functions_hit", file.functions_hit},
                             {"lines_missed", file.lines_missed}});
  }
  return json;
}

}  // namespace

std::string JsonReport(const ReportModel& model) {
  Json json = {
      {"format", "gatefuzz report"},
      {"version", 1},
      {"workdir", model.workdir},
      {"generated_utc", model.generated_utc},
      {"updated_utc", model.updated_utc},
      {"status", CampaignStatusName(model.status)},
      {"stale", model.stale},
      {"status_in_words", model.status_in_words},
      {"verdict", ReportVerdictName(model.verdict)},
      {"headline", model.headline},
      {"problems", model.problems},
      {"totals",
       {{"elapsed_seconds", model.elapsed},
        {"elapsed_in_words", DurationInWords(model.elapsed)},
        {"kernels", model.kernels.size()},
        {"executions", model.totals.executions},
        {"cases", model.totals.cases},
        {"rows", model.totals.rows},
        {"features", model.totals.features},
        {"executions_per_second", Rounded(model.executions_per_second)},
        {"failing_cases", model.failing_cases},
        {"groups", model.groups.size()}}},
      {"members", Json::array()},
      {"groups", Json::array()},
      {"kernels", Json::array()},
      {"curves", CurvesJson(model)},
      {"coverage", model.coverage ? CoverageJson(*model.coverage) : Json()},
  };
  for (const MemberRecord& member : model.members) json["members"].push_back(MemberJson(member));
  for (const ReportGroup& group : model.groups) json["groups"].push_back(GroupJson(group));
  for (const ReportKernel& kernel : model.kernels) json["kernels"].push_back(KernelJson(kernel));
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace gatefuzz
