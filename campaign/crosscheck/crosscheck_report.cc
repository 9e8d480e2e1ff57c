// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>
#include <string>

#include "campaign/crosscheck/crosscheck.h"
#include "campaign/findings/junit_text.h"
#include "fmt/format.h"
#include "harness/replay_command.h"

namespace gatefuzz {
namespace {

using Json = nlohmann::ordered_json;
using State = CrosscheckRow::State;

bool IsQuiet(State state) {
  return state == State::kAgreed || state == State::kWithinBounds || state == State::kDiscarded;
}

const std::string& PathOf(const Crosscheck& crosscheck, const CrosscheckRow& row) {
  return crosscheck.files.cases[row.case_index].path;
}

std::string FirstLine(const std::string& text) { return text.substr(0, text.find('\n')); }

std::string LineOf(const Crosscheck& crosscheck, const CrosscheckRow& row) {
  const std::string& path = PathOf(crosscheck, row);
  return fmt::format("{}: {} on {}: {}; replay: {}", StateName(row.state), path, row.kernel,
                     FirstLine(row.verdict.text), ReplayCommand(row.kernel, path));
}

// States that occur, with how often.
std::string Counts(const Crosscheck& crosscheck) {
  std::string text;
  for (int i = 0; i < CrosscheckRow::kStates; ++i) {
    const auto state = static_cast<State>(i);
    const size_t count = crosscheck.Count(state);
    if (count == 0 && state != State::kAgreed) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, StateName(state));
  }
  return text;
}

}  // namespace

std::string CrosscheckText(const Crosscheck& crosscheck) {
  std::string text;
  for (const CrosscheckRow& row : crosscheck.rows) {
    if (!IsQuiet(row.state)) text += LineOf(crosscheck, row) + '\n';
  }
  return text + fmt::format("{} verdicts on {} cases, emulator and {}: {}; {} disagreements\n", crosscheck.rows.size(),
                            crosscheck.files.cases.size(), crosscheck.device, Counts(crosscheck),
                            crosscheck.Disagreements());
}

std::string CrosscheckJson(const Crosscheck& crosscheck) {
  Json counts;
  for (int i = 0; i < CrosscheckRow::kStates; ++i) {
    const auto state = static_cast<State>(i);
    counts[std::string(StateName(state))] = crosscheck.Count(state);
  }
  Json rows = Json::array();
  for (const CrosscheckRow& row : crosscheck.rows) {
    if (IsQuiet(row.state)) continue;
    const std::string& path = PathOf(crosscheck, row);
    const Symptom& symptom = row.verdict.symptom;
    rows.push_back({{"file", path},
                    {"kernel", row.kernel},
                    {"state", StateName(row.state)},
                    {"fault", symptom.fault},
                    {"check", symptom.check},
                    {"source", symptom.file},
                    {"line", symptom.line},
                    {"text", row.verdict.text},
                    {"replay", ReplayCommand(row.kernel, path)}});
  }
  const Json json = {{"device", crosscheck.device},
                     {"cases", crosscheck.files.cases.size()},
                     {"verdicts", crosscheck.rows.size()},
                     {"disagreements", crosscheck.Disagreements()},
                     {"counts", counts},
                     {"rows", rows}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string CrosscheckJunit(const Crosscheck& crosscheck) {
  const size_t not_judged = crosscheck.Count(State::kNotJudged);
  const size_t discarded = crosscheck.Count(State::kDiscarded);
  const size_t failures =
      crosscheck.Disagreements() + crosscheck.Count(State::kBadOnBoth) + crosscheck.Count(State::kBlindSpot);
  std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  text += fmt::format(
      "<testsuite name=\"gatefuzz crosscheck\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\">\n",
      crosscheck.rows.size(), failures, not_judged, discarded);
  for (const CrosscheckRow& row : crosscheck.rows) {
    const char* const element = row.state == State::kAgreed      ? ""
                                : row.state == State::kDiscarded ? "skipped"
                                : row.state == State::kNotJudged ? "error"
                                                                 : "failure";
    text += JunitTestCase(std::string(row.kernel), PathOf(crosscheck, row), element, LineOf(crosscheck, row));
  }
  return text + "</testsuite>\n";
}

}  // namespace gatefuzz
