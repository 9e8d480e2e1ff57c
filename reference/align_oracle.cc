// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "reference/align_oracle.h"

#include <limits>

#include "fmt/format.h"
#include "kernels/align.h"

namespace gatefuzz {

AlignResult SolveAlignment(const AlignProblem& problem) {
  const size_t block = static_cast<size_t>(problem.block_size);
  const size_t capacity = static_cast<size_t>(problem.capacity());
  const int32_t padding = static_cast<int32_t>(problem.slots());
  AlignResult result;
  for (int32_t expert = 0; expert < problem.experts; ++expert) {
    for (size_t slot = 0; slot < problem.ids.size(); ++slot) {
      if (problem.ids[slot] == expert) result.sorted.push_back(static_cast<int32_t>(slot));
    }
    while (result.sorted.size() % block != 0) result.sorted.push_back(padding);
    while (result.block_experts.size() * block < result.sorted.size()) result.block_experts.push_back(expert);
  }
  result.total = static_cast<int32_t>(result.sorted.size());
  result.sorted.resize(capacity, padding);
  result.block_experts.resize(capacity / block, problem.experts);
  for (const int64_t id : problem.ids) {
    if (IsIdError(id, problem.experts)) result.error = 1;
  }
  return result;
}

std::string ValidateAlignProblem(const AlignProblem& p) {
  const int type = static_cast<int>(p.id_type);
  if (type < 0 || type > static_cast<int>(IdType::kInt64)) return fmt::format("id_type is {}, not 0 to 2", type);
  if (p.tokens < 0) return fmt::format("tokens is {}, below 0", p.tokens);
  if (p.k < 1 || p.k > kMaxTopK) return fmt::format("k is {}, not 1 to {}", p.k, kMaxTopK);
  if (p.experts < 1 || p.experts > kMaxExperts) {
    return fmt::format("experts is {}, not 1 to {}", p.experts, kMaxExperts);
  }
  if (p.block_size < 1 || p.block_size > kMaxAlignBlock || (p.block_size & (p.block_size - 1)) != 0) {
    return fmt::format("block_size is {}, not a power of 2 from 1 to {}", p.block_size, kMaxAlignBlock);
  }
  constexpr int64_t kMaxInt32 = std::numeric_limits<int32_t>::max();
  if (p.tokens > kMaxInt32 || p.capacity() > kMaxInt32) {
    return fmt::format("{} tokens of {} choices are more slots than 2^31 - 1, padding included", p.tokens, p.k);
  }
  if (p.ids.size() != static_cast<size_t>(p.slots())) {
    return fmt::format("ids has {} elements, not {} x {}", p.ids.size(), p.tokens, p.k);
  }
  for (size_t slot = 0; slot < p.ids.size(); ++slot) {
    if (!IsValueOf(p.id_type, p.ids[slot]))
      return fmt::format("ids[{}] is {}, no value of its type", slot, p.ids[slot]);
  }
  return "";
}

}  // namespace gatefuzz
