// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/shape_class.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string_view>
#include <variant>
#include <vector>

#include "fmt/format.h"
#include "fmt/ranges.h"
#include "reference/float_bits.h"

namespace gatefuzz {
namespace {

// Lanes of a warp: from there on a kernel needs more than one value a lane, or more than one warp.
constexpr int32_t kOneWarp = 32;

bool AnyNonFinite(DType dtype, const std::vector<uint32_t>& values) {
  return std::ranges::any_of(values, [dtype](uint32_t bits) { return !std::isfinite(ToDouble(dtype, bits)); });
}

using Traits = std::vector<std::string_view>;

constexpr std::string_view kBetweenTraits = ", ";

Traits Split(std::string_view shape) {
  Traits traits;
  while (!shape.empty()) {
    const size_t end = std::min(shape.find(kBetweenTraits), shape.size());
    traits.push_back(shape.substr(0, end));
    shape.remove_prefix(std::min(end + kBetweenTraits.size(), shape.size()));
  }
  return traits;
}

Traits TraitsOf(const RoutingCase& one) {
  const RoutingProblem& problem = one.problem;
  Traits traits;
  if (problem.experts > kOneWarp) traits.push_back("more than 32 experts");
  // Wherever they stand: a logit and its bias are added before anything looks at them.
  if (AnyNonFinite(DType::kF32, problem.bias) || AnyNonFinite(problem.dtype, problem.logits))
    traits.push_back("non-finite values");
  if (!problem.bias.empty()) traits.push_back("a bias");
  if (problem.num_groups > 1) traits.push_back("groups");
  if (problem.local_count >= 0) traits.push_back("a window");
  if (!problem.finished.empty()) traits.push_back("finished rows");
  if (problem.want_source_rows) traits.push_back("source rows");
  return traits;
}

Traits TraitsOf(const AlignCase& one) {
  const IdCounts counts = CountIds(one.problem);
  Traits traits;
  if (one.problem.experts > kOneWarp) traits.push_back("more than 32 experts");
  if (counts.sentinels > 0) traits.push_back("sentinels");
  if (counts.errors > 0) traits.push_back("ids out of range");
  return traits;
}

}  // namespace

std::string ShapeClass(const AnyCase& any_case) {
  return fmt::format("{}",
                     fmt::join(std::visit([](const auto& one) { return TraitsOf(one); }, any_case), kBetweenTraits));
}

bool HasTraitsOf(std::string_view shape, std::string_view other) {
  const std::vector<std::string_view> traits = Split(shape);
  return std::ranges::all_of(Split(other),
                             [&](std::string_view trait) { return std::ranges::find(traits, trait) != traits.end(); });
}

}  // namespace gatefuzz
