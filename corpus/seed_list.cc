// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "corpus/seed_list.h"

#include <algorithm>
#include <exception>
#include <initializer_list>
#include <set>
#include <stdexcept>

#include "harness/align_json.h"
#include "harness/case_json.h"
#include "harness/random.h"
#include "nlohmann/json.hpp"

namespace gatefuzz {
namespace {

using Json = nlohmann::json;

// Multiples of 1/16, so that every type of logit holds them exactly.
double NormalValue(Random& random) {
  const double sum = random.Unit() + random.Unit() + random.Unit() + random.Unit();
  return static_cast<double>(static_cast<int64_t>((sum - 2.0) * 3.0 * 16.0)) / 16.0;
}

// A row in its short form as an array of values. Throws where the form is wrong.
Json Expanded(const Json& row, size_t experts) {
  Json values = Json::array();
  if (row.contains("fill")) {
    values = Json(experts, row["fill"]);
  } else if (row.contains("ramp")) {
    const double first = row["ramp"].at(0);
    const double step = row["ramp"].at(1);
    for (size_t i = 0; i < experts; ++i) values.push_back(first + step * static_cast<double>(i));
  } else if (row.contains("normal")) {
    Random random(row["normal"].get<uint64_t>());
    for (size_t i = 0; i < experts; ++i) values.push_back(NormalValue(random));
  } else {
    throw std::runtime_error("a short row needs fill, ramp or normal: " + row.dump());
  }
  const Json exceptions = row.value("at", Json::object());
  for (const auto& [index, value] : exceptions.items()) values.at(std::stoul(index)) = value;
  for (const auto& [name, value] : row.items()) {
    if (name != "fill" && name != "ramp" && name != "normal" && name != "at") {
      throw std::runtime_error("a short row has no member '" + name + "'");
    }
  }
  return values;
}

Json ExpandedCase(Json json) {
  const size_t experts = json.value("experts", size_t{0});
  if (json.contains("bias") && json["bias"].is_object()) json["bias"] = Expanded(json["bias"], experts);
  for (Json& row : json.at("logits")) {
    if (row.is_object() && !row.contains("row")) row = Expanded(row, experts);
  }
  return json;
}

void RefuseUnknownMembers(const Json& json, std::initializer_list<std::string_view> known) {
  for (const auto& [name, value] : json.items()) {
    if (std::ranges::find(known, name) == known.end()) throw std::runtime_error("unknown member '" + name + "'");
  }
}

Seed ReadSeed(const Json& json, const Seed*) {
  RefuseUnknownMembers(json, {"name", "story", "kernel", "case"});
  Seed seed = {
      .name = json.at("name"), .story = json.at("story"), .kernel = json.value("kernel", ""), .routing_case = {}};
  std::string error;
  if (!CaseFromJson(ExpandedCase(json.at("case")).dump(), &seed.routing_case, &error)) throw std::runtime_error(error);
  return seed;
}

// `count` rows of k ids each by `draw(row, choice, ids before it in the row)`.
template <typename Draw>
void AppendRows(size_t count, size_t k, const Draw& draw, Json* rows) {
  for (size_t row = 0; row < count; ++row) {
    std::vector<uint64_t> ids;
    while (ids.size() < k) ids.push_back(draw(row, ids.size(), ids));
    rows->push_back(ids);
  }
}

Json ExpandedAlignCase(Json json) {
  Json rows = Json::array();
  for (const Json& row : json.at("ids")) {
    if (!row.is_object() || row.contains("row")) {
      rows.push_back(row);
      continue;
    }
    const auto experts = json.at("experts").get<uint64_t>();
    const auto k = json.at("k").get<size_t>();
    if (row.contains("drawn")) {
      RefuseUnknownMembers(row, {"drawn", "rows"});
      Random random(row["drawn"].get<uint64_t>());
      const auto draw = [&](size_t, size_t, const std::vector<uint64_t>& before) {
        uint64_t id = random.Below(experts);
        while (k <= experts && std::ranges::find(before, id) != before.end()) id = random.Below(experts);
        return id;
      };
      AppendRows(row.at("rows"), k, draw, &rows);
    } else if (row.contains("in_turn")) {
      RefuseUnknownMembers(row, {"in_turn"});
      const auto draw = [&](size_t token, size_t choice, const std::vector<uint64_t>&) {
        return (token * k + choice) % experts;
      };
      AppendRows(row["in_turn"], k, draw, &rows);
    } else {
      throw std::runtime_error("a short row needs drawn or in_turn: " + row.dump());
    }
  }
  json["ids"] = std::move(rows);
  return json;
}

AlignSeed ReadSeed(const Json& json, const AlignSeed*) {
  RefuseUnknownMembers(json, {"name", "story", "kernel", "case"});
  AlignSeed seed = {
      .name = json.at("name"), .story = json.at("story"), .kernel = json.value("kernel", ""), .align_case = {}};
  std::string error;
  if (!CaseFromJson(ExpandedAlignCase(json.at("case")).dump(), &seed.align_case, &error)) {
    throw std::runtime_error(error);
  }
  return seed;
}

template <typename OneSeed>
bool ReadList(std::string_view json, std::vector<OneSeed>* seeds, std::string* error) {
  const Json list = Json::parse(json, nullptr, /*allow_exceptions=*/false);
  if (!list.is_array()) {
    *error = "not a JSON array";
    return false;
  }
  std::set<std::string> names;
  for (const Json& row : list) {
    // The library reports a missing member or a wrong type by an exception.
    try {
      OneSeed seed = ReadSeed(row, static_cast<const OneSeed*>(nullptr));
      if (!names.insert(seed.name).second) throw std::runtime_error("the name is taken");
      seeds->push_back(std::move(seed));
    } catch (const std::exception& exception) {
      const std::string name = row.is_object() && row.contains("name") ? row["name"].dump() : row.dump().substr(0, 60);
      *error = "seed " + name + ": " + exception.what();
      return false;
    }
  }
  return true;
}

}  // namespace

bool ReadSeedList(std::string_view json, std::vector<Seed>* seeds, std::string* error) {
  return ReadList(json, seeds, error);
}

bool ReadSeedList(std::string_view json, std::vector<AlignSeed>* seeds, std::string* error) {
  return ReadList(json, seeds, error);
}

}  // namespace gatefuzz
