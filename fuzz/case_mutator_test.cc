// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "fuzz/case_mutator.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "fuzz/special_values.h"
#include "gtest/gtest.h"
#include "harness/case_codec.h"
#include "reference/float_bits.h"

namespace gatefuzz {
namespace {

constexpr DType kTypes[] = {DType::kF32, DType::kF16, DType::kBF16};

RoutingCase SmallCase() {
  RoutingCase result;
  result.problem.tokens = 3;
  result.problem.experts = 12;
  result.problem.k = 2;
  for (uint32_t i = 0; i < 36; ++i) result.problem.logits.push_back(FromDouble(DType::kF32, 0.25 * (i % 7) - 0.5));
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
  bytes.resize(MutateEncodedCase(bytes.data(), input.size(), max_size, seed, FlipAndGrow));
  return bytes;
}

TEST(MutateCase, GivesValidCasesWithinLimits) {
  const MutationLimits limits;
  RoutingCase routing_case = SmallCase();
  Random random(1);
  for (int i = 0; i < 20000; ++i) {
    MutateCase(&routing_case, limits, random);
    ASSERT_EQ(ValidateCase(routing_case), "") << "mutant " << i;
    ASSERT_LE(routing_case.problem.tokens, limits.max_tokens);
    if (routing_case.problem.tokens > 1) {
      ASSERT_LE(routing_case.problem.tokens * routing_case.problem.experts, limits.max_logits);
    }
  }
}

TEST(MutateCase, NearlyAlwaysChangesTheCase) {
  int same = 0;
  for (uint64_t seed = 0; seed < 2000; ++seed) {
    RoutingCase routing_case = SmallCase();
    Random random(seed);
    MutateCase(&routing_case, {}, random);
    same += routing_case == SmallCase();
  }
  EXPECT_LE(same, 10);
}

// Every row of the two tables has an effect, from some case, within a few tries.
TEST(Mutations, EachChangesSomeCase) {
  RoutingCase with_bias = SmallCase();
  with_bias.problem.bias.assign(12, FromDouble(DType::kF32, 0.125));
  for (const std::span<const Mutation> table : {ShapeMutations(), ValueMutations()}) {
    for (const Mutation& mutation : table) {
      int changed = 0;
      for (uint64_t seed = 0; seed < 100; ++seed) {
        RoutingCase mutant = with_bias;
        Random random(seed);
        mutation.apply(&mutant, {}, random);
        Canonicalize(&mutant);
        EXPECT_EQ(ValidateCase(mutant), "");
        changed += !(mutant == with_bias);
      }
      EXPECT_GE(changed, 20) << mutation.name;
    }
  }
}

TEST(Mutations, BearACaseWithoutTokens) {
  RoutingCase empty = SmallCase();
  ResizeTokens(&empty, 0);
  for (const std::span<const Mutation> table : {ShapeMutations(), ValueMutations()}) {
    for (const Mutation& mutation : table) {
      RoutingCase mutant = empty;
      Random random(3);
      mutation.apply(&mutant, {}, random);
      Canonicalize(&mutant);
      EXPECT_EQ(ValidateCase(mutant), "") << mutation.name;
    }
  }
}

// What a campaign starting from one plain case comes to see: the inputs that known bugs need.
TEST(MutateCase, ReachesEveryKindOfInput) {
  std::map<std::string, int> seen;
  RoutingCase routing_case = SmallCase();
  Random random(7);
  for (int i = 0; i < 20000; ++i) {
    if (i % 16 == 0) routing_case = SmallCase();
    MutateCase(&routing_case, {}, random);
    const RoutingProblem& problem = routing_case.problem;
    const auto bits_of = [&](auto predicate) { return std::ranges::any_of(problem.logits, predicate); };
    const auto experts = static_cast<size_t>(problem.experts);
    seen["no tokens"] += problem.tokens == 0;
    seen["most tokens"] += problem.tokens == 8;
    seen["over 256 experts"] += problem.experts > 256;
    seen["1024 experts"] += problem.experts == 1024;
    seen["k = E"] += problem.k == problem.experts && problem.k > 1;
    seen["k = 32"] += problem.k == 32;
    seen["groups"] += problem.num_groups > 1 && problem.top_groups < problem.num_groups;
    seen["groups of one expert"] += problem.experts > 1 && problem.num_groups == problem.experts;
    seen["32 groups"] += problem.num_groups == 32;
    seen["16-bit logits"] += problem.dtype != DType::kF32;
    seen["64-bit ids"] += routing_case.id_type == IdType::kInt64;
    seen["mask"] += problem.non_finite == NonFinitePolicy::kMask;
    seen["renormalize"] += problem.renormalize;
    seen["scale"] += problem.scale != 1.0f;
    seen["row padding"] += routing_case.row_padding > 0;
    seen["source rows"] += problem.want_source_rows;
    seen["window"] += problem.local_count >= 0;
    seen["window of none"] += problem.local_count == 0;
    seen["finished"] += !problem.finished.empty();
    seen["bias"] += !problem.bias.empty();
    seen["bias below -1"] +=
        std::ranges::any_of(problem.bias, [](uint32_t bits) { return ToDouble(DType::kF32, bits) < -1; });
    seen["NaN"] += bits_of([&](uint32_t bits) { return IsNan(problem.dtype, bits); });
    seen["negative NaN"] +=
        bits_of([&](uint32_t bits) { return IsNan(problem.dtype, bits) && (bits & SignBit(problem.dtype)) != 0; });
    seen["infinity"] += bits_of([&](uint32_t bits) { return bits == InfinityBits(problem.dtype); });
    for (int64_t row = 0; row < problem.tokens; ++row) {
      const auto first = problem.logits.begin() + static_cast<ptrdiff_t>(row) * problem.experts;
      seen["row of NaN"] +=
          std::all_of(first, first + problem.experts, [&](uint32_t bits) { return IsNan(problem.dtype, bits); });
      seen["row all equal"] +=
          experts > 1 && std::all_of(first, first + problem.experts, [&](uint32_t bits) { return bits == *first; });
    }
  }
  for (const auto& [what, count] : seen) EXPECT_GE(count, 20) << what;
}

TEST(MutateEncodedCase, GivesCanonicalBytesWithinMaxSize) {
  std::vector<uint8_t> bytes = EncodeCase(SmallCase());
  for (uint32_t seed = 0; seed < 5000; ++seed) {
    const size_t max_size = 64 + seed % 4000;
    bytes = Mutant(bytes, max_size, seed);
    ASSERT_LE(bytes.size(), max_size);
    ASSERT_EQ(EncodeCase(DecodeAny(bytes)), bytes) << "seed " << seed;
  }
}

TEST(MutateEncodedCase, KeepsToAnyMaxSizeHoweverSmall) {
  const std::vector<uint8_t> input = EncodeCase(SmallCase());
  for (size_t max_size = 1; max_size < 80; ++max_size) {
    for (uint32_t seed = 0; seed < 64; ++seed) {
      const std::vector<uint8_t> start(input.begin(), input.begin() + std::min<ptrdiff_t>(max_size, input.size()));
      const size_t size = Mutant(start, max_size, seed).size();
      ASSERT_LE(size, max_size);
      ASSERT_GT(size, 0u);
    }
  }
}

TEST(MutateEncodedCase, IsDeterministic) {
  const std::vector<uint8_t> input = EncodeCase(SmallCase());
  std::set<std::vector<uint8_t>> different;
  for (uint32_t seed = 0; seed < 500; ++seed) {
    const std::vector<uint8_t> mutant = Mutant(input, 4096, seed);
    EXPECT_EQ(mutant, Mutant(input, 4096, seed));
    different.insert(mutant);
  }
  EXPECT_GT(different.size(), 400u);
}

TEST(MutateEncodedCase, TakesAnyBytes) {
  Random random(11);
  for (uint32_t seed = 0; seed < 2000; ++seed) {
    std::vector<uint8_t> garbage(random.Below(200));
    for (uint8_t& byte : garbage) byte = static_cast<uint8_t>(random.Next());
    EXPECT_GT(Mutant(garbage, 300, seed).size(), 0u);
  }
}

TEST(CrossOverCases, TakesFromBoth) {
  RoutingCase a = SmallCase();
  RoutingCase b = SmallCase();
  b.problem.renormalize = true;
  b.problem.bias.assign(12, FromDouble(DType::kF32, 1.0));
  std::ranges::fill(b.problem.logits, FromDouble(DType::kF32, 100.0));
  int mixed_rows = 0;
  int mixed_options = 0;
  for (uint64_t seed = 0; seed < 200; ++seed) {
    Random random(seed);
    const RoutingCase child = CrossOverCases(a, b, {}, random);
    EXPECT_EQ(ValidateCase(child), "");
    const auto count = std::ranges::count(child.problem.logits, FromDouble(DType::kF32, 100.0));
    mixed_rows += count > 0 && count < 36;
    mixed_options += child.problem.renormalize == child.problem.bias.empty();
  }
  EXPECT_GT(mixed_rows, 50);
  EXPECT_GT(mixed_options, 50);
}

TEST(CrossOverCases, FlagsOfAShorterCaseAreFilledUp) {
  RoutingCase a = SmallCase();
  ResizeTokens(&a, 8);
  RoutingCase b = SmallCase();
  ResizeTokens(&b, 1);
  b.problem.finished = {1};
  for (uint64_t seed = 0; seed < 100; ++seed) {
    Random random(seed);
    const RoutingCase child = CrossOverCases(a, b, {.max_tokens = 4}, random);
    EXPECT_EQ(ValidateCase(child), "");
    for (size_t row = 1; row < child.problem.finished.size(); ++row) EXPECT_EQ(child.problem.finished[row], 0);
  }
}

TEST(CrossOverEncodedCases, KeepsToTheRoomItHas) {
  const std::vector<uint8_t> a = EncodeCase(SmallCase());
  RoutingCase large = SmallCase();
  ResizeExperts(&large, 300);
  const std::vector<uint8_t> b = EncodeCase(large);
  for (uint32_t seed = 0; seed < 500; ++seed) {
    std::vector<uint8_t> out(50 + seed * 4);
    out.resize(CrossOverEncodedCases(a, b, out, seed));
    ASSERT_EQ(EncodeCase(DecodeAny(out)), out);
  }
}

TEST(ValueClasses, GivePatternsOfTheirWidth) {
  for (const DType dtype : kTypes) {
    for (const ValueClass& values : ValueClasses()) {
      Random random(5);
      std::set<uint32_t> different;
      for (int i = 0; i < 200; ++i) {
        const uint32_t bits = values.draw(dtype, random);
        ASSERT_LE(bits, 2 * static_cast<uint64_t>(SignBit(dtype)) - 1) << values.name;
        different.insert(bits);
      }
      EXPECT_GE(different.size(), 2u) << values.name << " of " << DTypeName(dtype);
    }
  }
}

TEST(StepByUlps, MovesToTheNeighbourInValue) {
  for (const DType dtype : kTypes) {
    const uint32_t one = FromDouble(dtype, 1.0);
    EXPECT_GT(ToDouble(dtype, StepByUlps(dtype, one, 1)), 1.0);
    EXPECT_LT(ToDouble(dtype, StepByUlps(dtype, one, -1)), 1.0);
    EXPECT_EQ(StepByUlps(dtype, StepByUlps(dtype, one, 3), -3), one);
    EXPECT_EQ(StepByUlps(dtype, 0, -1), SignBit(dtype));
    EXPECT_LT(ToDouble(dtype, StepByUlps(dtype, 0, -2)), 0.0);
    EXPECT_EQ(StepByUlps(dtype, MaxFiniteBits(dtype), 2), MaxFiniteBits(dtype));
    EXPECT_EQ(StepByUlps(dtype, InfinityBits(dtype), -1), InfinityBits(dtype));
  }
}

TEST(Resize, KeepsWhatRowsHold) {
  RoutingCase wide = SmallCase();
  wide.problem.bias.assign(12, 0);
  wide.problem.bias[3] = 0x3f800000;
  ResizeExperts(&wide, 20);
  EXPECT_EQ(wide.problem.bias[3], 0x3f800000u);
  EXPECT_EQ(wide.problem.bias[15], 0x3f800000u);
  EXPECT_EQ(wide.problem.logits[20], SmallCase().problem.logits[12]);
  ResizeTokens(&wide, 5);
  EXPECT_EQ(wide.problem.logits[3 * 20], wide.problem.logits[0]);
  ResizeTokens(&wide, 0);
  ResizeTokens(&wide, 2);
  EXPECT_EQ(ValidateCase(wide), "");
  EXPECT_EQ(wide.problem.tokens, 2);
}

}  // namespace
}  // namespace gatefuzz
