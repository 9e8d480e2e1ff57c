// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Reads the JSON of a case. Every step reports through JsonReader::Fail, which keeps the first error and makes the
// later steps do nothing; so the code reads as a list of members.

#include <cctype>
#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fmt/format.h"
#include "fmt/ranges.h"
#include "harness/case_json.h"
#include "harness/case_names.h"
#include "harness/value_text.h"
#include "nlohmann/json.hpp"
#include "reference/float_bits.h"

namespace gatefuzz {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kMembers[] = {"tokens", "experts",     "k",           "dtype",       "id_type", "non_finite",
                                         "scale",  "renormalize", "source_rows", "row_padding", "seed",    "groups",
                                         "window", "finished",    "bias",        "logits"};
constexpr const char* kDTypeNames[] = {"f32", "f16", "bf16"};
constexpr const char* kValueForms = "a number, \"nan\", \"inf\", \"-inf\" or a bit pattern such as \"{}\"";

std::string Shown(const Json& json) {
  std::string text = json.dump(-1, ' ', true, Json::error_handler_t::replace);
  if (text.size() > 40) text = text.substr(0, 37) + "...";
  return text;
}

class JsonReader {
 public:
  explicit JsonReader(const Json& root) : root_(root) {}

  bool Read(RoutingCase* routing_case);
  const std::string& error() const { return error_; }

 private:
  void Fail(std::string_view path, std::string_view expected, const Json& got) {
    if (error_.empty()) error_ = fmt::format("{}: expected {}, got {}", path, expected, Shown(got));
  }
  const Json* Find(const char* name) const {
    const auto it = root_.find(name);
    return it == root_.end() ? nullptr : &*it;
  }

  int64_t Integer(const Json& json, std::string_view path, int64_t low, int64_t high, int64_t fallback);
  int64_t MemberInteger(const char* name, int64_t low, int64_t high, int64_t fallback);
  bool MemberBool(const char* name);
  int MemberName(const char* name, std::span<const char* const> names);
  uint32_t Value(const Json& json, const std::string& path, DType dtype);
  // An array of values in which {"repeat": n, "value": v} stands for n of them. At most kMaxExperts.
  std::vector<uint32_t> Values(const Json& json, const std::string& path, DType dtype);
  void ReadUnknown();
  void ReadOptions(RoutingCase* routing_case);
  void ReadLogits(RoutingProblem* problem);
  void ReadGroups(RoutingProblem* problem);
  void ReadWindow(RoutingProblem* problem);
  void ReadFinished(RoutingProblem* problem);
  void ReadBias(RoutingProblem* problem);

  const Json& root_;
  std::string error_;
};

int64_t JsonReader::Integer(const Json& json, std::string_view path, int64_t low, int64_t high, int64_t fallback) {
  const bool fits = json.is_number_unsigned() ? json.get<uint64_t>() <= static_cast<uint64_t>(high)
                                              : json.is_number_integer() && json.get<int64_t>() <= high;
  if (fits && json.get<int64_t>() >= low) return json.get<int64_t>();
  Fail(path, fmt::format("an integer from {} to {}", low, high), json);
  return fallback;
}

int64_t JsonReader::MemberInteger(const char* name, int64_t low, int64_t high, int64_t fallback) {
  const Json* json = Find(name);
  return json == nullptr ? fallback : Integer(*json, name, low, high, fallback);
}

bool JsonReader::MemberBool(const char* name) {
  const Json* json = Find(name);
  if (json == nullptr) return false;
  if (json->is_boolean()) return json->get<bool>();
  Fail(name, "true or false", *json);
  return false;
}

int JsonReader::MemberName(const char* name, std::span<const char* const> names) {
  const Json* json = Find(name);
  if (json == nullptr) return 0;
  for (size_t i = 0; i < names.size(); ++i) {
    if (json->is_string() && json->get_ref<const std::string&>() == names[i]) return static_cast<int>(i);
  }
  Fail(name, fmt::format("one of \"{}\"", fmt::join(names, "\", \"")), *json);
  return 0;
}

// "0x" and as many hexadecimal digits as the dtype has.
bool ParsePattern(std::string_view text, DType dtype, uint32_t* bits) {
  if (text.size() != PatternText(dtype, 0).size() || !text.starts_with("0x")) return false;
  *bits = 0;
  for (const char c : text.substr(2)) {
    if (std::isxdigit(static_cast<unsigned char>(c)) == 0) return false;
    const int digit = std::isdigit(static_cast<unsigned char>(c)) != 0 ? c - '0' : (c | 0x20) - 'a' + 10;
    *bits = *bits << 4 | static_cast<uint32_t>(digit);
  }
  return true;
}

uint32_t JsonReader::Value(const Json& json, const std::string& path, DType dtype) {
  if (json.is_number()) return FromDouble(dtype, json.get<double>());
  if (json.is_string()) {
    const std::string& text = json.get_ref<const std::string&>();
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    uint32_t bits = 0;
    if (text == "nan") return FromDouble(dtype, std::numeric_limits<double>::quiet_NaN());
    if (text == "inf") return FromDouble(dtype, kInfinity);
    if (text == "-inf") return FromDouble(dtype, -kInfinity);
    if (ParsePattern(text, dtype, &bits)) return bits;
  }
  Fail(path, fmt::format(fmt::runtime(kValueForms), dtype == DType::kF32 ? "0x7fc00001" : "0x7fc1"), json);
  return 0;
}

std::vector<uint32_t> JsonReader::Values(const Json& json, const std::string& path, DType dtype) {
  std::vector<uint32_t> values;
  if (!json.is_array()) {
    Fail(path, "an array of values", json);
    return values;
  }
  for (size_t i = 0; i < json.size() && error_.empty(); ++i) {
    const std::string at = fmt::format("{}[{}]", path, i);
    const Json& element = json[i];
    const Json* value = &element;
    int64_t repeat = 1;
    if (element.is_object()) {
      if (element.size() != 2 || !element.contains("repeat") || !element.contains("value")) {
        Fail(at, "{\"repeat\": COUNT, \"value\": VALUE}", element);
        break;
      }
      repeat = Integer(element["repeat"], at + ".repeat", 0, kMaxExperts, 0);
      value = &element["value"];
    }
    values.insert(values.end(), static_cast<size_t>(repeat),
                  Value(*value, value == &element ? at : at + ".value", dtype));
    if (values.size() > static_cast<size_t>(kMaxExperts))
      Fail(path, fmt::format("at most {} values", kMaxExperts), json);
  }
  return values;
}

void JsonReader::ReadUnknown() {
  for (const auto& [name, value] : root_.items()) {
    bool known = false;
    for (const std::string_view member : kMembers) known = known || member == name;
    if (!known && error_.empty()) {
      error_ = fmt::format("{}: there is no such member; a case has {}", name, fmt::join(kMembers, ", "));
    }
  }
}

void JsonReader::ReadOptions(RoutingCase* routing_case) {
  RoutingProblem& problem = routing_case->problem;
  problem.dtype = static_cast<DType>(MemberName("dtype", kDTypeNames));
  routing_case->id_type = static_cast<IdType>(MemberName("id_type", kIdTypeNames));
  problem.non_finite = static_cast<NonFinitePolicy>(MemberName("non_finite", kNonFinitePolicyNames));
  problem.renormalize = MemberBool("renormalize");
  problem.want_source_rows = MemberBool("source_rows");
  routing_case->row_padding = static_cast<int32_t>(MemberInteger("row_padding", 0, kMaxRowPadding, 0));
  if (const Json* seed = Find("seed")) {
    if (seed->is_number_unsigned()) {
      routing_case->seed = seed->get<uint64_t>();
    } else {
      Fail("seed", "an integer from 0 to 2^64 - 1", *seed);
    }
  }
  if (const Json* scale = Find("scale")) {
    const double value = scale->is_number() ? ToDouble(DType::kF32, Value(*scale, "scale", DType::kF32)) : -1;
    if (std::isfinite(value) && value >= 0) {
      problem.scale = static_cast<float>(value);
    } else {
      Fail("scale", "a number, finite in f32 and >= 0", *scale);
    }
  }
}

void JsonReader::ReadLogits(RoutingProblem* problem) {
  const Json* logits = Find("logits");
  if (logits == nullptr || !logits->is_array()) {
    if (logits == nullptr && error_.empty()) error_ = "logits: this member is missing; it is an array of rows";
    if (logits != nullptr) Fail("logits", "an array of rows", *logits);
    return;
  }
  for (size_t i = 0; i < logits->size() && error_.empty(); ++i) {
    const Json& element = (*logits)[i];
    std::string path = fmt::format("logits[{}]", i);
    const Json* row = &element;
    int64_t repeat = 1;
    if (element.is_object()) {
      if (element.size() != 2 || !element.contains("repeat") || !element.contains("row")) {
        Fail(path, "a row or {\"repeat\": COUNT, \"row\": ROW}", element);
        return;
      }
      repeat = Integer(element["repeat"], path + ".repeat", 0, kMaxCaseTokens, 0);
      row = &element["row"];
      path += ".row";
    }
    const std::vector<uint32_t> values = Values(*row, path, problem->dtype);
    if (!error_.empty()) return;
    if (problem->experts == 0) problem->experts = static_cast<int32_t>(values.size());
    if (values.empty() || values.size() != static_cast<size_t>(problem->experts)) {
      error_ = fmt::format("{}: expected {} values, got {}", path, std::max(problem->experts, 1), values.size());
      return;
    }
    problem->tokens += repeat;
    if (problem->tokens > kMaxCaseTokens || problem->tokens * problem->experts > kMaxCaseLogits) {
      error_ = fmt::format("{}: more than {} rows or {} logits", path, kMaxCaseTokens, kMaxCaseLogits);
      return;
    }
    for (int64_t n = 0; n < repeat; ++n) problem->logits.insert(problem->logits.end(), values.begin(), values.end());
  }
}

void JsonReader::ReadGroups(RoutingProblem* problem) {
  const Json* groups = Find("groups");
  if (groups == nullptr || !error_.empty()) return;
  if (!groups->is_object() || groups->size() != 2 || !groups->contains("count") || !groups->contains("kept")) {
    Fail("groups", "{\"count\": COUNT, \"kept\": COUNT}", *groups);
    return;
  }
  const Json& count = (*groups)["count"];
  problem->num_groups = static_cast<int32_t>(Integer(count, "groups.count", 1, kMaxGroups, 1));
  if (problem->experts % problem->num_groups != 0) {
    Fail("groups.count", fmt::format("a divisor of the {} experts", problem->experts), count);
    return;
  }
  const int32_t size = problem->experts / problem->num_groups;
  const int32_t least = (problem->k + size - 1) / size;  // that hold k experts
  problem->top_groups =
      static_cast<int32_t>(Integer((*groups)["kept"], "groups.kept", least, problem->num_groups, problem->num_groups));
}

void JsonReader::ReadWindow(RoutingProblem* problem) {
  const Json* window = Find("window");
  if (window == nullptr || !error_.empty()) return;
  if (!window->is_object() || window->size() != 2 || !window->contains("first") || !window->contains("count")) {
    Fail("window", "{\"first\": EXPERT, \"count\": COUNT}", *window);
    return;
  }
  const int64_t first = Integer((*window)["first"], "window.first", 0, problem->experts, 0);
  problem->local_first = static_cast<int32_t>(first);
  problem->local_count =
      static_cast<int32_t>(Integer((*window)["count"], "window.count", 0, problem->experts - first, 0));
}

void JsonReader::ReadFinished(RoutingProblem* problem) {
  const Json* finished = Find("finished");
  if (finished == nullptr || !error_.empty()) return;
  if (!finished->is_array() || static_cast<int64_t>(finished->size()) != problem->tokens) {
    Fail("finished", fmt::format("an array of {} flags, one a row", problem->tokens), *finished);
    return;
  }
  for (size_t i = 0; i < finished->size(); ++i) {
    problem->finished.push_back(
        static_cast<uint8_t>(Integer((*finished)[i], fmt::format("finished[{}]", i), 0, 255, 0)));
  }
}

void JsonReader::ReadBias(RoutingProblem* problem) {
  const Json* bias = Find("bias");
  if (bias == nullptr || !error_.empty()) return;
  problem->bias = Values(*bias, "bias", DType::kF32);
  if (problem->bias.size() != static_cast<size_t>(problem->experts) && error_.empty()) {
    error_ = fmt::format("bias: expected {} values, one an expert, got {}", problem->experts, problem->bias.size());
  }
}

bool JsonReader::Read(RoutingCase* routing_case) {
  if (!root_.is_object()) {
    Fail("case", "an object", root_);
    return false;
  }
  ReadUnknown();
  RoutingProblem& problem = routing_case->problem;
  problem.experts = static_cast<int32_t>(MemberInteger("experts", 1, kMaxExperts, 0));
  const int64_t tokens = MemberInteger("tokens", 0, kMaxCaseTokens, -1);
  ReadOptions(routing_case);
  ReadLogits(&problem);
  if (error_.empty() && tokens >= 0 && tokens != problem.tokens) {
    error_ = fmt::format("tokens: it says {}, and logits has {} rows", tokens, problem.tokens);
  }
  if (error_.empty() && problem.experts == 0)
    error_ = "experts: this member is missing, and there is no row to tell it";
  if (error_.empty() && Find("k") == nullptr) error_ = "k: this member is missing; it is the number of choices a token";
  if (error_.empty()) {
    problem.k = static_cast<int32_t>(MemberInteger("k", 1, std::min(problem.experts, kMaxTopK), 1));
  }
  ReadGroups(&problem);
  ReadWindow(&problem);
  ReadFinished(&problem);
  ReadBias(&problem);
  return error_.empty();
}

}  // namespace

bool CaseFromJson(std::string_view json, RoutingCase* routing_case, std::string* error) {
  Json root;
  try {
    root = Json::parse(json);
  } catch (const Json::exception& exception) {
    // The library's messages begin with an identifier of its own in brackets.
    const std::string_view message = exception.what();
    const size_t end = message.find("] ");
    *error = fmt::format("not JSON: {}", end == std::string_view::npos ? message : message.substr(end + 2));
    return false;
  }
  RoutingCase result;
  JsonReader reader(root);
  if (!reader.Read(&result)) {
    *error = reader.error();
    return false;
  }
  *routing_case = std::move(result);
  return true;
}

}  // namespace gatefuzz
