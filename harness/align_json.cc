// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Reads through AlignJsonReader::Fail, which keeps the first error and makes the later steps do nothing; so the code
// reads as a list of members. Writes by hand: the ids of one token are one line.

#include "harness/align_json.h"

#include <algorithm>
#include <bit>
#include <span>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "fmt/ranges.h"
#include "harness/case_names.h"
#include "kernels/align.h"
#include "nlohmann/json.hpp"

namespace gatefuzz {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kMembers[] = {"operation", "tokens", "k", "experts", "block_size", "id_type", "seed", "ids"};
constexpr size_t kShortestRun = 8;    // equal ids from which on {"repeat": ...} is shorter to read
constexpr int64_t kShortestRows = 4;  // and equal rows
constexpr size_t kLongestShown = 40;  // of what stands where something else was expected

std::string Shown(const Json& json) {
  std::string text = json.dump(-1, ' ', true, Json::error_handler_t::replace);
  if (text.size() > kLongestShown) text = text.substr(0, kLongestShown - 3) + "...";
  return text;
}

class AlignJsonReader {
 public:
  explicit AlignJsonReader(const Json& root) : root_(root) {}

  bool Read(AlignCase* align_case);
  const std::string& error() const { return error_; }

 private:
  void Fail(std::string_view path, std::string_view expected, const Json& got) {
    if (error_.empty()) error_ = fmt::format("{}: expected {}, got {}", path, expected, Shown(got));
  }
  const Json* Find(const char* name) const {
    const auto it = root_.find(name);
    return it == root_.end() ? nullptr : &*it;
  }

  int64_t Integer(const Json& json, std::string_view path, int64_t low, int64_t high);
  int64_t MemberInteger(const char* name, int64_t low, int64_t high, int64_t fallback);
  int64_t NeededInteger(const char* name, const char* meaning, int64_t low, int64_t high);
  // A value of the id type; any other is an error, not cut off.
  int64_t Id(const Json& json, const std::string& path, IdType type);
  // The ids of one token, in which {"repeat": n, "value": v} stands for n of them. At most kMaxTopK.
  std::vector<int64_t> Row(const Json& json, const std::string& path, IdType type);
  void ReadHeading(AlignCase* align_case);
  void ReadIds(AlignProblem* problem);

  const Json& root_;
  std::string error_;
};

int64_t AlignJsonReader::Integer(const Json& json, std::string_view path, int64_t low, int64_t high) {
  const bool fits = json.is_number_unsigned() ? json.get<uint64_t>() <= static_cast<uint64_t>(high)
                                              : json.is_number_integer() && json.get<int64_t>() <= high;
  if (fits && json.get<int64_t>() >= low) return json.get<int64_t>();
  Fail(path, fmt::format("an integer from {} to {}", low, high), json);
  return low;
}

int64_t AlignJsonReader::MemberInteger(const char* name, int64_t low, int64_t high, int64_t fallback) {
  const Json* json = Find(name);
  return json == nullptr ? fallback : Integer(*json, name, low, high);
}

int64_t AlignJsonReader::NeededInteger(const char* name, const char* meaning, int64_t low, int64_t high) {
  const Json* json = Find(name);
  if (json != nullptr) return Integer(*json, name, low, high);
  if (error_.empty()) error_ = fmt::format("{}: this member is missing; it is {}", name, meaning);
  return low;
}

int64_t AlignJsonReader::Id(const Json& json, const std::string& path, IdType type) {
  const bool is_signed = json.is_number_integer() && !json.is_number_unsigned();
  const bool fits = json.is_number_unsigned() && json.get<uint64_t>() <= static_cast<uint64_t>(INT64_MAX);
  if ((is_signed || fits) && IsValueOf(type, json.get<int64_t>())) return json.get<int64_t>();
  Fail(path, fmt::format("an integer that {} holds", IdTypeName(type)), json);
  return 0;
}

std::vector<int64_t> AlignJsonReader::Row(const Json& json, const std::string& path, IdType type) {
  std::vector<int64_t> ids;
  if (!json.is_array()) {
    Fail(path, "an array of ids", json);
    return ids;
  }
  for (size_t i = 0; i < json.size() && error_.empty(); ++i) {
    const Json& element = json[i];
    const std::string at = fmt::format("{}[{}]", path, i);
    int64_t repeat = 1;
    const Json* value = &element;
    if (element.is_object()) {
      if (element.size() != 2 || !element.contains("repeat") || !element.contains("value")) {
        Fail(at, "an id or {\"repeat\": COUNT, \"value\": ID}", element);
        return ids;
      }
      repeat = Integer(element["repeat"], at + ".repeat", 0, kMaxTopK);
      value = &element["value"];
    }
    ids.insert(ids.end(), static_cast<size_t>(repeat), Id(*value, at, type));
    if (ids.size() > static_cast<size_t>(kMaxTopK) && error_.empty()) {
      error_ = fmt::format("{}: more than {} ids", path, kMaxTopK);
    }
  }
  return ids;
}

void AlignJsonReader::ReadHeading(AlignCase* align_case) {
  for (const auto& [name, value] : root_.items()) {
    if (std::ranges::find(kMembers, name) == std::end(kMembers) && error_.empty()) {
      error_ = fmt::format("{}: there is no such member; there are {}", name, fmt::join(kMembers, ", "));
    }
  }
  const Json* operation = Find("operation");
  if (operation != nullptr && *operation != kAlignOperation) {
    Fail("operation", fmt::format("\"{}\"", kAlignOperation), *operation);
  }
  AlignProblem& problem = align_case->problem;
  problem.experts = static_cast<int32_t>(NeededInteger("experts", "the number of experts", 1, kMaxExperts));
  problem.block_size = static_cast<int32_t>(NeededInteger("block_size", "the size of a block", 1, kMaxAlignBlock));
  if (!std::has_single_bit(static_cast<unsigned>(problem.block_size))) {
    Fail("block_size", "a power of 2", *Find("block_size"));
  }
  if (const Json* type = Find("id_type")) {
    const auto name = std::ranges::find_if(kIdTypeNames, [type](const char* known) { return *type == known; });
    if (name == std::end(kIdTypeNames)) {
      Fail("id_type", fmt::format("one of \"{}\"", fmt::join(kIdTypeNames, "\", \"")), *type);
    } else {
      problem.id_type = static_cast<IdType>(name - std::begin(kIdTypeNames));
    }
  }
  if (const Json* seed = Find("seed")) {
    if (seed->is_number_unsigned()) {
      align_case->seed = seed->get<uint64_t>();
    } else {
      Fail("seed", "an integer from 0 to 2^64 - 1", *seed);
    }
  }
}

void AlignJsonReader::ReadIds(AlignProblem* problem) {
  const Json* ids = Find("ids");
  if (ids == nullptr || !ids->is_array()) {
    if (ids == nullptr && error_.empty()) error_ = "ids: this member is missing; it is an array of rows, one a token";
    if (ids != nullptr) Fail("ids", "an array of rows, one a token", *ids);
    return;
  }
  for (size_t i = 0; i < ids->size() && error_.empty(); ++i) {
    const Json& element = (*ids)[i];
    std::string path = fmt::format("ids[{}]", i);
    const Json* json = &element;
    int64_t repeat = 1;
    if (element.is_object()) {
      if (element.size() != 2 || !element.contains("repeat") || !element.contains("row")) {
        Fail(path, "a row or {\"repeat\": COUNT, \"row\": ROW}", element);
        return;
      }
      repeat = Integer(element["repeat"], path + ".repeat", 0, kMaxAlignSlots);
      json = &element["row"];
      path += ".row";
    }
    const std::vector<int64_t> row = Row(*json, path, problem->id_type);
    if (!error_.empty()) return;
    if (problem->k == 0) problem->k = static_cast<int32_t>(row.size());
    if (row.empty() || row.size() != static_cast<size_t>(problem->k)) {
      error_ = fmt::format("{}: expected {} ids, got {}", path, std::max(problem->k, 1), row.size());
      return;
    }
    problem->tokens += repeat;
    if (problem->slots() > kMaxAlignSlots) {
      error_ = fmt::format("{}: more than {} ids", path, kMaxAlignSlots);
      return;
    }
    for (int64_t n = 0; n < repeat; ++n) problem->ids.insert(problem->ids.end(), row.begin(), row.end());
  }
}

bool AlignJsonReader::Read(AlignCase* align_case) {
  if (!root_.is_object()) {
    Fail("case", "an object", root_);
    return false;
  }
  ReadHeading(align_case);
  AlignProblem& problem = align_case->problem;
  problem.k = static_cast<int32_t>(MemberInteger("k", 1, kMaxTopK, 0));
  const int64_t tokens = MemberInteger("tokens", 0, kMaxAlignSlots, -1);
  if (error_.empty()) ReadIds(&problem);
  if (error_.empty() && tokens >= 0 && tokens != problem.tokens) {
    error_ = fmt::format("tokens: it says {}, and ids has {} rows", tokens, problem.tokens);
  }
  if (error_.empty() && problem.k == 0) error_ = "k: this member is missing, and there is no row to tell it";
  return error_.empty();
}

std::string RowJson(std::span<const int64_t> ids) {
  std::vector<std::string> parts;
  for (size_t i = 0; i < ids.size();) {
    size_t end = i + 1;
    while (end < ids.size() && ids[end] == ids[i]) ++end;
    if (end - i < kShortestRun) end = i + 1;
    parts.push_back(end - i == 1 ? fmt::format("{}", ids[i])
                                 : fmt::format("{{\"repeat\": {}, \"value\": {}}}", end - i, ids[i]));
    i = end;
  }
  return fmt::format("[{}]", fmt::join(parts, ", "));
}

}  // namespace

std::string CaseToJson(const AlignCase& align_case) {
  const AlignProblem& problem = align_case.problem;
  std::string json = fmt::format("{{\n  \"operation\": \"{}\",\n", kAlignOperation);
  json += fmt::format("  \"tokens\": {}, \"k\": {}, \"experts\": {}, \"block_size\": {},\n", problem.tokens, problem.k,
                      problem.experts, problem.block_size);
  json +=
      fmt::format("  \"id_type\": \"{}\", \"seed\": {},\n  \"ids\": [", IdTypeName(problem.id_type), align_case.seed);
  const std::span<const int64_t> ids(problem.ids);
  const auto row_at = [&](int64_t row) {
    return ids.subspan(static_cast<size_t>(row * problem.k), static_cast<size_t>(problem.k));
  };
  for (int64_t row = 0; row < problem.tokens;) {
    int64_t end = row + 1;
    while (end < problem.tokens && std::ranges::equal(row_at(end), row_at(row))) ++end;
    if (end - row < kShortestRows) end = row + 1;
    const std::string text = RowJson(row_at(row));
    json += fmt::format("{}\n    {}", row == 0 ? "" : ",",
                        end - row == 1 ? text : fmt::format("{{\"repeat\": {}, \"row\": {}}}", end - row, text));
    row = end;
  }
  return json + (problem.tokens == 0 ? "]\n}\n" : "\n  ]\n}\n");
}

bool NamesOperation(std::string_view json) {
  const Json root = Json::parse(json, nullptr, /*allow_exceptions=*/false);
  return root.is_object() && root.contains("operation");
}

bool CaseFromJson(std::string_view json, AlignCase* align_case, std::string* error) {
  const Json root = Json::parse(json, nullptr, /*allow_exceptions=*/false);
  if (root.is_discarded()) {
    *error = "not JSON";
    return false;
  }
  AlignCase result;
  AlignJsonReader reader(root);
  if (!reader.Read(&result)) {
    *error = reader.error();
    return false;
  }
  *align_case = std::move(result);
  return true;
}

}  // namespace gatefuzz
