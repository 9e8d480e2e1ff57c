// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include "fuzz/draw.h"
#include "fuzz/mutations.h"
#include "fuzz/special_values.h"
#include "harness/case_edit.h"
#include "reference/float_bits.h"

namespace gatefuzz {
namespace {

using Row = std::span<uint32_t>;

// One row, or an empty one where the case has none.
Row DrawRow(RoutingCase* c, Random& random) {
  return c->problem.tokens == 0 ? Row() : LogitRow(c, random.Below(c->problem.tokens));
}

// A place in a row. Requires: the row is not empty.
uint32_t& DrawPlace(Row row, Random& random) {
  return row[static_cast<size_t>(DrawExpert(static_cast<int32_t>(row.size()), random))];
}

void OneLogit(RoutingCase* c, const MutationLimits&, Random& random) {
  const Row row = DrawRow(c, random);
  if (!row.empty()) DrawPlace(row, random) = DrawValue(c->problem.dtype, random);
}

void SeveralLogits(RoutingCase* c, const MutationLimits&, Random& random) {
  const Row row = DrawRow(c, random);
  const ValueClass& values = Pick(ValueClasses(), random);
  const int64_t one_in = random.Between(2, 8);
  for (uint32_t& bits : row) {
    if (OneIn(one_in, random)) bits = values.draw(c->problem.dtype, random);
  }
}

void FillRow(RoutingCase* c, const MutationLimits&, Random& random) {
  std::ranges::fill(DrawRow(c, random), DrawValue(c->problem.dtype, random));
}

// Different values of one class: a row of NaNs of every payload, a row of denormals.
void RedrawRow(RoutingCase* c, const MutationLimits&, Random& random) {
  const ValueClass& values = Pick(ValueClasses(), random);
  for (uint32_t& bits : DrawRow(c, random)) bits = values.draw(c->problem.dtype, random);
}

void OrdinaryRow(RoutingCase* c, const MutationLimits&, Random& random) {
  for (uint32_t& bits : DrawRow(c, random)) bits = ValueClasses()[0].draw(c->problem.dtype, random);
}

// What the padding rows of a captured CUDA graph hold: from some row on, all the same bad value.
void PaddingRows(RoutingCase* c, const MutationLimits&, Random& random) {
  if (c->problem.tokens == 0) return;
  const uint32_t bits = DrawValue(c->problem.dtype, random);
  for (int64_t row = random.Below(c->problem.tokens); row < c->problem.tokens; ++row) {
    std::ranges::fill(LogitRow(c, row), bits);
  }
}

void CopyRow(RoutingCase* c, const MutationLimits&, Random& random) {
  const Row from = DrawRow(c, random);
  const Row to = DrawRow(c, random);
  if (from.data() != to.data()) std::ranges::copy(from, to.begin());
}

void SwapRows(RoutingCase* c, const MutationLimits&, Random& random) {
  std::ranges::swap_ranges(DrawRow(c, random), DrawRow(c, random));
}

void CopyExpert(RoutingCase* c, const MutationLimits&, Random& random) {
  const Row row = DrawRow(c, random);
  if (!row.empty()) DrawPlace(row, random) = DrawPlace(row, random);
}

void SwapExperts(RoutingCase* c, const MutationLimits&, Random& random) {
  const Row row = DrawRow(c, random);
  if (!row.empty()) std::swap(DrawPlace(row, random), DrawPlace(row, random));
}

// Two experts so close that a score computed in f32 may not tell them apart.
void NearTie(RoutingCase* c, const MutationLimits&, Random& random) {
  const Row row = DrawRow(c, random);
  if (row.empty()) return;
  const uint32_t bits = DrawPlace(row, random);
  DrawPlace(row, random) = StepByUlps(c->problem.dtype, bits, static_cast<int>(random.Between(-3, 3)));
}

// All experts within a few ulps of one value.
void NearTies(RoutingCase* c, const MutationLimits&, Random& random) {
  const Row row = DrawRow(c, random);
  if (row.empty()) return;
  const uint32_t bits = DrawPlace(row, random);
  for (uint32_t& other : row) other = StepByUlps(c->problem.dtype, bits, static_cast<int>(random.Between(-2, 2)));
}

// An expert becomes the largest of its row by a little or by much: the winner at every index.
void PlaceWinner(RoutingCase* c, const MutationLimits&, Random& random) {
  const Row row = DrawRow(c, random);
  if (row.empty()) return;
  const DType dtype = c->problem.dtype;
  double largest = -INFINITY;
  for (const uint32_t bits : row) {
    if (IsFinite(dtype, bits)) largest = std::max(largest, ToDouble(dtype, bits));
  }
  if (!std::isfinite(largest)) largest = 0;
  const uint32_t just_above = StepByUlps(dtype, FromDouble(dtype, largest), 1);
  DrawPlace(row, random) = OneIn(2, random) ? just_above : FromDouble(dtype, largest + 1 + std::abs(largest) / 4);
}

// All but one so far below it that their scores vanish, while their order still counts.
void Underflow(RoutingCase* c, const MutationLimits&, Random& random) {
  const Row row = DrawRow(c, random);
  if (row.empty()) return;
  const DType dtype = c->problem.dtype;
  const double distance = static_cast<double>(random.Between(60, 1200));
  for (uint32_t& bits : row) {
    if (IsFinite(dtype, bits)) bits = FromDouble(dtype, ToDouble(dtype, bits) - distance);
  }
  DrawPlace(row, random) = DrawValue(dtype, random);
}

void NegateRow(RoutingCase* c, const MutationLimits&, Random& random) {
  for (uint32_t& bits : DrawRow(c, random)) bits ^= SignBit(c->problem.dtype);
}

void ReverseRow(RoutingCase* c, const MutationLimits&, Random& random) { std::ranges::reverse(DrawRow(c, random)); }

void SortRow(RoutingCase* c, const MutationLimits&, Random& random) {
  const DType dtype = c->problem.dtype;
  const Row row = DrawRow(c, random);
  // NaNs stay behind: they have no place in an order.
  const auto nans = std::partition(row.begin(), row.end(), [&](uint32_t bits) { return !IsNan(dtype, bits); });
  std::sort(row.begin(), nans, [&](uint32_t a, uint32_t b) { return ToDouble(dtype, a) < ToDouble(dtype, b); });
}

// The same expert in every row.
void Column(RoutingCase* c, const MutationLimits&, Random& random) {
  const auto expert = static_cast<size_t>(DrawExpert(c->problem.experts, random));
  const uint32_t bits = DrawValue(c->problem.dtype, random);
  for (int64_t row = 0; row < c->problem.tokens; ++row) LogitRow(c, row)[expert] = bits;
}

void ToggleBias(RoutingCase* c, const MutationLimits&, Random& random) {
  std::vector<uint32_t>& bias = c->problem.bias;
  if (!bias.empty()) {
    bias.clear();
    return;
  }
  bias.resize(static_cast<size_t>(c->problem.experts));
  // As released models have them: small, or all near one large value.
  const double centre = OneIn(2, random) ? 0.0 : static_cast<double>(random.Between(-12, 12));
  for (uint32_t& bits : bias) bits = FromDouble(DType::kF32, centre + (random.Unit() - 0.5) * 0.25);
}

void OneBias(RoutingCase* c, const MutationLimits&, Random& random) {
  const Row bias(c->problem.bias);
  if (!bias.empty()) DrawPlace(bias, random) = DrawValue(DType::kF32, random);
}

void FillBias(RoutingCase* c, const MutationLimits&, Random& random) {
  c->problem.bias.assign(static_cast<size_t>(c->problem.experts), DrawValue(DType::kF32, random));
}

void RedrawBias(RoutingCase* c, const MutationLimits&, Random& random) {
  const ValueClass& values = Pick(ValueClasses(), random);
  c->problem.bias.resize(static_cast<size_t>(c->problem.experts));
  for (uint32_t& bits : c->problem.bias) bits = values.draw(DType::kF32, random);
}

constexpr Mutation kMutations[] = {
    {"one logit", 8, OneLogit},       {"several logits", 4, SeveralLogits},
    {"fill row", 4, FillRow},         {"redraw row", 3, RedrawRow},
    {"ordinary row", 4, OrdinaryRow}, {"padding rows", 2, PaddingRows},
    {"copy row", 1, CopyRow},         {"swap rows", 1, SwapRows},
    {"copy expert", 2, CopyExpert},   {"swap experts", 2, SwapExperts},
    {"near tie", 3, NearTie},         {"near ties", 1, NearTies},
    {"place winner", 4, PlaceWinner}, {"underflow", 2, Underflow},
    {"negate row", 1, NegateRow},     {"reverse row", 1, ReverseRow},
    {"sort row", 1, SortRow},         {"column", 1, Column},
    {"toggle bias", 2, ToggleBias},   {"one bias", 2, OneBias},
    {"fill bias", 1, FillBias},       {"redraw bias", 1, RedrawBias},
};

}  // namespace

std::span<const Mutation> ValueMutations() { return kMutations; }

}  // namespace gatefuzz
