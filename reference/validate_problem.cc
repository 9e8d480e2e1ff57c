// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The bounds of docs/contract.md, "Symbols", for a problem in host memory.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

#include "fmt/format.h"
#include "reference/oracle.h"

namespace gatefuzz {
namespace {

std::string WrongSize(const char* name, size_t size, int64_t wanted) {
  return fmt::format("{} has {} elements, not {}", name, size, wanted);
}

std::string BadOption(const RoutingProblem& p) {
  const auto outside = [](auto value, int last) {
    return static_cast<int>(value) < 0 || static_cast<int>(value) > last;
  };
  if (outside(p.operation, 5)) return fmt::format("operation is {}, not 0 to 5", static_cast<int>(p.operation));
  if (outside(p.dtype, 2)) return fmt::format("dtype is {}, not 0 to 2", static_cast<int>(p.dtype));
  if (outside(p.non_finite, 1)) return fmt::format("non_finite is {}, not 0 or 1", static_cast<int>(p.non_finite));
  if (!std::isfinite(p.scale) || p.scale < 0) return fmt::format("scale is {}, not finite and >= 0", p.scale);
  return "";
}

std::string BadGroups(const RoutingProblem& p) {
  if (p.num_groups < 1 || p.num_groups > kMaxGroups) {
    return fmt::format("num_groups is {}, not 1 to {}", p.num_groups, kMaxGroups);
  }
  if (p.experts % p.num_groups != 0) {
    return fmt::format("num_groups is {}, which does not divide {} experts", p.num_groups, p.experts);
  }
  if (p.top_groups < 1 || p.top_groups > p.num_groups) {
    return fmt::format("top_groups is {}, not 1 to {}", p.top_groups, p.num_groups);
  }
  const int32_t open = p.top_groups * (p.experts / p.num_groups);
  if (p.k > open) {
    return fmt::format("k is {}, above the {} experts of {} groups of {}", p.k, open, p.top_groups,
                       p.experts / p.num_groups);
  }
  return "";
}

}  // namespace

std::string ValidateProblem(const RoutingProblem& p) {
  if (std::string bad = BadOption(p); !bad.empty()) return bad;
  if (p.tokens < 0) return fmt::format("tokens is {}, below 0", p.tokens);
  if (p.experts < 1 || p.experts > kMaxExperts) {
    return fmt::format("experts is {}, not 1 to {}", p.experts, kMaxExperts);
  }
  const int32_t most = std::min(p.experts, kMaxTopK);
  if (p.k < 1 || p.k > most) return fmt::format("k is {}, not 1 to {}", p.k, most);
  if (std::string bad = BadGroups(p); !bad.empty()) return bad;
  if (p.local_count >= 0 && (p.local_first < 0 || p.local_first > p.experts - p.local_count)) {
    return fmt::format("window [{}, {}+{}) is not within {} experts", p.local_first, p.local_first, p.local_count,
                       p.experts);
  }
  if (p.want_source_rows && p.tokens > std::numeric_limits<int32_t>::max() / p.k) {
    return fmt::format("source_rows do not fit 32 bits: {} tokens, k {}", p.tokens, p.k);
  }
  const uint64_t logits = static_cast<uint64_t>(p.tokens) * static_cast<uint64_t>(p.experts);
  if (p.tokens > std::numeric_limits<int64_t>::max() / kMaxExperts || p.logits.size() != logits) {
    return fmt::format("logits has {} elements, not {} x {}", p.logits.size(), p.tokens, p.experts);
  }
  if (!p.bias.empty() && p.bias.size() != static_cast<size_t>(p.experts)) {
    return WrongSize("bias", p.bias.size(), p.experts);
  }
  if (!p.finished.empty() && p.finished.size() != static_cast<size_t>(p.tokens)) {
    return WrongSize("finished", p.finished.size(), p.tokens);
  }
  return "";
}

}  // namespace gatefuzz
