// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0

#include "emulator/semantics/narrow.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <vector>

#include "emulator/semantics/rounding_reference.h"
#include "emulator/semantics/video.h"
#include "gtest/gtest.h"

namespace gatefuzz::semantics {
namespace {

constexpr Format kE4m3Format = {4, -6, 448.0};
constexpr Format kE5m2Format = {3, -14, 57344.0};

// The number that 8 bits stand for, from the formats' definition.
double Fp8Value(uint8_t bits, bool e5m2) {
  const int fraction_bits = e5m2 ? 2 : 3, bias = e5m2 ? 15 : 7;
  const int exponent = (bits & 0x7f) >> fraction_bits, fraction = bits & ((1 << fraction_bits) - 1);
  if (e5m2 && exponent == 31) return fraction == 0 ? std::copysign(HUGE_VAL, bits < 128 ? 1.0 : -1.0) : NAN;
  if (!e5m2 && (bits & 0x7f) == 0x7f) return NAN;
  const double hidden = exponent == 0 ? 0 : 1;
  const double value = std::ldexp(hidden + std::ldexp(fraction, -fraction_bits), std::max(exponent, 1) - bias);
  return bits < 128 ? value : -value;
}

template <bool kE5m2>
void ExpectEveryByteToBecomeItsHalf() {
  for (int bits = 0; bits < 256; ++bits) {
    const double expected = Fp8Value(static_cast<uint8_t>(bits), kE5m2);
    const uint16_t half = Fp8ToHalf<kE5m2, false>(static_cast<uint8_t>(bits));
    if (std::isnan(expected)) {
      EXPECT_EQ(half, kNanHalf) << bits;
    } else {
      EXPECT_EQ(HalfToFloat<false>(half), expected) << bits;
      EXPECT_EQ(half >> 15, bits >> 7) << bits;
    }
  }
}
TEST(Fp8, EveryByteBecomesItsHalf) {
  ExpectEveryByteToBecomeItsHalf<false>();
  ExpectEveryByteToBecomeItsHalf<true>();
  EXPECT_EQ((Fp8ToHalf<false, true>(0xb8)), 0);
  EXPECT_EQ((Fp8ToHalf<false, true>(0xff)), kNanHalf);
}

template <bool kE5m2>
void ExpectNearest(float x) {
  const Format& format = kE5m2 ? kE5m2Format : kE4m3Format;
  const double rounded = std::clamp(RoundByTheBook(x, format, Rounding::kNearest), -format.largest, format.largest);
  const uint8_t bits = FloatToFp8<kE5m2, false>(x);
  EXPECT_EQ(Fp8Value(bits, kE5m2), rounded) << x;
  EXPECT_EQ(bits >> 7, std::signbit(x) ? 1 : 0) << x;
  EXPECT_EQ((FloatToFp8<kE5m2, true>(x)), std::signbit(x) ? 0 : bits) << x;
}
TEST(Fp8, FloatsAreRoundedToNearestEvenAndSaturate) {
  std::vector<float> values = InterestingFloats(20'000);
  // Every number of the formats, the ties between neighbours, and what is just beside those.
  for (const bool e5m2 : {false, true}) {
    for (int bits = 0; bits < 0x7e; ++bits) {
      const double low = Fp8Value(static_cast<uint8_t>(bits), e5m2),
                   high = Fp8Value(static_cast<uint8_t>(bits + 1), e5m2);
      if (!std::isfinite(low) || !std::isfinite(high)) continue;
      const auto tie = static_cast<float>((low + high) / 2);
      for (const float x : {static_cast<float>(low), tie, std::nextafter(tie, 0.0f), std::nextafter(tie, 1e9f)}) {
        values.push_back(x);
        values.push_back(-x);
      }
    }
  }
  for (const float x : values) {
    ExpectNearest<false>(x);
    ExpectNearest<true>(x);
  }
}
TEST(Fp8, InfinityIsTheLargestNumberAndNanStaysOne) {
  EXPECT_EQ((PairToFp8<false, false>(HUGE_VALF, -HUGE_VALF)), 0x7efe);
  EXPECT_EQ((PairToFp8<true, false>(-HUGE_VALF, NAN)), 0xfb7f);
  EXPECT_EQ((PairToFp8<true, true>(-NAN, -HUGE_VALF)), 0x7f00);
  EXPECT_EQ((Half2ToFp8<false, false>(0x3c00c000)), 0x38c0);
}

TEST(Tf32, KeepsTenBitsOfFraction) {
  using enum Tf32Rounding;
  const auto bits = [](float x) { return Bits(x); };
  const float tie = 1.0f + 0x1p-11f;
  EXPECT_EQ((FloatToTf32<kNearestEven, false, false>(tie)), bits(1.0f));
  EXPECT_EQ((FloatToTf32<kNearestAway, false, false>(tie)), bits(1.0f + 0x1p-10f));
  EXPECT_EQ((FloatToTf32<kZero, false, false>(std::nextafter(2.0f, 0.0f))), bits(2.0f - 0x1p-10f));
  EXPECT_EQ((FloatToTf32<kNearestEven, false, false>(-3.0f)), bits(-3.0f));
  EXPECT_EQ((FloatToTf32<kNearestEven, true, false>(-3.0f)), 0u);
  EXPECT_EQ((FloatToTf32<kNearestAway, false, false>(0x1.fffffep127f)), bits(HUGE_VALF));
  EXPECT_EQ((FloatToTf32<kNearestAway, false, true>(-0x1.fffffep127f)), bits(-0x1.ffcp127f));
  EXPECT_EQ((FloatToTf32<kNearestAway, false, false>(HUGE_VALF)), bits(HUGE_VALF));
  EXPECT_EQ((FloatToTf32<kZero, false, false>(NAN)), 0x7fffe000u);
  EXPECT_EQ((FloatToTf32<kNearestAway, false, false>(std::bit_cast<float>(0xffffffffu))), 0xffffe000u);
  EXPECT_EQ((FloatToTf32<kNearestAway, false, true>(std::bit_cast<float>(0x7fc00000u))), 0x7fbfe000u);
}

TEST(Satfinite, PutsTheLargestNumberInThePlaceOfAnInfinity) {
  EXPECT_EQ(SaturateFiniteHalf<false>(0x7c00), 0x7bff);
  EXPECT_EQ(SaturateFiniteHalf<false>(0xfc00), 0xfbff);
  EXPECT_EQ(SaturateFiniteHalf<true>(0xff80), 0xff7f);
  EXPECT_EQ(SaturateFiniteHalf<true>(0x7fff), 0x7fff);
  EXPECT_EQ(SaturateFiniteHalf<false>(0x3c00), 0x3c00);
}

TEST(Vabsdiff, TakesUnsignedParts) {
  EXPECT_EQ((Vabsdiff<4, false>(0x01ff0080, 0xff010080, 7)), 0xfefe0000u);
  EXPECT_EQ((Vabsdiff<4, true>(0x01ff0080, 0xff010080, 7)), 0xfeu + 0xfe + 7);
  EXPECT_EQ((Vabsdiff<2, false>(0x0001ffff, 0xffff0001, 7)), 0xfffefffeu);
  EXPECT_EQ((Vabsdiff<2, true>(0x0001ffff, 0xffff0001, 0xfffffff0)), 2 * 0xfffeu - 16);
}

}  // namespace
}  // namespace gatefuzz::semantics
