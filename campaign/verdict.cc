// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/verdict.h"

#include <nlohmann/json.hpp>

namespace gatefuzz {
namespace {

constexpr std::string_view kNames[] = {"pass", "fail", "discard", "harness_error", "crash", "timeout"};

}  // namespace

std::string_view VerdictName(Verdict::Kind kind) { return kNames[static_cast<int>(kind)]; }

Verdict ToVerdict(const Outcome& outcome) {
  Verdict verdict;
  verdict.kind = static_cast<Verdict::Kind>(outcome.index());
  verdict.text = Describe(outcome);
  const auto* const fail = std::get_if<Fail>(&outcome);
  if (fail == nullptr) return verdict;
  verdict.symptom.fault = ClauseName(fail->clause());
  if (fail->diagnostics.empty()) return verdict;
  const emulator::Diagnostic& first = fail->diagnostics.front();
  verdict.symptom.check = emulator::FaultName(first.kind);
  verdict.symptom.file = first.source_file;
  verdict.symptom.line = first.source_line;
  verdict.symptom.ptx = first.ptx_text;
  return verdict;
}

static_assert(std::is_same_v<Outcome, std::variant<Pass, Fail, Discard, HarnessError>>,
              "the kinds of Verdict begin with Outcome's alternatives, in their order");

std::string VerdictToJson(const Verdict& verdict) {
  const nlohmann::json json = {{"verdict", VerdictName(verdict.kind)},
                               {"fault", verdict.symptom.fault},
                               {"check", verdict.symptom.check},
                               {"file", verdict.symptom.file},
                               {"line", verdict.symptom.line},
                               {"ptx", verdict.symptom.ptx},
                               {"direct", verdict.direct},
                               {"device_lost", verdict.device_lost},
                               {"disagreement", verdict.disagreement},
                               {"text", verdict.text}};
  // A message may quote bytes that are no UTF-8.
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

bool VerdictFromJson(std::string_view json, Verdict* verdict) {
  const nlohmann::json parsed = nlohmann::json::parse(json, nullptr, /*allow_exceptions=*/false);
  if (!parsed.is_object()) return false;
  const std::string name = parsed.value("verdict", "");
  for (int kind = 0; kind < static_cast<int>(std::size(kNames)); ++kind) {
    if (name != kNames[kind]) continue;
    verdict->kind = static_cast<Verdict::Kind>(kind);
    verdict->symptom.fault = parsed.value("fault", "");
    verdict->symptom.check = parsed.value("check", "");
    verdict->symptom.file = parsed.value("file", "");
    verdict->symptom.line = parsed.value("line", 0);
    verdict->symptom.ptx = parsed.value("ptx", "");
    verdict->direct = parsed.value("direct", false);
    verdict->device_lost = parsed.value("device_lost", false);
    verdict->disagreement = parsed.value("disagreement", "");
    verdict->text = parsed.value("text", "");
    return true;
  }
  return false;
}

}  // namespace gatefuzz
