// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "properties/align_generators.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "properties/align_ids.h"

namespace gatefuzz {
namespace {

TEST(AlignGeneratorsTest, DrawsValidCasesAndTheSameForTheSameSeed) {
  for (uint64_t seed = 0; seed < 2000; ++seed) {
    const AlignCase drawn = DrawAlignCase(seed, static_cast<int>(seed % 101));
    ASSERT_EQ(ValidateCase(drawn), "") << seed;
    EXPECT_EQ(DrawAlignCase(seed, static_cast<int>(seed % 101)), drawn);
  }
}

TEST(AlignGeneratorsTest, SmallSizesGiveSmallCases) {
  for (uint64_t seed = 0; seed < 300; ++seed) {
    const AlignCase drawn = DrawAlignCase(seed, 0);
    EXPECT_LE(drawn.problem.experts, 4);
    EXPECT_LE(drawn.problem.tokens, 2);
  }
}

TEST(AlignGeneratorsTest, IdsOutsideAreOutsideAndOfTheirType) {
  Random random(3);
  for (const IdType type : {IdType::kInt32, IdType::kUint32, IdType::kInt64}) {
    for (const int32_t experts : {1, 2, 255, 1024}) {
      for (int i = 0; i < 500; ++i) {
        const int64_t id = DrawIdOutside(type, experts, &random);
        ASSERT_TRUE(IsValueOf(type, id) && IsIdError(id, experts)) << id;
      }
    }
  }
}

// What a thousand cases show: the inputs that known kinds of bug need.
TEST(AlignGeneratorsTest, ReachesEveryKindOfInput) {
  std::map<std::string, int> seen;
  for (uint64_t seed = 0; seed < 3000; ++seed) {
    const AlignCase drawn = DrawAlignCase(seed, static_cast<int>(seed % 101));
    const AlignProblem& p = drawn.problem;
    std::vector<int64_t> count(static_cast<size_t>(p.experts));
    for (const int64_t id : p.ids) {
      if (NamesExpert(id, p.experts)) ++count[static_cast<size_t>(id)];
    }
    const auto any_id = [&](auto predicate) { return std::ranges::any_of(p.ids, predicate); };
    seen["no tokens"] += p.tokens == 0;
    seen["one expert gets all"] += p.slots() > 1 && std::ranges::find(count, p.slots()) != count.end();
    seen["a full block"] +=
        p.block_size > 1 && std::ranges::any_of(count, [&](int64_t n) { return n > 0 && n % p.block_size == 0; });
    seen["an expert over many blocks"] += std::ranges::any_of(count, [&](int64_t n) { return n > 3 * p.block_size; });
    seen["an expert without slots"] += p.slots() > 0 && std::ranges::count(count, 0) > 0;
    seen["every expert has slots"] += p.experts > 2 && std::ranges::count(count, 0) == 0;
    seen["block of 1"] += p.block_size == 1;
    seen["block of 256"] += p.block_size == 256;
    seen["1 expert"] += p.experts == 1;
    seen["1024 experts"] += p.experts == 1024;
    seen["k above E"] += p.k > p.experts;
    seen["many slots"] += p.slots() > 1000;
    seen["duplicates in a row"] += p.k > 1 && p.slots() > 0 && p.ids[0] == p.ids[1];
    seen["only sentinels"] += p.slots() > 0 && std::ranges::count(p.ids, p.experts) == p.slots();
    seen["a sentinel"] += any_id([&](int64_t id) { return id == p.experts; });
    seen["-1"] += any_id([](int64_t id) { return id == -1; });
    seen["E + 1"] += any_id([&](int64_t id) { return id == p.experts + 1; });
    seen["least int32"] += any_id([](int64_t id) { return id == INT32_MIN; });
    seen["largest uint32"] += any_id([](int64_t id) { return id == int64_t{UINT32_MAX}; });
    seen["a good low word"] += any_id(
        [&](int64_t id) { return IsIdError(id, p.experts) && NamesExpert(static_cast<int32_t>(id), p.experts); });
    seen["seed 0"] += drawn.seed == 0;
    seen["drawn seed"] += drawn.seed != 0;
  }
  for (const auto& [what, count] : seen) EXPECT_GE(count, 20) << what;
}

TEST(AlignGeneratorsTest, ShrinksThroughSimplerCases) {
  const auto shrinkable = AnyAlignCase()(rc::Random(1), 50);
  EXPECT_TRUE(shrinkable.shrinks().next());
}

}  // namespace
}  // namespace gatefuzz
