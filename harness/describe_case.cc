// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// A case in words. Runs of one value are written once, long rows and long cases are cut, and what is cut is summed up
// by the specials in it: they are what a reader looks for.

#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include "fmt/format.h"
#include "fmt/ranges.h"
#include "harness/case_names.h"
#include "harness/routing_case.h"
#include "harness/value_text.h"
#include "reference/float_bits.h"

namespace gatefuzz {
namespace {

constexpr size_t kMaxRuns = 24;     // of one row
constexpr int64_t kMaxRows = 16;    // of one case
constexpr size_t kShortestRun = 4;  // written as "0 x4"

struct Specials {
  size_t nan = 0, plus_inf = 0, minus_inf = 0, denormal = 0;

  void Count(DType dtype, std::span<const uint32_t> values) {
    for (const uint32_t bits : values) {
      if (IsNan(dtype, bits)) {
        ++nan;
      } else if (!IsFinite(dtype, bits)) {
        ++(ToDouble(dtype, bits) > 0 ? plus_inf : minus_inf);
      } else if (IsDenormal(dtype, bits)) {
        ++denormal;
      }
    }
  }

  std::string ToString() const {
    std::vector<std::string> parts;
    if (nan != 0) parts.push_back(fmt::format("{} NaN", nan));
    if (plus_inf != 0) parts.push_back(fmt::format("{} +Inf", plus_inf));
    if (minus_inf != 0) parts.push_back(fmt::format("{} -Inf", minus_inf));
    if (denormal != 0) parts.push_back(fmt::format("{} denormal", denormal));
    return parts.empty() ? "none special" : fmt::format("{}", fmt::join(parts, ", "));
  }
};

std::string ValuesText(DType dtype, std::span<const uint32_t> values) {
  std::vector<std::string> parts;
  size_t i = 0;
  while (i < values.size() && parts.size() < kMaxRuns) {
    size_t end = i + 1;
    while (end < values.size() && values[end] == values[i]) ++end;
    if (end - i < kShortestRun) end = i + 1;
    parts.push_back(ValueText(dtype, values[i]));
    if (end - i > 1) parts.back() += fmt::format(" x{}", end - i);
    i = end;
  }
  if (i < values.size()) {
    Specials specials;
    specials.Count(dtype, values.subspan(i));
    parts.push_back(fmt::format("... {} more ({})", values.size() - i, specials.ToString()));
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string Plural(int64_t count, const char* noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string Headline(const RoutingCase& routing_case) {
  const RoutingProblem& problem = routing_case.problem;
  std::vector<std::string> parts = {
      fmt::format("{} x {}", Plural(problem.tokens, "token"), Plural(problem.experts, "expert")),
      fmt::format("top {}", problem.k),
      fmt::format("{} logits", DTypeName(problem.dtype)),
      fmt::format("{} ids", IdTypeName(routing_case.id_type)),
      fmt::format("policy {}", NonFinitePolicyName(problem.non_finite)),
      problem.renormalize ? "renormalised" : "not renormalised",
  };
  if (problem.num_groups != 1) {
    parts.insert(parts.begin() + 2,
                 fmt::format("from the best {} of {} groups", problem.top_groups, problem.num_groups));
  }
  if (problem.scale != 1.0f) parts.push_back(fmt::format("scale {}", problem.scale));
  if (!problem.bias.empty()) parts.push_back("bias");
  if (problem.local_count >= 0) {
    parts.push_back(
        fmt::format("window of {} from expert {}", Plural(problem.local_count, "expert"), problem.local_first));
  }
  if (!problem.finished.empty()) parts.push_back("finished flags");
  if (problem.want_source_rows) parts.push_back("source rows");
  if (routing_case.row_padding != 0) parts.push_back(fmt::format("rows padded by {}", routing_case.row_padding));
  parts.push_back(routing_case.seed == 0 ? "schedule: ascending order (seed 0)"
                                         : fmt::format("schedule: seed {}", routing_case.seed));
  return fmt::format("{}\n", fmt::join(parts, ", "));
}

}  // namespace

std::string Describe(const RoutingCase& routing_case) {
  const RoutingProblem& problem = routing_case.problem;
  std::string text = Headline(routing_case);
  if (!problem.bias.empty()) text += fmt::format("  bias: {}\n", ValuesText(DType::kF32, problem.bias));
  const std::span<const uint32_t> logits(problem.logits);
  const size_t experts = static_cast<size_t>(problem.experts);
  const int64_t shown = std::min(problem.tokens, kMaxRows);
  for (int64_t row = 0; row < shown; ++row) {
    const bool finished = !problem.finished.empty() && problem.finished[static_cast<size_t>(row)] != 0;
    text += fmt::format("  row {}{}: {}\n", row, finished ? " (finished)" : "",
                        ValuesText(problem.dtype, logits.subspan(static_cast<size_t>(row) * experts, experts)));
  }
  if (shown < problem.tokens) {
    Specials specials;
    specials.Count(problem.dtype, logits.subspan(static_cast<size_t>(shown) * experts));
    text += fmt::format("  ... {} ({})\n", Plural(problem.tokens - shown, "more row"), specials.ToString());
  }
  return text;
}

}  // namespace gatefuzz
