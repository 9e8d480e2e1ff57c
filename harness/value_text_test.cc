// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "harness/value_text.h"

#include <cstdlib>

#include "gtest/gtest.h"
#include "harness/random.h"
#include "reference/float_bits.h"

namespace gatefuzz {
namespace {

TEST(ValueTextTest, EveryFinite16BitNumberReadsBack) {
  for (const DType dtype : {DType::kF16, DType::kBF16}) {
    for (uint32_t bits = 0; bits < 0x10000; ++bits) {
      const std::optional<std::string> text = DecimalText(dtype, bits);
      ASSERT_EQ(text.has_value(), IsFinite(dtype, bits));
      if (text) ASSERT_EQ(FromDouble(dtype, std::strtod(text->c_str(), nullptr)), bits) << *text;
    }
  }
}

TEST(ValueTextTest, F32NumbersReadBackAndAreShort) {
  Random random(3);
  for (int i = 0; i < 20000; ++i) {
    const uint32_t bits = static_cast<uint32_t>(random.Next());
    const std::optional<std::string> text = DecimalText(DType::kF32, bits);
    if (text) ASSERT_EQ(FromDouble(DType::kF32, std::strtod(text->c_str(), nullptr)), bits) << *text;
  }
  EXPECT_EQ(DecimalText(DType::kF32, 0x3dcccccd), "0.1");
  EXPECT_EQ(DecimalText(DType::kF32, 0x80000000), "-0.0");
  EXPECT_EQ(DecimalText(DType::kF32, 1), "1e-45");
}

TEST(ValueTextTest, SpecialsShowTheirBits) {
  EXPECT_EQ(ValueText(DType::kF32, 0x7fc00001), "NaN(0x7fc00001)");
  EXPECT_EQ(ValueText(DType::kBF16, 0xffc1), "NaN(0xffc1)");
  EXPECT_EQ(ValueText(DType::kF16, 0x7c00), "+Inf");
  EXPECT_EQ(ValueText(DType::kF16, 0xfc00), "-Inf");
  EXPECT_EQ(ValueText(DType::kBF16, 1), "9e-41(0x0001, denormal)");
  EXPECT_EQ(ValueText(DType::kF32, 0x40000000), "2");
}

}  // namespace
}  // namespace gatefuzz
