// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Writes the JSON by hand rather than through a library: one row of logits is one line, so that a diff of two cases
// shows which row differs, and numbers keep the shortest decimal of their own dtype.

#include <span>
#include <string>
#include <vector>

#include "fmt/format.h"
#include "fmt/ranges.h"
#include "harness/case_edit.h"
#include "harness/case_json.h"
#include "harness/case_names.h"
#include "harness/value_text.h"
#include "reference/float_bits.h"

namespace gatefuzz {
namespace {

constexpr size_t kShortestRun = 8;  // equal values from which on {"repeat": ...} is shorter to read

std::string ValueJson(DType dtype, uint32_t bits) {
  if (const std::optional<std::string> decimal = DecimalText(dtype, bits)) return *decimal;
  const double value = ToDouble(dtype, bits);
  if (bits == FromDouble(dtype, value)) return IsNan(dtype, bits) ? "\"nan\"" : value > 0 ? "\"inf\"" : "\"-inf\"";
  return fmt::format("\"{}\"", PatternText(dtype, bits));
}

std::string ValuesJson(DType dtype, std::span<const uint32_t> values) {
  std::vector<std::string> parts;
  for (size_t i = 0; i < values.size();) {
    size_t end = i + 1;
    while (end < values.size() && values[end] == values[i]) ++end;
    const std::string value = ValueJson(dtype, values[i]);
    if (end - i >= kShortestRun) {
      parts.push_back(fmt::format("{{\"repeat\": {}, \"value\": {}}}", end - i, value));
      i = end;
    } else {
      parts.push_back(value);
      ++i;
    }
  }
  return fmt::format("[{}]", fmt::join(parts, ", "));
}

}  // namespace

std::string CaseToJson(const RoutingCase& routing_case) {
  const RoutingProblem& problem = routing_case.problem;
  std::string json = "{\n";
  json += fmt::format("  \"tokens\": {}, \"experts\": {}, \"k\": {},\n", problem.tokens, problem.experts, problem.k);
  json += fmt::format("  \"dtype\": \"{}\", \"id_type\": \"{}\", \"non_finite\": \"{}\",\n", DTypeName(problem.dtype),
                      IdTypeName(routing_case.id_type), NonFinitePolicyName(problem.non_finite));
  json += fmt::format("  \"renormalize\": {}, \"scale\": {}, \"source_rows\": {}, \"row_padding\": {}, \"seed\": {},\n",
                      problem.renormalize, ValueJson(DType::kF32, FromDouble(DType::kF32, problem.scale)),
                      problem.want_source_rows, routing_case.row_padding, routing_case.seed);
  if (problem.num_groups != 1) {
    json += fmt::format("  \"groups\": {{\"count\": {}, \"kept\": {}}},\n", problem.num_groups, problem.top_groups);
  }
  if (problem.local_count >= 0) {
    json += fmt::format("  \"window\": {{\"first\": {}, \"count\": {}}},\n", problem.local_first, problem.local_count);
  }
  if (!problem.finished.empty()) {
    json += fmt::format("  \"finished\": [{}],\n", fmt::join(problem.finished, ", "));
  }
  if (!problem.bias.empty()) json += fmt::format("  \"bias\": {},\n", ValuesJson(DType::kF32, problem.bias));
  json += "  \"logits\": [";
  for (int64_t row = 0; row < problem.tokens; ++row) {
    json += fmt::format("{}\n    {}", row == 0 ? "" : ",", ValuesJson(problem.dtype, LogitRow(routing_case, row)));
  }
  return json + (problem.tokens == 0 ? "]\n}\n" : "\n  ]\n}\n");
}

}  // namespace gatefuzz
