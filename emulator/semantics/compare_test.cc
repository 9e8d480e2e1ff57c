// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0

#include "emulator/semantics/compare.h"

#include <cmath>
#include <cstdint>
#include <iterator>
#include <string>
#include <utility>

#include "gtest/gtest.h"

namespace gatefuzz::semantics {
namespace {

// The results of all comparisons of a and b, in the order of kComparisonNames, as a string of 0 and 1.
template <class T, int... kAll>
std::string All(T a, T b, std::integer_sequence<int, kAll...>) {
  return {(Compare<static_cast<Comparison>(kAll)>(a, b) ? '1' : '0')...};
}
template <class T>
std::string All(T a, T b) {
  return All(a, b, std::make_integer_sequence<int, std::size(kComparisonNames)>());
}

//                             eq ne lt le gt ge equ neu ltu leu gtu geu num nan lo ls hi hs
TEST(Compare, OrdersNumbers) {
  EXPECT_EQ(All(1.0f, 2.0f), "011100011100101100");
  EXPECT_EQ(All(2.0, 1.0), "010011010011100011");
  EXPECT_EQ(All(2.0f, 2.0f), "100101100101100101");
  EXPECT_EQ(All(0.0f, -0.0f), All(2.0f, 2.0f));
  EXPECT_EQ(All(-1, 1), All(1.0f, 2.0f));
  EXPECT_EQ(All(0xffffffffu, 1u), All(2.0, 1.0));
}

TEST(Compare, LetsUnorderedOperatorsAcceptNans) {
  const std::string expected = "000000111111010000";
  EXPECT_EQ(All(NAN, 1.0f), expected);
  EXPECT_EQ(All(1.0, static_cast<double>(NAN)), expected);
  EXPECT_EQ(All(NAN, NAN), expected);
}

TEST(Compare, NamesEveryOperator) {
  EXPECT_EQ(kComparisonNames[static_cast<int>(Comparison::kGeu)], "geu");
  EXPECT_EQ(kComparisonNames[static_cast<int>(Comparison::kHs)], "hs");
}

}  // namespace
}  // namespace gatefuzz::semantics
