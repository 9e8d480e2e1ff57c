// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "properties/align_ids.h"

#include <algorithm>
#include <iterator>
#include <limits>

namespace gatefuzz {
namespace {

int64_t DrawExpert(int32_t experts, Random* random) {
  return static_cast<int64_t>(random->Below(static_cast<uint64_t>(experts)));
}

}  // namespace

int64_t DrawIdOutside(IdType type, int32_t experts, Random* random) {
  const int64_t good = DrawExpert(experts + 1, random);  // the sentinel too
  const int64_t candidates[] = {
      -1,
      int64_t{experts} + 1,
      int64_t{experts} + 1 + DrawExpert(experts, random),
      kMaxExperts + 1,
      std::numeric_limits<int32_t>::min(),
      std::numeric_limits<int32_t>::max(),
      std::numeric_limits<uint32_t>::max(),
      std::numeric_limits<int64_t>::min(),
      std::numeric_limits<int64_t>::max(),
      (int64_t{1} << 32) + good,
      -(int64_t{1} << 32) + good,
      -(int64_t{1} << 31) + good,
      (int64_t{1} << 31) + good,
      (int64_t{1} << 16) + good,
      ~good,
      IdFromBits(type, random->Next()),
  };
  // Not every candidate is of every type, nor outside for every E: at least E + 1 is both.
  for (int tries = 0; tries < 8; ++tries) {
    const int64_t id = candidates[random->Below(std::size(candidates))];
    if (IsValueOf(type, id) && IsIdError(id, experts)) return id;
  }
  return int64_t{experts} + 1;
}

void FillWithExperts(AlignProblem* problem, Random* random) {
  const int32_t experts = problem->experts;
  const int64_t k = problem->k;
  const int64_t one = DrawExpert(experts, random);
  const int32_t hot = 1 + static_cast<int32_t>(random->Below(static_cast<uint64_t>(std::min(experts, 4))));
  const uint64_t load = random->Below(8);
  for (int64_t slot = 0; slot < problem->slots(); ++slot) {
    int64_t& id = problem->ids[static_cast<size_t>(slot)];
    switch (load) {
      case 0:  // one expert gets all
        id = one;
        break;
      case 1:  // few get most
        id = random->Percent(90) ? (one + DrawExpert(hot, random)) % experts : DrawExpert(experts, random);
        break;
      case 2:  // in turn
        id = slot % experts;
        break;
      case 3:  // falling, so that sorting reverses
        id = experts - 1 - slot * experts / problem->slots();
        break;
      case 4:  // whole blocks, so that nothing is padded
        id = slot / problem->block_size % experts;
        break;
      case 5:  // a row of duplicates
        id = slot % k == 0 ? DrawExpert(experts, random) : problem->ids[static_cast<size_t>(slot - 1)];
        break;
      default:  // even
        id = DrawExpert(experts, random);
    }
  }
}

}  // namespace gatefuzz
