// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/shape_class.h"

#include <gtest/gtest.h>

#include <cmath>

#include "reference/float_bits.h"

namespace gatefuzz {
namespace {

RoutingCase Routing(int32_t experts) {
  RoutingCase one;
  one.problem.tokens = 1;
  one.problem.experts = experts;
  one.problem.k = 1;
  one.problem.logits.resize(static_cast<size_t>(experts));
  return one;
}

TEST(ShapeClass, OfAnOrdinaryCaseIsEmpty) { EXPECT_EQ(ShapeClass(Routing(32)), ""); }

TEST(ShapeClass, NamesWhatIsSpecialAboutARoutingCase) {
  RoutingCase one = Routing(33);
  one.problem.logits[7] = FromDouble(DType::kF32, -HUGE_VAL);
  EXPECT_EQ(ShapeClass(one), "more than 32 experts, non-finite values");
  one = Routing(4);
  one.problem.bias.resize(4);
  EXPECT_EQ(ShapeClass(one), "a bias");
  one.problem.bias[3] = FromDouble(DType::kF32, std::nan(""));
  EXPECT_EQ(ShapeClass(one), "non-finite values, a bias");
  one = Routing(4);
  one.problem.num_groups = 2;
  one.problem.local_count = 0;
  one.problem.finished.resize(1);
  one.problem.want_source_rows = true;
  EXPECT_EQ(ShapeClass(one), "groups, a window, finished rows, source rows");
}

TEST(ShapeClass, NamesWhatIsSpecialAboutAnAlignCase) {
  AlignCase one;
  one.problem.tokens = 1;
  one.problem.experts = 64;
  one.problem.k = 2;
  one.problem.ids = {64, 65};
  EXPECT_EQ(ShapeClass(one), "more than 32 experts, sentinels, ids out of range");
}

TEST(ShapeClass, OfMoreTraitsHasThoseOfOneWithFewer) {
  EXPECT_TRUE(HasTraitsOf("", ""));
  EXPECT_TRUE(HasTraitsOf("a bias", ""));
  EXPECT_TRUE(HasTraitsOf("non-finite values, a bias", "a bias"));
  EXPECT_TRUE(HasTraitsOf("non-finite values, a bias", "non-finite values"));
  EXPECT_TRUE(HasTraitsOf("groups, a window, finished rows", "groups, finished rows"));
  EXPECT_FALSE(HasTraitsOf("", "a bias"));
  EXPECT_FALSE(HasTraitsOf("a window", "a bias"));
  EXPECT_FALSE(HasTraitsOf("a bias", "non-finite values, a bias"));
}

}  // namespace
}  // namespace gatefuzz
