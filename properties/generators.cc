// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// RapidCheck's own combinators are left aside: a case is drawn by plain code from one number of RapidCheck's stream.
// That is as reproducible, far quicker, and shrinking goes by meaning anyway.

#include "properties/generators.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "harness/case_edit.h"
#include "harness/random.h"
#include "properties/shrink.h"
#include "properties/values.h"
#include "reference/float_bits.h"

namespace gatefuzz {
namespace {

// Sizes at which kernels change their ways: warps, vector loads, templates for powers of two, real models.
constexpr int32_t kFavouriteExperts[] = {1,   2,   3,   4,   5,   7,   8,   9,   15,   16,  17,  31,
                                         32,  33,  40,  63,  64,  65,  72,  95,  96,   97,  127, 128,
                                         129, 160, 192, 224, 255, 256, 257, 288, 320,  383, 384, 385,
                                         448, 511, 512, 513, 576, 640, 768, 896, 1023, 1024};
constexpr int32_t kFavouriteK[] = {1, 2, 4, 6, 8, 9, 10, 16, 31, 32};
constexpr int64_t kFewLogits = 3000;    // of most cases, so that thousands are emulated in a minute
constexpr int64_t kManyLogits = 20000;  // of the rest
constexpr uint64_t kGroupStream = 64;   // of the seed's draws
constexpr int kNominalSize = 100;       // RapidCheck's largest

int32_t DrawExperts(int size, Random* random) {
  // Small sizes are for failures that are easy to read; from half of the nominal size on anything goes.
  const double share = std::min(1.0, 2.0 * (size + 1) / kNominalSize);
  const int32_t most = std::clamp(static_cast<int32_t>(std::exp2(10 * share)), 4, kMaxExperts);
  if (random->Percent(75)) {
    const auto end = std::upper_bound(std::begin(kFavouriteExperts), std::end(kFavouriteExperts), most);
    return kFavouriteExperts[random->Below(static_cast<uint64_t>(end - std::begin(kFavouriteExperts)))];
  }
  const double bits = std::log2(most) * random->Unit();
  return std::clamp(static_cast<int32_t>(std::exp2(bits)), 1, most);
}

int32_t DrawK(int32_t experts, Random* random) {
  const int32_t most = std::min(experts, kMaxTopK);
  const uint64_t draw = random->Below(100);
  if (draw < 10) return most;
  if (draw < 60) return std::min(most, kFavouriteK[random->Below(std::size(kFavouriteK))]);
  return static_cast<int32_t>(random->Between(1, most));
}

// Groups of which k experts can be chosen, now and then fewer than were drawn.
void DrawGroups(RoutingProblem* problem, Random* random) {
  constexpr int32_t kFavourites[] = {2, 4, 8, 16};
  const uint64_t draw = random->Below(3);
  const int32_t wanted = draw == 0   ? kMaxGroups
                         : draw == 1 ? kFavourites[random->Below(std::size(kFavourites))]
                                     : static_cast<int32_t>(random->Between(1, kMaxGroups));
  problem->num_groups = NearestGroupCount(problem->experts, wanted);
  problem->top_groups = random->Percent(40) ? (problem->num_groups + 1) / 2
                                            : static_cast<int32_t>(random->Between(1, problem->num_groups));
  const int32_t open = problem->top_groups * (problem->experts / problem->num_groups);
  if (random->Percent(50)) problem->k = std::min(problem->k, open);
  ClampGroups(problem);
}

int64_t DrawTokens(int size, int32_t experts, Random* random) {
  if (size > kNominalSize) return random->Between(1, size);
  const int64_t budget = random->Percent(4) ? kManyLogits : kFewLogits;
  const int64_t most = std::clamp<int64_t>(budget / experts, 1, 2 + size);
  const uint64_t draw = random->Below(100);
  if (draw < 2) return 0;
  if (draw < 25) return 1;
  if (draw < 80) return random->Between(1, std::min<int64_t>(most, 8));
  return random->Between(1, most);
}

void DrawRows(RoutingCase* result, Random* random) {
  RoutingProblem& problem = result->problem;
  problem.logits.resize(static_cast<size_t>(problem.tokens * problem.experts));
  // A twelfth of the cases walk the winner through the experts, one row after the other.
  const bool walk = random->Below(12) == 0;
  const int64_t first_winner = static_cast<int64_t>(random->Below(static_cast<uint64_t>(problem.experts)));
  for (int64_t row = 0; row < problem.tokens; ++row) {
    FillRow(problem.dtype, walk ? (first_winner + row) % problem.experts : -1, random, LogitRow(result, row));
  }
  // The last rows of a padded batch: whatever the last replay left, in one value.
  if (problem.tokens > 1 && random->Percent(15)) {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    constexpr double kPadding[] = {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN(),
                                   0, -kInfinity, kInfinity};
    const uint32_t bits = FromDouble(problem.dtype, kPadding[random->Below(std::size(kPadding))]);
    for (int64_t row = random->Between(1, problem.tokens - 1); row < problem.tokens; ++row) {
      std::ranges::fill(LogitRow(result, row), bits);
    }
  }
}

}  // namespace

RoutingCase DrawRoutingCase(uint64_t seed, int size) {
  Random random(seed);
  RoutingCase result;
  RoutingProblem& problem = result.problem;
  problem.dtype = static_cast<DType>(random.Below(3));
  problem.non_finite = random.Percent(35) ? NonFinitePolicy::kMask : NonFinitePolicy::kZeroScore;
  problem.experts = DrawExperts(size, &random);
  // Of a stream of their own, so that a seed's other draws do not depend on them.
  Random group_draws(seed, kGroupStream);
  const bool deepseek = size >= kNominalSize / 2 && group_draws.Percent(4);
  if (deepseek) problem.experts = 256;
  problem.tokens = DrawTokens(size, problem.experts, &random);
  problem.k = DrawK(problem.experts, &random);
  if (deepseek) {
    problem.k = 8;
    problem.num_groups = 8;
    problem.top_groups = 4;
  } else if (group_draws.Percent(32)) {
    DrawGroups(&problem, &group_draws);
  }
  problem.renormalize = random.Percent(50);
  problem.scale = DrawScale(60, &random);
  if (random.Percent(40)) problem.bias = DrawBias(problem.experts, &random);
  if (random.Percent(25)) {
    problem.local_first = static_cast<int32_t>(random.Between(0, problem.experts));
    problem.local_count = static_cast<int32_t>(random.Between(0, problem.experts - problem.local_first));
  }
  if (random.Percent(25)) {
    const int share = static_cast<int>(random.Below(101));
    for (int64_t row = 0; row < problem.tokens; ++row) {
      problem.finished.push_back(random.Percent(share) ? static_cast<uint8_t>(1 + random.Below(255)) : 0);
    }
  }
  problem.want_source_rows = random.Percent(40);
  result.id_type = static_cast<IdType>(random.Below(3));
  if (random.Percent(30)) result.row_padding = static_cast<int32_t>(random.Between(1, kMaxRowPadding));
  result.seed = random.Percent(20) ? 0 : random.Next();
  DrawRows(&result, &random);
  return result;
}

rc::Gen<RoutingCase> AnyRoutingCase() {
  return [](const rc::Random& source, int size) {
    rc::Random stream = source;
    return rc::shrinkable::shrinkRecur(DrawRoutingCase(stream.next(), size), [](const RoutingCase& failing) {
      return rc::seq::fromContainer(SimplerCases(failing));
    });
  };
}

}  // namespace gatefuzz
