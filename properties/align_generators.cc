// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "properties/align_generators.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "kernels/align.h"
#include "properties/align_ids.h"
#include "properties/align_shrink.h"

namespace gatefuzz {
namespace {

// Sizes at which kernels change their ways: warps, blocks of threads, real models.
constexpr int32_t kFavouriteExperts[] = {1,   2,   3,   4,   7,   8,   9,   16,  31,  32,  33,  63,  64,  65,   72,
                                         127, 128, 129, 160, 192, 255, 256, 257, 384, 511, 512, 513, 768, 1023, 1024};
constexpr int32_t kFavouriteK[] = {1, 2, 3, 4, 6, 8, 9, 10, 16, 31, 32};
constexpr int64_t kFavouriteSlots[] = {1,   2,   31,  32,  33,  63,  64,  65,   127,  128,
                                       129, 255, 256, 257, 511, 512, 513, 1023, 1024, 1025};
constexpr int64_t kFewSlots = 300;        // of most cases, so that thousands are emulated in a minute
constexpr int64_t kManySlots = 4000;      // of a few
constexpr int64_t kLittlePadding = 4096;  // E * B of most cases: every element is written, padding too
constexpr int kNominalSize = 100;         // RapidCheck's largest

int32_t DrawExperts(int size, Random* random) {
  // Small sizes are for failures that are easy to read; from half of the nominal size on anything goes.
  const double share = std::min(1.0, 2.0 * (size + 1) / kNominalSize);
  const int32_t most = std::clamp(static_cast<int32_t>(std::exp2(10 * share)), 4, kMaxExperts);
  if (random->Percent(75)) {
    const auto end = std::upper_bound(std::begin(kFavouriteExperts), std::end(kFavouriteExperts), most);
    return kFavouriteExperts[random->Below(static_cast<uint64_t>(end - std::begin(kFavouriteExperts)))];
  }
  return std::clamp(static_cast<int32_t>(std::exp2(std::log2(most) * random->Unit())), 1, most);
}

int32_t DrawBlockSize(int32_t experts, Random* random) {
  int32_t block = 1 << random->Below(9);
  if (random->Percent(97)) {
    while (block > 1 && int64_t{experts} * block > kLittlePadding) block /= 2;
  }
  return block;
}

int64_t DrawTokens(int size, int32_t k, Random* random) {
  if (random->Percent(3) && size >= kNominalSize / 2) return random->Between(kManySlots / 2, kManySlots) / k;
  const int64_t most = std::clamp<int64_t>(kFewSlots / k, 1, 2 + 4 * size);
  const uint64_t draw = random->Below(100);
  if (draw < 3) return 0;
  if (draw < 15) return 1;
  if (draw < 35) return std::clamp<int64_t>(kFavouriteSlots[random->Below(std::size(kFavouriteSlots))] / k, 1, most);
  if (draw < 75) return random->Between(1, std::min<int64_t>(most, 16));
  return random->Between(1, most);
}

// Puts sentinels or garbage into a share of the ids, or into whole rows, as finished tokens and windows do.
template <typename Draw>
void Scatter(AlignProblem* problem, Random* random, const Draw& draw) {
  const int share = random->Percent(15) ? 100 : static_cast<int>(random->Below(60));
  const bool whole_rows = random->Percent(40);
  for (int64_t token = 0; token < problem->tokens; ++token) {
    const bool row = random->Percent(share);
    for (int64_t j = 0; j < problem->k; ++j) {
      if (whole_rows ? row : random->Percent(share)) {
        problem->ids[static_cast<size_t>(token * problem->k + j)] = draw();
      }
    }
  }
}

}  // namespace

AlignCase DrawAlignCase(uint64_t seed, int size) {
  Random random(seed);
  AlignCase result;
  AlignProblem& problem = result.problem;
  problem.id_type = static_cast<IdType>(random.Below(3));
  problem.experts = DrawExperts(size, &random);
  problem.k = random.Percent(70) ? kFavouriteK[random.Below(std::size(kFavouriteK))]
                                 : static_cast<int32_t>(random.Between(1, kMaxTopK));
  problem.block_size = DrawBlockSize(problem.experts, &random);
  problem.tokens = DrawTokens(size, problem.k, &random);
  problem.ids.resize(static_cast<size_t>(problem.slots()));
  FillWithExperts(&problem, &random);
  if (random.Percent(40)) Scatter(&problem, &random, [&] { return int64_t{problem.experts}; });
  if (random.Percent(35)) {
    // Often of one kind: beside another the flag may be right for the wrong reason.
    const int64_t one = DrawIdOutside(problem.id_type, problem.experts, &random);
    const bool mixed = random.Percent(50);
    Scatter(&problem, &random, [&] { return mixed ? DrawIdOutside(problem.id_type, problem.experts, &random) : one; });
  }
  result.seed = random.Percent(20) ? 0 : random.Next();
  return result;
}

rc::Gen<AlignCase> AnyAlignCase() {
  return [](const rc::Random& source, int size) {
    rc::Random stream = source;
    return rc::shrinkable::shrinkRecur(DrawAlignCase(stream.next(), size), [](const AlignCase& failing) {
      return rc::seq::fromContainer(SimplerCases(failing));
    });
  };
}

}  // namespace gatefuzz
