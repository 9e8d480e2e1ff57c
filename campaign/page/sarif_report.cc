// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>
#include <vector>

#include "campaign/page/report_formats.h"
#include "fmt/format.h"
#include "nlohmann/json.hpp"
#include "reference/clause.h"

namespace gatefuzz {
namespace {

using Json = nlohmann::ordered_json;

constexpr char kSchema[] = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
constexpr char kSourceRoot[] = "SRCROOT";

// "unique", "memory/out of bounds"; a clause or an end of the process, and the emulator's check if one fired.
std::string RuleId(const Symptom& cause) {
  if (cause.fault.empty()) return "unreadable";
  return cause.check.empty() ? cause.fault : cause.fault + "/" + cause.check;
}

std::string RuleText(const Symptom& cause) {
  if (cause.fault.empty()) return "a group of findings that is counted, but cannot be read";
  const std::optional<Clause> clause = ClauseFromName(cause.fault);
  return clause ? std::string(ClausePromise(*clause)) : "the process that ran the kernel lives to judge the result";
}

// A path as a URI reference: the bytes that one cannot hold, escaped.
std::string UriOf(std::string_view path) {
  std::string uri;
  for (const char c : path) {
    const bool plain =
        std::isalnum(static_cast<unsigned char>(c)) != 0 || std::string_view("/-._~").find(c) != std::string_view::npos;
    uri += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return uri;
}

std::string Message(const ReportGroup& report) {
  const FindingGroup& group = report.group;
  std::string text = fmt::format("{} breaks '{}'", group.kernel, RuleId(group.cause));
  if (!group.shape.empty()) text += fmt::format(" given {}", group.shape);
  text += fmt::format(": {} cases.", report.cases);
  if (!report.samples.empty()) text += "\n\n" + report.samples[0].sample.verdict;
  if (!report.replay.empty()) text += "\n\nreplay: " + report.replay;
  return text;
}

Json Location(const FindingGroup& group) {
  Json location = {{"logicalLocations", Json::array({{{"name", group.kernel}, {"kind", "function"}}})}};
  const Symptom& cause = group.cause;
  if (!cause.file.empty()) {
    Json artifact = {{"uri", UriOf(cause.file)}};
    if (!cause.file.starts_with('/')) artifact["uriBaseId"] = kSourceRoot;
    location["physicalLocation"] = {{"artifactLocation", std::move(artifact)}};
    if (cause.line > 0) location["physicalLocation"]["region"] = {{"startLine", cause.line}};
  }
  return location;
}

Json Result(const ReportGroup& report, size_t rule) {
  const FindingGroup& group = report.group;
  Json result = {
      {"ruleId", RuleId(group.cause)},
      {"ruleIndex", rule},
      {"level", "error"},
      {"kind", "fail"},
      {"message", {{"text", Message(report)}}},
      {"locations", Json::array({Location(group)})},
      {"partialFingerprints", {{"gatefuzzGroup/v1", group.kernel + "/" + group.id}}},
      {"occurrenceCount", std::max<uint64_t>(report.cases, 1)},
      {"properties",
       {{"kernel", group.kernel},
        {"group", group.id},
        {"shape", group.shape},
        {"ptx", group.cause.ptx},
        {"cases", report.cases},
        {"firstSeenSeconds", report.first_seconds},
        {"lastSeenSeconds", report.last_seconds},
        {"samples", report.samples.size()},
        {"replay", report.replay}}},
  };
  if (report.known) {
    result["suppressions"] = Json::array(
        {{{"kind", "external"}, {"justification", report.known->issue + ", until " + report.known->expires}}});
  }
  return result;
}

}  // namespace

std::string SarifReport(const ReportModel& model) {
  std::vector<std::string> ids;
  Json rules = Json::array();
  Json results = Json::array();
  for (const ReportGroup& report : model.groups) {
    const std::string id = RuleId(report.group.cause);
    const auto known = std::ranges::find(ids, id);
    const auto rule = static_cast<size_t>(known - ids.begin());
    if (known == ids.end()) {
      ids.push_back(id);
      rules.push_back({{"id", id}, {"shortDescription", {{"text", RuleText(report.group.cause)}}}});
    }
    results.push_back(Result(report, rule));
  }
  Json invocation = {{"executionSuccessful", model.errors == 0}};
  Json notes = Json::array();
  for (const std::string& problem : model.problems) {
    notes.push_back({{"level", model.errors == 0 ? "note" : "error"}, {"message", {{"text", problem}}}});
  }
  invocation["toolExecutionNotifications"] = std::move(notes);
  Json run = {
      {"tool", {{"driver", {{"name", "gatefuzz"}, {"rules", std::move(rules)}}}}},
      {"invocations", Json::array({std::move(invocation)})},
      {"originalUriBaseIds",
       {{kSourceRoot, {{"description", {{"text", "the root of the source tree that the kernel was built from"}}}}}}},
      {"results", std::move(results)},
      {"properties",
       {{"verdict", ReportVerdictName(model.verdict)},
        {"headline", model.headline},
        {"status", CampaignStatusName(model.status)},
        {"cases", model.totals.cases}}}};
  const Json log = {{"$schema", kSchema}, {"version", "2.1.0"}, {"runs", Json::array({std::move(run)})}};
  return log.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace gatefuzz
