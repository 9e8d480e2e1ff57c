// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "fuzz/align_mutator.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "fuzz/draw.h"
#include "harness/align_codec.h"
#include "kernels/align.h"
#include "properties/align_ids.h"
#include "properties/align_shrink.h"

namespace gatefuzz {
namespace {

// Sizes of models in use, and one off either side of the powers of two at which kernels choose another path.
constexpr int32_t kExperts[] = {1,  2,  3,   4,   7,   8,   9,   15,  16,  17,  31,  32,  33,  60,  63,  64,   65,
                                72, 96, 127, 128, 129, 160, 192, 255, 256, 257, 320, 384, 511, 512, 513, 1023, 1024};
constexpr int64_t kTokens[] = {1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129, 255, 256, 257};
constexpr size_t kHeaderBytes = 12;

// Sets k or T and keeps the ids of the tokens and choices that both shapes have; new ones repeat old ones.
void Reshape(AlignProblem* problem, int64_t tokens, int32_t k) {
  std::vector<int64_t> ids;
  ids.reserve(static_cast<size_t>(tokens * k));
  for (int64_t slot = 0; slot < tokens * k; ++slot) {
    if (problem->ids.empty()) {
      ids.push_back(0);
      continue;
    }
    const int64_t token = slot / k % problem->tokens;
    const int64_t choice = slot % k % problem->k;
    ids.push_back(problem->ids[static_cast<size_t>(token * problem->k + choice)]);
  }
  problem->ids = std::move(ids);
  problem->tokens = tokens;
  problem->k = k;
}

int64_t& DrawSlot(AlignCase* c, Random& random) { return c->problem.ids[random.Below(c->problem.ids.size())]; }

int64_t DrawId(const AlignProblem& problem, Random& random) {
  switch (random.Below(6)) {
    case 0:
      return problem.experts;
    case 1:
      return DrawIdOutside(problem.id_type, problem.experts, &random);
    case 2:
      return OneIn(2, random) ? 0 : problem.experts - 1;
    default:
      return random.Between(0, problem.experts - 1);
  }
}

void Tokens(AlignCase* c, const AlignLimits& limits, Random& random) {
  AlignProblem& problem = c->problem;
  const int64_t most = std::max<int64_t>(1, limits.max_slots / problem.k);
  int64_t tokens = problem.tokens + (OneIn(2, random) ? 1 : -1);
  if (OneIn(2, random)) tokens = OneIn(16, random) ? 0 : random.Between(1, most);
  if (OneIn(4, random)) tokens = Pick(kTokens, random);
  Reshape(&problem, std::clamp<int64_t>(tokens, 0, most), problem.k);
}

void Choices(AlignCase* c, const AlignLimits& limits, Random& random) {
  const int32_t step = OneIn(2, random) ? 1 : -1;
  const int32_t k = OneIn(3, random) ? c->problem.k + step : static_cast<int32_t>(random.Between(1, kMaxTopK));
  const int32_t bounded = std::clamp(k, 1, kMaxTopK);
  Reshape(&c->problem, std::min(c->problem.tokens, std::max<int64_t>(1, limits.max_slots / bounded)), bounded);
}

void Experts(AlignCase* c, const AlignLimits&, Random& random) {
  const int32_t step = OneIn(2, random) ? 1 : -1;
  const int32_t experts = OneIn(3, random) ? c->problem.experts + step : Pick(kExperts, random);
  *c = WithExpertCount(*c, std::clamp(experts, 1, kMaxExperts));
}

void BlockSize(AlignCase* c, const AlignLimits&, Random& random) { c->problem.block_size = 1 << random.Below(9); }

// Another type; ids are cut to it, so that what was outside may name an expert, or be spelt anew by ids to come.
void IdTypes(AlignCase* c, const AlignLimits&, Random& random) {
  c->problem.id_type = static_cast<IdType>(random.Below(3));
}

void Seed(AlignCase* c, const AlignLimits&, Random& random) { c->seed = OneIn(4, random) ? 0 : random.Next(); }

void OneId(AlignCase* c, const AlignLimits&, Random& random) {
  if (!c->problem.ids.empty()) DrawSlot(c, random) = DrawId(c->problem, random);
}

void NextId(AlignCase* c, const AlignLimits&, Random& random) {
  if (c->problem.ids.empty()) return;
  int64_t& id = DrawSlot(c, random);
  id = static_cast<int64_t>(static_cast<uint64_t>(id) + (OneIn(2, random) ? 1 : ~uint64_t{0}));
}

void FlipBit(AlignCase* c, const AlignLimits&, Random& random) {
  if (c->problem.ids.empty()) return;
  const uint64_t bits = c->problem.id_type == IdType::kInt64 ? 64 : 32;
  DrawSlot(c, random) ^= static_cast<int64_t>(uint64_t{1} << random.Below(bits));
}

void RunOfIds(AlignCase* c, const AlignLimits&, Random& random) {
  if (c->problem.ids.empty()) return;
  const size_t begin = random.Below(c->problem.ids.size());
  const size_t end = begin + 1 + random.Below(c->problem.ids.size() - begin);
  const int64_t id = DrawId(c->problem, random);
  std::fill(c->problem.ids.begin() + static_cast<ptrdiff_t>(begin),
            c->problem.ids.begin() + static_cast<ptrdiff_t>(end), id);
}

void CopyId(AlignCase* c, const AlignLimits&, Random& random) {
  if (c->problem.ids.empty()) return;
  const int64_t id = DrawSlot(c, random);
  DrawSlot(c, random) = id;
}

void SwapIds(AlignCase* c, const AlignLimits&, Random& random) {
  if (!c->problem.ids.empty()) std::swap(DrawSlot(c, random), DrawSlot(c, random));
}

void Load(AlignCase* c, const AlignLimits&, Random& random) { FillWithExperts(&c->problem, &random); }

// One expert gets as many slots as fill its blocks, or one more or less.
void FillBlocks(AlignCase* c, const AlignLimits& limits, Random& random) {
  AlignProblem& problem = c->problem;
  const int64_t slots = problem.block_size * random.Between(1, 2) + random.Between(-1, 1);
  if (slots < 1 || slots > limits.max_slots) return;
  Reshape(&problem, slots, 1);
  std::ranges::fill(problem.ids, random.Between(0, problem.experts - 1));
}

constexpr AlignMutation kMutations[] = {
    {"tokens", 4, Tokens},    {"choices", 2, Choices},
    {"experts", 4, Experts},  {"block_size", 3, BlockSize},
    {"id_type", 2, IdTypes},  {"seed", 2, Seed},
    {"one_id", 8, OneId},     {"next_id", 3, NextId},
    {"flip_bit", 2, FlipBit}, {"run_of_ids", 4, RunOfIds},
    {"copy_id", 3, CopyId},   {"swap_ids", 2, SwapIds},
    {"load", 3, Load},        {"fill_blocks", 2, FillBlocks},
};

const AlignMutation& DrawMutation(Random& random) {
  static const int kTotalWeight = [] {
    int total = 0;
    for (const AlignMutation& mutation : kMutations) total += mutation.weight;
    return total;
  }();
  auto ticket = static_cast<int64_t>(random.Below(static_cast<uint64_t>(kTotalWeight)));
  for (const AlignMutation& mutation : kMutations) {
    ticket -= mutation.weight;
    if (ticket < 0) return mutation;
  }
  return kMutations[0];
}

// Executions a second are what finds bugs, so large cases are rare; some bugs need them.
AlignLimits DrawLimits(Random& random) {
  if (OneIn(64, random)) return {.max_slots = 4096, .max_capacity = kMaxExperts * kMaxAlignBlock};
  if (OneIn(16, random)) return {.max_slots = 512, .max_capacity = 16384};
  return {};
}

size_t WriteCase(const AlignCase& align_case, std::span<uint8_t> out) {
  const std::vector<uint8_t> bytes = EncodeCase(align_case);
  const size_t size = std::min(bytes.size(), out.size());  // a case cut short is still decoded, to some other case
  std::copy_n(bytes.begin(), size, out.begin());
  return size;
}

AlignCase MutatePayloadBytes(std::span<const uint8_t> input, size_t max_size, ByteMutator byte_mutator) {
  std::vector<uint8_t> bytes = EncodeCase(DecodeAnyAlign(input));
  const size_t payload = bytes.size() - kHeaderBytes;
  const size_t room = std::max(payload, max_size - std::min(max_size, kHeaderBytes));
  bytes.resize(kHeaderBytes + room);
  bytes.resize(kHeaderBytes + byte_mutator(bytes.data() + kHeaderBytes, payload, room));
  // The header's length is wrong now, which DecodeAnyAlign does not mind.
  return DecodeAnyAlign(bytes);
}

}  // namespace

std::span<const AlignMutation> AlignMutations() { return kMutations; }

void BoundCase(AlignCase* align_case, const AlignLimits& limits, size_t max_bytes) {
  Canonicalize(align_case);
  AlignProblem& problem = align_case->problem;
  while (problem.block_size > 1 && int64_t{problem.experts} * problem.block_size > limits.max_capacity) {
    problem.block_size /= 2;
  }
  const int64_t tokens = std::max<int64_t>(1, limits.max_slots / problem.k);
  if (problem.tokens > tokens) Reshape(&problem, tokens, problem.k);
  while (EncodeCase(*align_case).size() > max_bytes && problem.slots() > 1) {
    if (problem.tokens > 1) {
      Reshape(&problem, problem.tokens / 2, problem.k);
    } else {
      Reshape(&problem, problem.tokens, (problem.k + 1) / 2);
    }
  }
}

void MutateCase(AlignCase* align_case, const AlignLimits& limits, Random& random) {
  const AlignCase before = *align_case;
  int steps = 1;
  while (steps < 8 && OneIn(2, random)) ++steps;
  // A mutation may have had nothing to change (no ids): a few more tries.
  for (int tries = 0; tries < steps + 8; ++tries) {
    DrawMutation(random).apply(align_case, limits, random);
    BoundCase(align_case, limits, SIZE_MAX);
    if (tries + 1 >= steps && !(*align_case == before)) return;
  }
}

AlignCase CrossOverCases(const AlignCase& a, const AlignCase& b, const AlignLimits& limits, Random& random) {
  AlignCase child = OneIn(2, random) ? a : b;
  const AlignCase& other = child == a ? b : a;
  if (OneIn(2, random)) child.problem.id_type = other.problem.id_type;
  if (OneIn(2, random)) child.problem.block_size = other.problem.block_size;
  if (OneIn(2, random)) child.seed = other.seed;
  if (OneIn(2, random)) child = WithExpertCount(child, other.problem.experts);
  // Ids move as numbers: what an expert is may change, and that is the point.
  const size_t common = std::min(child.problem.ids.size(), other.problem.ids.size());
  if (common > 0) {
    const size_t begin = random.Below(common);
    const size_t end = begin + 1 + random.Below(common - begin);
    std::copy(other.problem.ids.begin() + static_cast<ptrdiff_t>(begin),
              other.problem.ids.begin() + static_cast<ptrdiff_t>(end),
              child.problem.ids.begin() + static_cast<ptrdiff_t>(begin));
  }
  BoundCase(&child, limits, SIZE_MAX);
  return child;
}

size_t MutateEncodedAlignCase(uint8_t* data, size_t size, size_t max_size, uint32_t seed, ByteMutator byte_mutator) {
  Random random(seed);
  const AlignLimits limits = DrawLimits(random);
  AlignCase align_case;
  if (OneIn(16, random)) {
    align_case = MutatePayloadBytes({data, size}, max_size, byte_mutator);
  } else {
    align_case = DecodeAnyAlign({data, size});
    MutateCase(&align_case, limits, random);
  }
  BoundCase(&align_case, limits, max_size);
  return WriteCase(align_case, {data, max_size});
}

size_t CrossOverEncodedAlignCases(std::span<const uint8_t> a, std::span<const uint8_t> b, std::span<uint8_t> out,
                                  uint32_t seed) {
  Random random(seed);
  const AlignLimits limits = DrawLimits(random);
  AlignCase child = CrossOverCases(DecodeAnyAlign(a), DecodeAnyAlign(b), limits, random);
  BoundCase(&child, limits, out.size());
  return WriteCase(child, out);
}

}  // namespace gatefuzz
