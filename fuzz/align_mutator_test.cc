// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "fuzz/align_mutator.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "harness/align_codec.h"

namespace gatefuzz {
namespace {

AlignCase SmallCase() {
  AlignCase result;
  result.problem = {
      .id_type = IdType::kInt32, .tokens = 3, .k = 2, .experts = 8, .block_size = 4, .ids = {1, 7, 3, 3, 8, 0}};
  return result;
}

// Stands in for libFuzzer: flips a byte in the middle and grows the input by one.
size_t FlipAndGrow(uint8_t* data, size_t size, size_t max_size) {
  if (size > 0) data[size / 2] ^= 0x55;
  if (size < max_size) data[size++] = 0x77;
  return size;
}

std::vector<uint8_t> Mutant(const std::vector<uint8_t>& input, size_t max_size, uint32_t seed) {
  std::vector<uint8_t> bytes = input;
  bytes.resize(std::max(max_size, input.size()));
  bytes.resize(MutateEncodedAlignCase(bytes.data(), input.size(), max_size, seed, FlipAndGrow));
  return bytes;
}

TEST(MutateAlignCase, GivesValidCasesWithinLimits) {
  const AlignLimits limits;
  AlignCase align_case = SmallCase();
  Random random(1);
  for (int i = 0; i < 20000; ++i) {
    MutateCase(&align_case, limits, random);
    const AlignProblem& problem = align_case.problem;
    ASSERT_EQ(ValidateCase(align_case), "") << "mutant " << i;
    if (problem.tokens > 1) ASSERT_LE(problem.slots(), limits.max_slots);
    if (problem.block_size > 1) ASSERT_LE(problem.experts * problem.block_size, limits.max_capacity);
  }
}

TEST(MutateAlignCase, NearlyAlwaysChangesTheCase) {
  int same = 0;
  for (uint64_t seed = 0; seed < 2000; ++seed) {
    AlignCase align_case = SmallCase();
    Random random(seed);
    MutateCase(&align_case, {}, random);
    same += align_case == SmallCase();
  }
  EXPECT_LE(same, 10);
}

TEST(AlignMutationsTable, EachRowChangesTheCase) {
  for (const AlignMutation& mutation : AlignMutations()) {
    int changed = 0;
    for (uint64_t seed = 0; seed < 100; ++seed) {
      AlignCase mutant = SmallCase();
      Random random(seed);
      mutation.apply(&mutant, {}, random);
      BoundCase(&mutant, {}, SIZE_MAX);
      EXPECT_EQ(ValidateCase(mutant), "") << mutation.name;
      changed += !(mutant == SmallCase());
    }
    EXPECT_GE(changed, 20) << mutation.name;
  }
}

TEST(AlignMutationsTable, EachRowBearsACaseWithoutTokens) {
  AlignCase empty = SmallCase();
  empty.problem.tokens = 0;
  empty.problem.ids.clear();
  for (const AlignMutation& mutation : AlignMutations()) {
    for (uint64_t seed = 0; seed < 20; ++seed) {
      AlignCase mutant = empty;
      Random random(seed);
      mutation.apply(&mutant, {}, random);
      BoundCase(&mutant, {}, SIZE_MAX);
      EXPECT_EQ(ValidateCase(mutant), "") << mutation.name;
    }
  }
}

// What a campaign starting from one plain case comes to see: the inputs that known kinds of bug need.
TEST(MutateAlignCase, ReachesEveryKindOfInput) {
  std::map<std::string, int> seen;
  AlignCase align_case = SmallCase();
  Random random(7);
  for (int i = 0; i < 20000; ++i) {
    if (i % 16 == 0) align_case = SmallCase();
    MutateCase(&align_case, {}, random);
    const AlignProblem& p = align_case.problem;
    const auto any_id = [&](auto predicate) { return std::ranges::any_of(p.ids, predicate); };
    seen["no tokens"] += p.tokens == 0;
    seen["64 slots"] += p.slots() == 64;
    seen["1 expert"] += p.experts == 1;
    seen["1024 experts"] += p.experts == 1024;
    seen["k above E"] += p.k > p.experts;
    seen["block of 1"] += p.block_size == 1;
    seen["block of 256"] += p.block_size == 256;
    seen["64-bit ids"] += p.id_type == IdType::kInt64;
    seen["duplicates in a row"] += p.k > 1 && p.slots() > 0 && p.ids[0] == p.ids[1];
    seen["a full block of one expert"] +=
        p.block_size > 1 && p.slots() > 0 && std::ranges::count(p.ids, p.ids[0]) == p.block_size;
    seen["one expert gets all"] += p.slots() > 1 && std::ranges::count(p.ids, p.ids[0]) == p.slots();
    seen["a sentinel"] += any_id([&](int64_t id) { return id == p.experts; });
    seen["an id outside"] += any_id([&](int64_t id) { return IsIdError(id, p.experts); });
    seen["a good low word"] += any_id(
        [&](int64_t id) { return IsIdError(id, p.experts) && NamesExpert(static_cast<int32_t>(id), p.experts); });
    seen["seed 0"] += align_case.seed == 0;
    seen["drawn seed"] += align_case.seed != 0;
  }
  for (const auto& [what, count] : seen) EXPECT_GE(count, 20) << what;
}

TEST(MutateEncodedAlignCase, GivesCanonicalBytesWithinMaxSize) {
  std::vector<uint8_t> bytes = EncodeCase(SmallCase());
  for (uint32_t seed = 0; seed < 5000; ++seed) {
    const size_t max_size = 64 + seed % 4000;
    bytes = Mutant(bytes, max_size, seed);
    ASSERT_LE(bytes.size(), max_size);
    ASSERT_EQ(EncodeCase(DecodeAnyAlign(bytes)), bytes) << "seed " << seed;
  }
}

TEST(MutateEncodedAlignCase, KeepsToAnyMaxSizeHoweverSmall) {
  const std::vector<uint8_t> input = EncodeCase(SmallCase());
  for (size_t max_size = 1; max_size < 60; ++max_size) {
    for (uint32_t seed = 0; seed < 64; ++seed) {
      const std::vector<uint8_t> start(input.begin(),
                                       input.begin() + static_cast<ptrdiff_t>(std::min(max_size, input.size())));
      const size_t size = Mutant(start, max_size, seed).size();
      ASSERT_LE(size, max_size);
      ASSERT_GT(size, 0u);
    }
  }
}

TEST(MutateEncodedAlignCase, IsDeterministicAndTakesAnyBytes) {
  Random random(11);
  std::set<std::vector<uint8_t>> different;
  for (uint32_t seed = 0; seed < 1000; ++seed) {
    std::vector<uint8_t> garbage(random.Below(200));
    for (uint8_t& byte : garbage) byte = static_cast<uint8_t>(random.Next());
    const std::vector<uint8_t> mutant = Mutant(garbage, 400, seed);
    EXPECT_EQ(mutant, Mutant(garbage, 400, seed));
    different.insert(mutant);
  }
  EXPECT_GT(different.size(), 900u);
}

TEST(CrossOverAlignCases, TakesFromBothAndKeepsToTheRoomItHas) {
  const AlignCase a = SmallCase();
  AlignCase b = SmallCase();
  b.problem.block_size = 16;
  b.problem.id_type = IdType::kInt64;
  std::ranges::fill(b.problem.ids, 5);
  int mixed_ids = 0;
  int mixed_options = 0;
  for (uint32_t seed = 0; seed < 200; ++seed) {
    Random random(seed);
    const AlignCase child = CrossOverCases(a, b, {}, random);
    EXPECT_EQ(ValidateCase(child), "");
    const auto fives = std::ranges::count(child.problem.ids, 5);
    mixed_ids += fives > 0 && fives < 6;
    mixed_options += (child.problem.block_size == 16) != (child.problem.id_type == IdType::kInt64);
    std::vector<uint8_t> out(30 + seed);
    out.resize(CrossOverEncodedAlignCases(EncodeCase(a), EncodeCase(b), out, seed));
    if (out.size() > 40) EXPECT_EQ(EncodeCase(DecodeAnyAlign(out)), out);
  }
  EXPECT_GT(mixed_ids, 50);
  EXPECT_GT(mixed_options, 50);
}

}  // namespace
}  // namespace gatefuzz
