// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "harness/routing_case.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "fmt/format.h"
#include "harness/value_text.h"
#include "reference/oracle.h"

namespace gatefuzz {
namespace {

// How many tokens a case of so many experts may have.
int64_t MostTokens(int32_t experts) { return std::min<int64_t>(kMaxCaseTokens, kMaxCaseLogits / experts); }

template <typename Enum>
Enum ClampEnum(Enum value, Enum last) {
  return static_cast<Enum>(std::clamp(static_cast<int32_t>(value), 0, static_cast<int32_t>(last)));
}

bool FitsWidth(const RoutingProblem& problem) {
  const uint32_t mask = WidthMask(problem.dtype);
  return std::ranges::all_of(problem.logits, [mask](uint32_t bits) { return (bits & ~mask) == 0; });
}

}  // namespace

// By bits where a member is a float: a case is what is launched, and -0 may act unlike 0.
bool RoutingCase::operator==(const RoutingCase& other) const {
  const RoutingProblem& a = problem;
  const RoutingProblem& b = other.problem;
  return a.dtype == b.dtype && a.non_finite == b.non_finite && a.tokens == b.tokens && a.experts == b.experts &&
         a.k == b.k && a.num_groups == b.num_groups && a.top_groups == b.top_groups && a.renormalize == b.renormalize &&
         std::bit_cast<uint32_t>(a.scale) == std::bit_cast<uint32_t>(b.scale) && a.local_first == b.local_first &&
         a.local_count == b.local_count && a.want_source_rows == b.want_source_rows && id_type == other.id_type &&
         row_padding == other.row_padding && seed == other.seed && a.finished == b.finished && a.bias == b.bias &&
         a.logits == b.logits;
}

std::string ValidateCase(const RoutingCase& routing_case) {
  const RoutingProblem& problem = routing_case.problem;
  if (std::string wrong = ValidateProblem(problem); !wrong.empty()) return wrong;
  if (problem.tokens > kMaxCaseTokens) {
    return fmt::format("tokens is {}, above a case's limit of {}", problem.tokens, kMaxCaseTokens);
  }
  if (problem.tokens > MostTokens(problem.experts)) {
    return fmt::format("{} tokens of {} experts are more logits than a case's limit of {}", problem.tokens,
                       problem.experts, kMaxCaseLogits);
  }
  if (ClampEnum(routing_case.id_type, IdType::kInt64) != routing_case.id_type) {
    return fmt::format("id_type is {}, not 0 to 2", static_cast<int>(routing_case.id_type));
  }
  if (routing_case.row_padding < 0 || routing_case.row_padding > kMaxRowPadding) {
    return fmt::format("row_padding is {}, not 0 to {}", routing_case.row_padding, kMaxRowPadding);
  }
  if (problem.local_count < 0 && (problem.local_count != -1 || problem.local_first != 0)) {
    return fmt::format("without a window, local_first is 0 and local_count -1, not {} and {}", problem.local_first,
                       problem.local_count);
  }
  if (!FitsWidth(problem)) return "a logit has bits set above the 16 of its dtype";
  return "";
}

int32_t NearestGroupCount(int32_t experts, int32_t wanted) {
  int32_t count = std::clamp(wanted, 1, std::min(experts, kMaxGroups));
  while (experts % count != 0) --count;
  return count;
}

void ClampGroups(RoutingProblem* problem) {
  problem->num_groups = NearestGroupCount(problem->experts, problem->num_groups);
  const int32_t size = problem->experts / problem->num_groups;
  problem->top_groups = std::clamp(problem->top_groups, (problem->k + size - 1) / size, problem->num_groups);
}

void Canonicalize(RoutingCase* routing_case) {
  RoutingProblem& problem = routing_case->problem;
  problem.operation = ClampEnum(problem.operation, Operation::kGroupedSoftmax);
  problem.dtype = ClampEnum(problem.dtype, DType::kBF16);
  problem.non_finite = ClampEnum(problem.non_finite, NonFinitePolicy::kMask);
  routing_case->id_type = ClampEnum(routing_case->id_type, IdType::kInt64);
  routing_case->row_padding = std::clamp(routing_case->row_padding, 0, kMaxRowPadding);
  if (!std::isfinite(problem.scale)) problem.scale = 1.0f;
  if (problem.scale < 0) problem.scale = -problem.scale;

  problem.experts = std::clamp(problem.experts, 1, kMaxExperts);
  problem.k = std::clamp(problem.k, 1, std::min(problem.experts, kMaxTopK));
  ClampGroups(&problem);
  problem.tokens = std::clamp<int64_t>(problem.tokens, 0, MostTokens(problem.experts));
  if (problem.local_count < 0) {
    problem.local_first = 0;
    problem.local_count = -1;
  } else {
    problem.local_first = std::clamp(problem.local_first, 0, problem.experts);
    problem.local_count = std::min(problem.local_count, problem.experts - problem.local_first);
  }

  problem.logits.resize(static_cast<size_t>(problem.tokens * problem.experts), 0);
  const uint32_t mask = WidthMask(problem.dtype);
  for (uint32_t& bits : problem.logits) bits &= mask;
  if (!problem.bias.empty()) problem.bias.resize(static_cast<size_t>(problem.experts), 0);
  if (!problem.finished.empty()) problem.finished.resize(static_cast<size_t>(problem.tokens), 0);
}

}  // namespace gatefuzz
