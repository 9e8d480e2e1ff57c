// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <bit>
#include <iterator>
#include <vector>

#include "fuzz/draw.h"
#include "fuzz/mutations.h"
#include "fuzz/special_values.h"
#include "harness/case_edit.h"
#include "reference/float_bits.h"

namespace gatefuzz {
namespace {

// Sizes of models in use, and one off either side of the powers of two at which kernels choose another path.
constexpr int32_t kExperts[] = {1,   2,   3,   4,   5,   6,   7,   8,   9,   10,  12,  15,   16,   17,  20,  24,
                                31,  32,  33,  36,  40,  47,  48,  60,  63,  64,  65,  72,   96,   100, 127, 128,
                                129, 144, 160, 191, 192, 193, 224, 255, 256, 257, 288, 320,  383,  384, 385, 447,
                                448, 511, 512, 513, 576, 640, 767, 768, 769, 895, 896, 1000, 1023, 1024};

void Tokens(RoutingCase* c, const MutationLimits& limits, Random& random) {
  // A call without tokens is legal and teaches little: rare.
  ResizeTokens(c, OneIn(32, random) ? 0 : random.Between(1, limits.max_tokens));
}

// Mostly the smaller of two draws: small cases run faster, and most bugs show on them too.
int32_t DrawExpertCount(Random& random) {
  if (OneIn(4, random)) return Pick(kExperts, random);
  const uint64_t count = std::size(kExperts);
  return kExperts[std::min(random.Below(count), random.Below(count))];
}

void Experts(RoutingCase* c, const MutationLimits&, Random& random) {
  const int32_t step = OneIn(2, random) ? 1 : -1;
  const int32_t experts = OneIn(4, random) ? c->problem.experts + step : DrawExpertCount(random);
  ResizeExperts(c, std::clamp(experts, 1, kMaxExperts));
}

void TopK(RoutingCase* c, const MutationLimits&, Random& random) {
  const int32_t most = std::min(c->problem.experts, kMaxTopK);
  switch (random.Below(4)) {
    case 0:
      c->problem.k = most;
      return;
    case 1:
      c->problem.k += OneIn(2, random) ? 1 : -1;
      return;
    default:
      c->problem.k = static_cast<int32_t>(random.Between(1, most));
  }
}

void GroupsOfExperts(RoutingCase* c, const MutationLimits&, Random& random) {
  static constexpr int32_t kCounts[] = {1, 2, 4, 8, 8, 16, kMaxGroups};
  RoutingProblem& problem = c->problem;
  // Now and then only how many are kept.
  if (problem.num_groups == 1 || !OneIn(3, random)) {
    const int32_t wanted =
        OneIn(2, random) ? Pick(kCounts, random) : static_cast<int32_t>(random.Between(1, kMaxGroups));
    // Few numbers of experts have such a divisor by chance.
    const int32_t multiple = (problem.experts + wanted - 1) / wanted * wanted;
    if (multiple <= kMaxExperts && OneIn(2, random)) ResizeExperts(c, multiple);
    problem.num_groups = NearestGroupCount(problem.experts, wanted);
  }
  problem.top_groups = static_cast<int32_t>(random.Between(1, problem.num_groups));
  // Canonicalize would keep k and raise top_groups; both ways are worth trying.
  const int32_t open = problem.top_groups * (problem.experts / problem.num_groups);
  if (OneIn(2, random)) problem.k = std::min(problem.k, open);
}

// The values stay what they were, as far as the new type can say them.
void LogitsType(RoutingCase* c, const MutationLimits&, Random& random) {
  static constexpr DType kTypes[] = {DType::kF32, DType::kF16, DType::kBF16};
  const DType from = c->problem.dtype;
  const DType to = Pick(kTypes, random);
  if (from == to) return;
  for (uint32_t& bits : c->problem.logits) bits = FromDouble(to, ToDouble(from, bits));
  c->problem.dtype = to;
}

void IdsType(RoutingCase* c, const MutationLimits&, Random& random) {
  static constexpr IdType kTypes[] = {IdType::kInt32, IdType::kUint32, IdType::kInt64};
  c->id_type = Pick(kTypes, random);
}

void Policy(RoutingCase* c, const MutationLimits&, Random&) {
  c->problem.non_finite =
      c->problem.non_finite == NonFinitePolicy::kMask ? NonFinitePolicy::kZeroScore : NonFinitePolicy::kMask;
}

void Renormalize(RoutingCase* c, const MutationLimits&, Random&) { c->problem.renormalize = !c->problem.renormalize; }

void Scale(RoutingCase* c, const MutationLimits&, Random& random) {
  static constexpr float kScales[] = {1.0f, 2.5f, 0.0f, 0.5f, 16.0f, 1e-30f, 1e30f, 0x1p-126f, 0x1p-149f, 1.0f / 3};
  c->problem.scale = Pick(kScales, random);
}

void RowPadding(RoutingCase* c, const MutationLimits&, Random& random) {
  static constexpr int32_t kPaddings[] = {0, 0, 1, 2, 3, 4, 7, 8, 16, kMaxRowPadding};
  c->row_padding = Pick(kPaddings, random);
}

void SourceRows(RoutingCase* c, const MutationLimits&, Random&) {
  c->problem.want_source_rows = !c->problem.want_source_rows;
}

void Window(RoutingCase* c, const MutationLimits&, Random& random) {
  const int32_t experts = c->problem.experts;
  int32_t first = 0;
  int32_t count = -1;
  switch (random.Below(5)) {
    case 0:  // none
      break;
    case 1:  // every expert
      count = experts;
      break;
    case 2:  // no expert
      first = static_cast<int32_t>(random.Between(0, experts));
      count = 0;
      break;
    case 3:  // one of two, four or eight equal shares
      count = std::max(1, experts >> random.Between(1, 3));
      first = count * static_cast<int32_t>(random.Below(experts / count));
      break;
    default:
      first = DrawExpert(experts, random);
      count = static_cast<int32_t>(random.Between(0, experts - first));
  }
  c->problem.local_first = first;
  c->problem.local_count = count;
}

void Finished(RoutingCase* c, const MutationLimits&, Random& random) {
  std::vector<uint8_t>& finished = c->problem.finished;
  if (!finished.empty() && OneIn(3, random)) {
    finished.clear();
    return;
  }
  finished.assign(static_cast<size_t>(c->problem.tokens), 0);
  const bool all = OneIn(4, random);
  // Any byte that is not 0 is a flag, not only 1.
  for (uint8_t& flag : finished) flag = all || OneIn(3, random) ? static_cast<uint8_t>(random.Between(1, 255)) : 0;
}

void Seed(RoutingCase* c, const MutationLimits&, Random& random) { c->seed = OneIn(8, random) ? 0 : random.Next(); }

constexpr Mutation kMutations[] = {
    {"tokens", 3, Tokens},
    {"experts", 4, Experts},
    {"k", 4, TopK},
    {"groups", 3, GroupsOfExperts},
    {"logits type", 2, LogitsType},
    {"ids type", 1, IdsType},
    {"policy", 2, Policy},
    {"renormalize", 2, Renormalize},
    {"scale", 1, Scale},
    {"row padding", 1, RowPadding},
    {"source rows", 1, SourceRows},
    {"window", 2, Window},
    {"finished", 2, Finished},
    {"seed", 3, Seed},
};

}  // namespace

std::span<const Mutation> ShapeMutations() { return kMutations; }

void ResizeExperts(RoutingCase* routing_case, int32_t experts) {
  const int32_t old = routing_case->problem.experts;
  if (experts == old) return;
  std::vector<int32_t> kept(static_cast<size_t>(experts));
  for (int32_t i = 0; i < experts; ++i) kept[static_cast<size_t>(i)] = i % old;
  *routing_case = WithExperts(*routing_case, kept);
}

void ResizeTokens(RoutingCase* routing_case, int64_t tokens) {
  const int64_t old = routing_case->problem.tokens;
  if (tokens == old) return;
  if (old == 0) {
    InsertRow(routing_case, 0, 0);
    ResizeTokens(routing_case, tokens);
    return;
  }
  std::vector<int64_t> kept(static_cast<size_t>(tokens));
  for (int64_t i = 0; i < tokens; ++i) kept[static_cast<size_t>(i)] = i % old;
  *routing_case = WithRows(*routing_case, kept);
}

int32_t DrawExpert(int32_t experts, Random& random) {
  switch (random.Below(4)) {
    case 0:
      return experts - 1;
    case 1: {
      const int bits = std::bit_width(static_cast<uint32_t>(experts));
      const auto power = static_cast<int32_t>(1u << random.Below(bits));
      return std::clamp(power + static_cast<int32_t>(random.Between(-1, 1)), 0, experts - 1);
    }
    default:
      return static_cast<int32_t>(random.Below(experts));
  }
}

}  // namespace gatefuzz
