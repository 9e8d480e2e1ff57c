// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "harness/align_case.h"

#include <algorithm>
#include <bit>
#include <span>
#include <vector>

#include "fmt/format.h"
#include "fmt/ranges.h"
#include "harness/case_names.h"
#include "kernels/align.h"
#include "reference/align_oracle.h"

namespace gatefuzz {
namespace {

constexpr int64_t kMaxRows = 16;    // described of one case
constexpr size_t kShortestRun = 4;  // written as "0 x4"

int64_t CutToType(IdType type, int64_t id) {
  switch (type) {
    case IdType::kInt32:
      return static_cast<int32_t>(id);
    case IdType::kUint32:
      return static_cast<uint32_t>(id);
    case IdType::kInt64:
      break;
  }
  return id;
}

std::string Plural(int64_t count, const char* noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string IdText(int64_t id, int32_t experts) {
  if (id == experts) return fmt::format("{} (sentinel)", id);
  return IsIdError(id, experts) ? fmt::format("{} (outside)", id) : fmt::format("{}", id);
}

std::string IdsText(std::span<const int64_t> ids, int32_t experts) {
  std::vector<std::string> parts;
  for (size_t i = 0; i < ids.size();) {
    size_t end = i + 1;
    while (end < ids.size() && ids[end] == ids[i]) ++end;
    if (end - i < kShortestRun) end = i + 1;
    parts.push_back(IdText(ids[i], experts));
    if (end - i > 1) parts.back() += fmt::format(" x{}", end - i);
    i = end;
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

IdCounts Count(std::span<const int64_t> ids, int32_t experts) {
  IdCounts counts;
  for (const int64_t id : ids) {
    ++(NamesExpert(id, experts) ? counts.experts : IsIdError(id, experts) ? counts.errors : counts.sentinels);
  }
  return counts;
}

}  // namespace

bool AlignCase::operator==(const AlignCase& other) const {
  const AlignProblem& a = problem;
  const AlignProblem& b = other.problem;
  return a.id_type == b.id_type && a.tokens == b.tokens && a.k == b.k && a.experts == b.experts &&
         a.block_size == b.block_size && a.ids == b.ids && seed == other.seed;
}

std::string ValidateCase(const AlignCase& align_case) {
  const AlignProblem& problem = align_case.problem;
  if (std::string wrong = ValidateAlignProblem(problem); !wrong.empty()) return wrong;
  if (problem.slots() > kMaxAlignSlots) {
    return fmt::format("{} tokens of {} choices are more slots than a case's limit of {}", problem.tokens, problem.k,
                       kMaxAlignSlots);
  }
  return "";
}

void Canonicalize(AlignCase* align_case) {
  AlignProblem& problem = align_case->problem;
  problem.id_type =
      static_cast<IdType>(std::clamp(static_cast<int32_t>(problem.id_type), 0, static_cast<int32_t>(IdType::kInt64)));
  problem.k = std::clamp(problem.k, 1, kMaxTopK);
  problem.experts = std::clamp(problem.experts, 1, kMaxExperts);
  const uint32_t block = static_cast<uint32_t>(std::clamp(problem.block_size, 1, kMaxAlignBlock));
  problem.block_size = static_cast<int32_t>(std::bit_floor(block));
  problem.tokens = std::clamp<int64_t>(problem.tokens, 0, kMaxAlignSlots / problem.k);
  problem.ids.resize(static_cast<size_t>(problem.slots()), 0);
  for (int64_t& id : problem.ids) id = CutToType(problem.id_type, id);
}

IdCounts CountIds(const AlignProblem& problem) { return Count(problem.ids, problem.experts); }

std::string Describe(const AlignCase& align_case) {
  const AlignProblem& problem = align_case.problem;
  std::string text = fmt::format(
      "align_experts: {} x {} among {}, blocks of {}, {} ids, {}\n", Plural(problem.tokens, "token"),
      Plural(problem.k, "choice"), Plural(problem.experts, "expert"), problem.block_size, IdTypeName(problem.id_type),
      align_case.seed == 0 ? "schedule: ascending order (seed 0)" : fmt::format("schedule: seed {}", align_case.seed));
  const std::span<const int64_t> ids(problem.ids);
  const size_t k = static_cast<size_t>(problem.k);
  const int64_t shown = std::min(problem.tokens, kMaxRows);
  for (int64_t row = 0; row < shown; ++row) {
    text +=
        fmt::format("  token {}: {}\n", row, IdsText(ids.subspan(static_cast<size_t>(row) * k, k), problem.experts));
  }
  if (shown < problem.tokens) {
    const IdCounts rest = Count(ids.subspan(static_cast<size_t>(shown) * k), problem.experts);
    text += fmt::format("  ... {} ({} of experts, {}, {} outside)\n", Plural(problem.tokens - shown, "more token"),
                        Plural(rest.experts, "id"), Plural(rest.sentinels, "sentinel"), rest.errors);
  }
  return text;
}

}  // namespace gatefuzz
