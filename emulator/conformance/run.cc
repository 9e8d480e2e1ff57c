// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/conformance/run.h"

#include <cassert>
#include <fstream>
#include <utility>

#include "nlohmann/json.hpp"

namespace gatefuzz::conformance {
namespace {

// The data file, a string literal without what only the suite needs: the hashes.
constexpr char kEmbedded[] =
#include "emulator/conformance/embedded_run.inc"
    ;

bool FromJson(const nlohmann::json& json, const std::string& path, Run* run, std::string* error) {
  if (!json.is_object()) {
    *error = path + ": not a JSON object";
    return false;
  }
  try {
    for (auto [key, field] : {std::pair{"device", &Run::device},
                              {"date", &Run::date},
                              {"driver", &Run::driver},
                              {"toolkit", &Run::toolkit},
                              {"command", &Run::command}}) {
      run->*field = json.at(key).get<std::string>();
    }
    for (const nlohmann::json& row : json.at("forms")) {
      Record record;
      record.form = row.at("form");
      record.tuples = row.at("tuples");
      record.mismatches = row.at("mismatches");
      record.hash = row.value("hash", "");
      record.divergence = row.value("divergence", "");
      record.emulator_hash = row.value("emulator_hash", "");
      record.special_hash = row.value("special_hash", "");
      for (const nlohmann::json& seen : row.value("errors", nlohmann::json::array())) {
        record.errors.push_back({seen.at("bound"), seen.at("gpu"), seen.at("emulator")});
      }
      run->records.emplace(record.form, std::move(record));
    }
  } catch (const nlohmann::json::exception& exception) {
    *error = path + ": " + exception.what();
    return false;
  }
  return true;
}

}  // namespace

const std::vector<Divergence>& Divergences() {
  static const std::vector<Divergence> divergences = {
#define REASON(id, why)
#define DIVERGENCE(form, tuples, id) {form, tuples, id},
#include "emulator/conformance/divergence_table.inc"
  };
  return divergences;
}

const std::vector<DivergenceReason>& DivergenceReasons() {
  static const std::vector<DivergenceReason> reasons = {
#define REASON(id, why) {id, why},
#define DIVERGENCE(form, tuples, id)
#include "emulator/conformance/divergence_table.inc"
  };
  return reasons;
}

const Divergence* DivergenceOf(std::string_view form) {
  for (const Divergence& divergence : Divergences()) {
    if (divergence.form == form) return &divergence;
  }
  return nullptr;
}

bool ReadRun(const std::string& path, Run* run, std::string* error) {
  std::ifstream file(path);
  return FromJson(nlohmann::json::parse(file, nullptr, false), path, run, error);
}

const Run& EmbeddedRun() {
  static const Run run = [] {
    Run read;
    std::string error;
    const bool is_run = FromJson(nlohmann::json::parse(kEmbedded, nullptr, false), "embedded_run.inc", &read, &error);
    assert(is_run && "the build embeds what the suite wrote");
    static_cast<void>(is_run);
    return read;
  }();
  return run;
}

}  // namespace gatefuzz::conformance
