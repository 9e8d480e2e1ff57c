// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Generators must reach what the contract's clauses turn on; each class here is looked for in a sample of fixed seeds.
#include "properties/generators.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "gtest/gtest.h"
#include "harness/case_edit.h"
#include "harness/value_text.h"
#include "reference/float_bits.h"

namespace gatefuzz {
namespace {

constexpr int kSample = 4000;

RoutingCase Sample(int i) { return DrawRoutingCase(static_cast<uint64_t>(i), i % 101); }

TEST(GeneratorsTest, EveryCaseIsValidAndCanonical) {
  for (int i = 0; i < kSample; ++i) {
    RoutingCase drawn = Sample(i);
    ASSERT_EQ(ValidateCase(drawn), "");
    const RoutingCase before = drawn;
    Canonicalize(&drawn);
    EXPECT_EQ(drawn, before);
  }
}

TEST(GeneratorsTest, ASeedIsACase) {
  EXPECT_EQ(DrawRoutingCase(5, 50), DrawRoutingCase(5, 50));
  EXPECT_NE(DrawRoutingCase(5, 50), DrawRoutingCase(6, 50));
}

TEST(GeneratorsTest, RapidCheckDrawsAndShrinksThem) {
  const auto shrinkable = AnyRoutingCase()(rc::Random(1), 30);
  const RoutingCase value = shrinkable.value();
  EXPECT_EQ(ValidateCase(value), "");
  auto shrinks = shrinkable.shrinks();
  const auto first = shrinks.next();
  ASSERT_TRUE(static_cast<bool>(first));
  EXPECT_NE(first->value(), value);
}

TEST(GeneratorsTest, SmallSizesGiveSmallCases) {
  for (int i = 0; i < 500; ++i) {
    const RoutingCase drawn = DrawRoutingCase(static_cast<uint64_t>(i), 0);
    EXPECT_LE(drawn.problem.tokens, 8);
    EXPECT_LE(drawn.problem.experts, 32);
  }
}

TEST(GeneratorsTest, CasesAreCheapToRunOnAverage) {
  double logits = 0;
  for (int i = 0; i < kSample; ++i) logits += static_cast<double>(Sample(i).problem.logits.size());
  EXPECT_LT(logits / kSample, 1500);
}

// How many of the sample's cases have each feature.
std::map<std::string, int> CountFeatures() {
  std::map<std::string, int> count;
  for (int i = 0; i < kSample; ++i) {
    const RoutingCase drawn = Sample(i);
    const RoutingProblem& p = drawn.problem;
    std::set<std::string> features;
    features.insert(DTypeName(p.dtype));
    features.insert("id type " + std::to_string(static_cast<int>(drawn.id_type)));
    if (p.tokens == 0) features.insert("no rows");
    if (p.tokens == 1) features.insert("one row");
    if (p.tokens > 32) features.insert("many rows");
    if (p.experts == 1) features.insert("one expert");
    if (p.experts > 512) features.insert("many experts");
    if (p.experts % 2 == 1 && p.experts > 32) features.insert("odd experts");
    if (p.k == p.experts) features.insert("k is E");
    if (p.k == kMaxTopK) features.insert("largest k");
    if (p.non_finite == NonFinitePolicy::kMask) features.insert("mask");
    if (p.renormalize) features.insert("renormalised");
    if (p.scale == 0) features.insert("scale 0");
    if (!p.bias.empty()) features.insert("bias");
    if (p.num_groups > 1) features.insert("groups");
    if (p.num_groups > 1 && !p.bias.empty()) features.insert("groups with bias");
    if (p.num_groups > 1 && p.top_groups < p.num_groups) features.insert("groups that do not survive");
    if (p.num_groups > 1 && p.top_groups == 1) features.insert("one surviving group");
    if (p.num_groups > 1 && p.k == p.top_groups * (p.experts / p.num_groups)) features.insert("k is all of the groups");
    if (p.experts > 1 && p.num_groups == p.experts) features.insert("groups of one expert");
    if (p.num_groups == kMaxGroups) features.insert("most groups");
    if (p.experts == 256 && p.num_groups == 8 && p.top_groups == 4) features.insert("4 of 8 groups of 32");
    if (p.local_count >= 0) features.insert("window");
    if (p.local_count == 0) features.insert("empty window");
    if (!p.finished.empty()) features.insert("finished");
    if (p.want_source_rows) features.insert("source rows");
    if (drawn.row_padding != 0) features.insert("padded rows");
    for (const uint32_t bits : p.bias) {
      if (IsNan(DType::kF32, bits)) features.insert("NaN bias");
      if (ToDouble(DType::kF32, bits) <= -1e30) features.insert("very negative bias");
    }
    for (int64_t row = 0; row < p.tokens; ++row) {
      const auto logits = LogitRow(drawn, row);
      const auto all = [&](auto test) { return std::ranges::all_of(logits, test); };
      const auto any = [&](auto test) { return std::ranges::any_of(logits, test); };
      const auto is_nan = [&](uint32_t bits) { return IsNan(p.dtype, bits); };
      const auto is_inf = [&](uint32_t bits) { return !IsNan(p.dtype, bits) && !IsFinite(p.dtype, bits); };
      const uint32_t sign = (WidthMask(p.dtype) >> 1) + 1;
      if (all(is_nan)) features.insert("row of NaN");
      if (any(is_nan) && !all(is_nan)) features.insert("NaN in a row");
      if (any([&](uint32_t bits) { return is_nan(bits) && (bits & sign) != 0; })) features.insert("negative NaN");
      if (any([&](uint32_t bits) { return is_inf(bits) && (bits & sign) == 0; })) features.insert("+Inf");
      if (all([&](uint32_t bits) { return is_inf(bits) && (bits & sign) != 0; })) features.insert("row of -Inf");
      if (any([&](uint32_t bits) { return IsDenormal(p.dtype, bits); })) features.insert("denormal");
      if (any([&](uint32_t bits) { return bits == sign; })) features.insert("-0");
      if (all([&](uint32_t bits) { return bits == logits[0]; })) features.insert("row of one value");
      if (p.experts > 128 && all([&](uint32_t bits) { return IsFinite(p.dtype, bits); })) {
        const auto less = [&](uint32_t a, uint32_t b) { return ToDouble(p.dtype, a) < ToDouble(p.dtype, b); };
        const auto best = std::ranges::max_element(logits, less) - logits.begin();
        if (best + 1 == p.experts) features.insert("winner at the end");
      }
    }
    for (const std::string& feature : features) ++count[feature];
  }
  return count;
}

TEST(GeneratorsTest, EveryClassAppearsOftenEnough) {
  const std::map<std::string, int> count = CountFeatures();
  for (const char* feature : {"f32",
                              "f16",
                              "bf16",
                              "id type 0",
                              "id type 1",
                              "id type 2",
                              "no rows",
                              "one row",
                              "many rows",
                              "one expert",
                              "many experts",
                              "odd experts",
                              "k is E",
                              "largest k",
                              "mask",
                              "renormalised",
                              "scale 0",
                              "bias",
                              "groups",
                              "groups with bias",
                              "groups that do not survive",
                              "one surviving group",
                              "k is all of the groups",
                              "groups of one expert",
                              "most groups",
                              "4 of 8 groups of 32",
                              "window",
                              "empty window",
                              "finished",
                              "source rows",
                              "padded rows",
                              "NaN bias",
                              "very negative bias",
                              "row of NaN",
                              "NaN in a row",
                              "negative NaN",
                              "+Inf",
                              "row of -Inf",
                              "denormal",
                              "-0",
                              "row of one value",
                              "winner at the end"}) {
    const auto found = count.find(feature);
    EXPECT_GE(found == count.end() ? 0 : found->second, kSample / 100) << feature;
  }
}

TEST(GeneratorsTest, PastTheNominalSizeHasAnyNumberOfTokensUpToIt) {
  int64_t most = 0, least = 1000;
  for (uint64_t seed = 0; seed < 50; ++seed) {
    const int64_t tokens = DrawRoutingCase(seed, 1000).problem.tokens;
    most = std::max(most, tokens);
    least = std::min(least, tokens);
  }
  EXPECT_LE(most, 1000);
  EXPECT_GT(most, 900);
  EXPECT_LT(least, 100);
}

}  // namespace
}  // namespace gatefuzz
