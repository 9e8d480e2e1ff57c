// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "campaign/findings/junit_text.h"
#include "campaign/findings/replay.h"
#include "fmt/format.h"
#include "harness/replay_command.h"

namespace gatefuzz {
namespace {

using Json = nlohmann::ordered_json;
using State = ReplayRow::State;

// By State.
constexpr const char* kStateNames[] = {"passed", "discarded", "known", "not judged", "failed"};

const char* NameOf(State state) { return kStateNames[static_cast<int>(state)]; }

std::string FirstLine(const std::string& text) { return text.substr(0, text.find('\n')); }

// "clause unique", "out of bounds at kernels/topk.cuh:12", ...
std::string FaultText(const Verdict& verdict) {
  if (!verdict.IsFinding()) return FirstLine(verdict.text);
  const Symptom& symptom = verdict.symptom;
  std::string text = verdict.kind == Verdict::Kind::kFail ? "clause " + symptom.fault : symptom.fault;
  if (!symptom.check.empty()) text += ", " + symptom.check;
  if (!symptom.file.empty()) text += fmt::format(" at {}:{}", symptom.file, symptom.line);
  return text;
}

std::string LineOf(const Replay& replay, const ReplayRow& row) {
  const CaseFile& file = replay.files.cases[row.case_index];
  return fmt::format("{}: {} on {}: {}{}; {}; replay: {}\n", NameOf(row.state), file.path, row.kernel,
                     FaultText(row.verdict), row.note.empty() ? "" : "; " + row.note,
                     FirstLine(Describe(file.test_case)), ReplayCommand(row.kernel, file.path));
}

bool NeedsAPerson(const ReplayRow& row) { return row.state >= State::kKnown; }

// Counts of what is rare are left out where they are 0.
std::string Summary(const Replay& replay) {
  std::string text = fmt::format("{} cases", replay.files.cases.size());
  for (const State state : {State::kPassed, State::kFailed, State::kKnown, State::kDiscarded, State::kNotJudged}) {
    const bool rare = state == State::kDiscarded || state == State::kNotJudged;
    const size_t count = replay.Count(state);
    if (!rare || count != 0) text += fmt::format(", {} {}", count, NameOf(state));
  }
  return text + fmt::format(", {} no case files\n", replay.files.others.size());
}

}  // namespace

std::string ReplayText(const Replay& replay) {
  std::string text;
  for (const ReplayRow& row : replay.rows) {
    if (NeedsAPerson(row)) text += LineOf(replay, row);
  }
  for (const std::string& line : replay.fixed) text += line + '\n';
  return text + Summary(replay);
}

std::string ReplayJson(const Replay& replay) {
  Json rows = Json::array();
  for (const ReplayRow& row : replay.rows) {
    if (!NeedsAPerson(row)) continue;
    const CaseFile& file = replay.files.cases[row.case_index];
    const Symptom& symptom = row.verdict.symptom;
    rows.push_back({{"file", file.path},
                    {"kernel", row.kernel},
                    {"state", NameOf(row.state)},
                    {"verdict", VerdictName(row.verdict.kind)},
                    {"fault", symptom.fault},
                    {"check", symptom.check},
                    {"source", symptom.file},
                    {"line", symptom.line},
                    {"note", row.note},
                    {"case", FirstLine(Describe(file.test_case))},
                    {"text", row.verdict.text},
                    {"replay", ReplayCommand(row.kernel, file.path)}});
  }
  const Json json = {{"cases", replay.files.cases.size()},
                     {"passed", replay.Count(State::kPassed)},
                     {"failed", replay.Count(State::kFailed)},
                     {"known", replay.Count(State::kKnown)},
                     {"discarded", replay.Count(State::kDiscarded)},
                     {"not_judged", replay.Count(State::kNotJudged)},
                     {"no_case_files", replay.files.others},
                     {"fixed", replay.fixed},
                     {"rows", rows}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string ReplayJunit(const Replay& replay) {
  const auto count = [&](State state) { return std::ranges::count(replay.rows, state, &ReplayRow::state); };
  std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  text += fmt::format(
      "<testsuite name=\"gatefuzz replay\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\">\n",
      replay.rows.size() + replay.fixed.size(), static_cast<size_t>(count(State::kFailed)) + replay.fixed.size(),
      count(State::kNotJudged), count(State::kKnown) + count(State::kDiscarded));
  for (const ReplayRow& row : replay.rows) {
    const char* const element = row.state == State::kFailed      ? "failure"
                                : row.state == State::kNotJudged ? "error"
                                : row.state == State::kPassed    ? ""
                                                                 : "skipped";
    text +=
        JunitTestCase(std::string(row.kernel), replay.files.cases[row.case_index].path, element, LineOf(replay, row));
  }
  for (const std::string& line : replay.fixed) {
    text += JunitTestCase("known findings", line, "failure", line);
  }
  return text + "</testsuite>\n";
}

}  // namespace gatefuzz
