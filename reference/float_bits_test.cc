// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The 16-bit formats exhaustively; binary32 and rounding against the machine's own conversions.

#include "reference/float_bits.h"

#include <bit>
#include <cmath>
#include <limits>
#include <random>

#include "gtest/gtest.h"

namespace gatefuzz {
namespace {

// Independent of float_bits.cc: bf16 is the upper half of a float, and clang converts _Float16 itself.
double Bf16ByHardware(uint32_t bits) { return std::bit_cast<float>(bits << 16); }
double F16ByCompiler(uint32_t bits) {
  return static_cast<double>(std::bit_cast<_Float16>(static_cast<uint16_t>(bits)));
}

template <typename Reference>
void ExpectAllPatterns(DType dtype, Reference reference) {
  for (uint32_t bits = 0; bits <= 0xFFFF; ++bits) {
    const double value = ToDouble(dtype, bits);
    const double expected = reference(bits);
    ASSERT_EQ(IsNan(dtype, bits), std::isnan(expected)) << bits;
    ASSERT_EQ(IsFinite(dtype, bits), std::isfinite(expected)) << bits;
    ASSERT_EQ(std::isnan(value), std::isnan(expected)) << bits;
    if (std::isnan(expected)) continue;
    ASSERT_EQ(std::bit_cast<uint64_t>(value), std::bit_cast<uint64_t>(expected)) << bits;
    ASSERT_EQ(FromDouble(dtype, value), bits);
    ASSERT_EQ(ToDouble(dtype, bits | 0xABCD0000u), value) << "bits above the width are ignored";
  }
}

TEST(FloatBits, EveryBf16PatternIsTheUpperHalfOfAFloatAndRoundTrips) {
  ExpectAllPatterns(DType::kBF16, Bf16ByHardware);
}

TEST(FloatBits, EveryF16PatternAgreesWithTheCompilerAndRoundTrips) { ExpectAllPatterns(DType::kF16, F16ByCompiler); }

TEST(FloatBits, MidpointsBetweenNeighboursRoundToEven) {
  for (const DType dtype : {DType::kF16, DType::kBF16}) {
    const uint32_t infinity = FromDouble(dtype, std::numeric_limits<double>::infinity());
    for (uint32_t bits = 0; bits + 1 < infinity; ++bits) {
      const double low = ToDouble(dtype, bits);
      const double high = ToDouble(dtype, bits + 1);
      const double middle = low + (high - low) / 2;
      ASSERT_EQ(FromDouble(dtype, middle), bits + (bits & 1)) << bits;
      ASSERT_EQ(FromDouble(dtype, std::nextafter(middle, 0)), bits);
      ASSERT_EQ(FromDouble(dtype, std::nextafter(middle, 1e300)), bits + 1);
      ASSERT_EQ(FromDouble(dtype, -middle), FromDouble(dtype, middle) | 0x8000u);
    }
    // Past the largest finite value, half a step rounds to infinity.
    const double largest = ToDouble(dtype, infinity - 1);
    const double step = largest - ToDouble(dtype, infinity - 2);
    EXPECT_EQ(FromDouble(dtype, largest + step / 2), infinity);
    EXPECT_EQ(FromDouble(dtype, std::nextafter(largest + step / 2, 0)), infinity - 1);
  }
}

TEST(FloatBits, BinaryThirtyTwoAgreesWithTheMachine) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 1'000'000; ++i) {
    const uint32_t bits = static_cast<uint32_t>(random());
    const float value = std::bit_cast<float>(bits);
    ASSERT_EQ(IsNan(DType::kF32, bits), std::isnan(value));
    ASSERT_EQ(IsFinite(DType::kF32, bits), std::isfinite(value));
    if (std::isnan(value)) continue;
    ASSERT_EQ(ToDouble(DType::kF32, bits), value);
    ASSERT_EQ(FromDouble(DType::kF32, value), bits);
    // A double between two floats.
    const double near = value * (1 + std::ldexp(static_cast<double>(random() >> 12), -75));
    ASSERT_EQ(FromDouble(DType::kF32, near), std::bit_cast<uint32_t>(static_cast<float>(near))) << near;
  }
}

TEST(FloatBits, ExtremesOfDoubleAreRounded) {
  EXPECT_EQ(FromDouble(DType::kF32, 1e300), 0x7F800000u);
  EXPECT_EQ(FromDouble(DType::kF32, -1e300), 0xFF800000u);
  EXPECT_EQ(FromDouble(DType::kF32, 1e-300), 0u);
  EXPECT_EQ(FromDouble(DType::kF32, -5e-324), 0x80000000u);
  EXPECT_EQ(FromDouble(DType::kF32, -0.0), 0x80000000u);
  EXPECT_EQ(FromDouble(DType::kF32, 0x1p-150), 0u) << "half of the smallest denormal ties to even";
  EXPECT_EQ(FromDouble(DType::kF32, 0x1.8p-150), 1u);
  EXPECT_EQ(FromDouble(DType::kF32, -std::nan("")), 0x7FC00000u);
  EXPECT_EQ(FromDouble(DType::kF16, std::nan("")), 0x7E00u);
  EXPECT_EQ(FromDouble(DType::kBF16, std::nan("")), 0x7FC0u);
}

TEST(FloatBits, NamesAndSizes) {
  EXPECT_EQ(DTypeSize(DType::kF32), 4);
  EXPECT_EQ(DTypeSize(DType::kF16), 2);
  EXPECT_EQ(DTypeSize(DType::kBF16), 2);
  EXPECT_STREQ(DTypeName(DType::kF32), "f32");
  EXPECT_STREQ(DTypeName(DType::kF16), "f16");
  EXPECT_STREQ(DTypeName(DType::kBF16), "bf16");
}

}  // namespace
}  // namespace gatefuzz
