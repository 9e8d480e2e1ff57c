// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/crosscheck/observation.h"

#include <nlohmann/json.hpp>

#include "campaign/judge.h"

namespace gatefuzz {

using Json = nlohmann::json;

Observation Observe(const AnyCase& any_case, KernelUnderTest* kernel) {
  Observation observation;
  observation.verdict = JudgeHere(any_case, kernel);
  const bool judged =
      observation.verdict.kind == Verdict::Kind::kPass || observation.verdict.kind == Verdict::Kind::kFail;
  if (judged && !observation.verdict.device_lost) observation.outputs = kernel->LaunchForBits(any_case);
  return observation;
}

std::string ObservationToJson(const Observation& observation) {
  Json outputs = Json::array();
  for (const OutputBits& output : observation.outputs) {
    outputs.push_back({{"name", output.name}, {"elements", output.elements}});
  }
  const Json json = {{"verdict", VerdictToJson(observation.verdict)}, {"outputs", outputs}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

bool ObservationFromJson(std::string_view json, Observation* observation) {
  const Json parsed = Json::parse(json, nullptr, /*allow_exceptions=*/false);
  if (!parsed.is_object() || !parsed.contains("outputs") || !parsed["outputs"].is_array()) return false;
  if (!VerdictFromJson(parsed.value("verdict", ""), &observation->verdict)) return false;
  observation->outputs.clear();
  for (const Json& output : parsed["outputs"]) {
    if (!output.is_object() || !output.contains("elements") || !output["elements"].is_array()) return false;
    OutputBits bits = {.name = output.value("name", ""), .elements = {}};
    for (const Json& element : output["elements"]) {
      if (!element.is_number_unsigned()) return false;
      bits.elements.push_back(element.get<uint64_t>());
    }
    observation->outputs.push_back(std::move(bits));
  }
  return true;
}

}  // namespace gatefuzz
