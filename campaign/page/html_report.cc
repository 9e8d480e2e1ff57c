// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <string_view>

#include "campaign/page/report_formats.h"

namespace gatefuzz {
namespace {

constexpr std::string_view kTemplate =
#include "campaign/page/page.html.inc"
    ;
constexpr std::string_view kStyle =
#include "campaign/page/page.css.inc"
    ;
constexpr std::string_view kCharts =
#include "campaign/page/chart.min.js.inc"
    ;
constexpr std::string_view kScript =
#include "campaign/page/page.js.inc"
    ;
constexpr std::string_view kChartScript =
#include "campaign/page/charts.js.inc"
    ;

// JSON that no HTML parser can leave before its end: in JSON, "<" stands in strings alone.
std::string ScriptSafe(const std::string& json) {
  std::string safe;
  safe.reserve(json.size());
  for (const char c : json) {
    if (c == '<') {
      safe += "\\u003c";
    } else {
      safe += c;
    }
  }
  return safe;
}

}  // namespace

std::string HtmlReport(const ReportModel& model) {
  // While the campaign runs the page is written anew; one that was killed would be loaded for ever.
  const bool refresh = model.status == CampaignStatus::kRunning && !model.stale;
  const std::string data = ScriptSafe(JsonReport(model));
  const struct {
    std::string_view mark;
    std::string_view text;
  } parts[] = {{"{{refresh}}", refresh ? "<meta http-equiv=\"refresh\" content=\"30\">" : ""},
               {"{{style}}", kStyle},
               {"{{data}}", data},
               {"{{chart.js}}", kCharts},
               {"{{charts}}", kChartScript},
               {"{{script}}", kScript}};
  // Marks stand in the template in this order; what is put in is not searched.
  std::string page;
  std::string_view rest = kTemplate;
  for (const auto& [mark, text] : parts) {
    const size_t at = rest.find(mark);
    page += rest.substr(0, at);
    page += text;
    rest.remove_prefix(at == std::string_view::npos ? rest.size() : at + mark.size());
  }
  return page += rest;
}

}  // namespace gatefuzz
