// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0

#include "emulator/semantics/convert.h"

#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include "emulator/semantics/rounding_reference.h"
#include "gtest/gtest.h"

namespace gatefuzz::semantics {
namespace {

TEST(Convert, NarrowsAndExtendsIntegers) {
  EXPECT_EQ((IntToInt<int8_t, int32_t, false>(0x1ff)), -1);
  EXPECT_EQ((IntToInt<int8_t, int32_t, true>(0x1ff)), 127);
  EXPECT_EQ((IntToInt<uint8_t, int32_t, true>(-5)), 0);
  EXPECT_EQ((IntToInt<uint64_t, int8_t, false>(-1)), UINT64_MAX);
  EXPECT_EQ((IntToInt<int64_t, uint64_t, true>(UINT64_MAX)), INT64_MAX);
  EXPECT_EQ((IntToInt<uint32_t, int64_t, true>(int64_t{1} << 40)), UINT32_MAX);
  EXPECT_EQ(CvtPack<int16_t>(100000, -100000), 0x7fff8000u);
  EXPECT_EQ(CvtPack8<uint8_t>(300, -1, 0xaaaa1234), 0x1234ff00u);
}

// Every half to f32 and back, through f64 as well.
template <bool kBf16>
void CheckHalves() {
  for (uint32_t i = 0; i < 65536; ++i) {
    const auto bits = static_cast<uint16_t>(i);
    const float wide = HalfToFloat<kBf16>(bits);
    if (std::isnan(wide)) {
      EXPECT_EQ((FloatToHalf<kBf16, Rounding::kNearest>(wide)), kNanHalf);
      continue;
    }
    EXPECT_EQ((FloatToHalf<kBf16, Rounding::kNearest>(wide)), bits);
    EXPECT_EQ((FloatToHalf<kBf16, Rounding::kUp>(wide)), bits);
    EXPECT_EQ((F64ToHalf<kBf16, Rounding::kZero>(wide)), bits);
    if (std::isfinite(wide)) {
      EXPECT_EQ(RoundByTheBook(wide, kBf16 ? kBf16Format : kF16Format, Rounding::kDown), wide);
    }
  }
}
TEST(Convert, KeepsEveryHalf) {
  CheckHalves<false>();
  CheckHalves<true>();
}

template <bool kBf16, Rounding R>
void CheckToHalf() {
  const Format& format = kBf16 ? kBf16Format : kF16Format;
  for (const float x : InterestingFloats(20000)) {
    const uint16_t result = FloatToHalf<kBf16, R>(x);
    EXPECT_EQ(HalfToFloat<kBf16>(result), RoundByTheBook(x, format, R)) << x;
    EXPECT_EQ(result >> 15, std::signbit(x) ? 1 : 0);
    const double between = static_cast<double>(x) * (1 + 0x1p-40);  // no float: a tie of x must not stay one
    EXPECT_EQ((HalfToFloat<kBf16>(F64ToHalf<kBf16, R>(between))), RoundByTheBook(between, format, R)) << x;
  }
  // Around every half: just above and below it and the middle to the next.
  for (uint32_t i = 0; i < 0x7f80; ++i) {
    const double low = HalfToFloat<kBf16>(static_cast<uint16_t>(i)),
                 high = HalfToFloat<kBf16>(static_cast<uint16_t>(i + 1));
    if (!std::isfinite(high)) break;
    const auto middle = static_cast<float>((low + high) / 2);
    EXPECT_EQ((HalfToFloat<kBf16>(FloatToHalf<kBf16, R>(middle))), RoundByTheBook(middle, format, R)) << i;
    EXPECT_EQ((HalfToFloat<kBf16>(FloatToHalf<kBf16, R>(-middle))), RoundByTheBook(-middle, format, R)) << i;
  }
}
TEST(Convert, RoundsToHalfInEveryDirection) {
  CheckToHalf<false, Rounding::kNearest>();
  CheckToHalf<false, Rounding::kZero>();
  CheckToHalf<false, Rounding::kDown>();
  CheckToHalf<false, Rounding::kUp>();
  CheckToHalf<true, Rounding::kNearest>();
  CheckToHalf<true, Rounding::kZero>();
  CheckToHalf<true, Rounding::kDown>();
  CheckToHalf<true, Rounding::kUp>();
}

TEST(Convert, ClampsHalves) {
  EXPECT_EQ((FloatToHalf<false, Rounding::kNearest, true>(-3.0f)), 0);
  EXPECT_EQ((FloatToHalf<false, Rounding::kNearest, true>(-0.0f)), 0);
  EXPECT_EQ((FloatToHalf<true, Rounding::kNearest, true>(F32(0xffc00000))), kNanHalf);
  EXPECT_EQ((FloatToHalf<false, Rounding::kNearest, false, true>(7.0f)), 0x3c00);
  EXPECT_EQ((FloatToHalf<false, Rounding::kNearest, false, true>(F32(0x7fc00000))), 0);
}

template <class To, class From, Rounding R>
void CheckToInt(const std::vector<From>& values) {
  constexpr __float128 kLow = std::numeric_limits<To>::min(), kHigh = std::numeric_limits<To>::max();
  for (const From x : values) {
    const double down = std::floor(static_cast<double>(x)), up = std::ceil(static_cast<double>(x));
    double whole = R == Rounding::kDown ? down : (R == Rounding::kUp ? up : std::trunc(static_cast<double>(x)));
    if (R == Rounding::kNearest) whole = std::nearbyint(static_cast<double>(x));
    const __float128 clamped = whole < kLow ? kLow : (whole > kHigh ? kHigh : __float128{whole});
    EXPECT_EQ((FloatToInt<To, From, R>(x)), static_cast<To>(clamped)) << x;
  }
}
template <class To>
void CheckToIntFromAll() {
  std::vector<float> floats = InterestingFloats(500);
  for (int i = -600; i < 600; ++i) floats.push_back(static_cast<float>(i) * 0.25f);
  std::vector<double> doubles(floats.begin(), floats.end());
  for (const double edge :
       {127.5, 128.5, 255.5, 32767.5, 65535.5, 2147483647.5, -2147483648.5, 4294967295.5, 0x1p63, -0x1p63, 0x1p64}) {
    doubles.insert(doubles.end(), {edge, -edge, edge - 0.5, std::nextafter(edge, 0)});
  }
  CheckToInt<To, float, Rounding::kNearest>(floats);
  CheckToInt<To, float, Rounding::kZero>(floats);
  CheckToInt<To, float, Rounding::kDown>(floats);
  CheckToInt<To, float, Rounding::kUp>(floats);
  CheckToInt<To, double, Rounding::kNearest>(doubles);
  CheckToInt<To, double, Rounding::kZero>(doubles);
  CheckToInt<To, double, Rounding::kDown>(doubles);
  CheckToInt<To, double, Rounding::kUp>(doubles);
}
TEST(Convert, RoundsAndClampsToIntegers) {
  CheckToIntFromAll<int8_t>();
  CheckToIntFromAll<uint8_t>();
  CheckToIntFromAll<int16_t>();
  CheckToIntFromAll<uint16_t>();
  CheckToIntFromAll<int32_t>();
  CheckToIntFromAll<uint32_t>();
  CheckToIntFromAll<int64_t>();
  CheckToIntFromAll<uint64_t>();
}

TEST(Convert, MakesIntegersOfNans) {
  const float nan = F32(0xffc00001);
  EXPECT_EQ((FloatToInt<int32_t, float, Rounding::kZero>(nan)), 0);
  EXPECT_EQ((FloatToInt<uint8_t, float, Rounding::kZero>(nan)), 0);
  EXPECT_EQ((FloatToInt<int64_t, float, Rounding::kZero>(nan)), INT64_MIN);
  EXPECT_EQ((FloatToInt<uint64_t, float, Rounding::kZero>(nan)), uint64_t{1} << 63);
  EXPECT_EQ((FloatToInt<int32_t, double, Rounding::kZero>(nan)), INT32_MIN);
  EXPECT_EQ((FloatToInt<uint16_t, double, Rounding::kZero>(nan)), 0x8000);
}

template <class From, Rounding R>
void CheckFromInt() {
  std::mt19937_64 engine(1);
  for (int i = 0; i < 3000; ++i) {
    From x = static_cast<From>(static_cast<int64_t>(engine()) >> (engine() % 64));
    if (i % 4 == 0)
      x = static_cast<From>((From{1} << (engine() % (sizeof(From) * 8))) + static_cast<int>(engine() % 3) - 1);
    EXPECT_EQ((IntToFloat<float, From, R>(x)), RoundByTheBook(x, kF32Format, R)) << x;
    EXPECT_EQ((HalfToFloat<false>(IntToHalf<false, From, R>(x))), RoundByTheBook(x, kF16Format, R)) << x;
    EXPECT_EQ((HalfToFloat<true>(IntToHalf<true, From, R>(x))), RoundByTheBook(x, kBf16Format, R)) << x;
    constexpr Format kF64Format = {53, -1022, std::numeric_limits<double>::max()};
    EXPECT_EQ((IntToFloat<double, From, R>(x)), RoundByTheBook(x, kF64Format, R)) << x;
  }
}
TEST(Convert, RoundsIntegersOnce) {
  CheckFromInt<int32_t, Rounding::kNearest>();
  CheckFromInt<uint32_t, Rounding::kZero>();
  CheckFromInt<int64_t, Rounding::kNearest>();
  CheckFromInt<int64_t, Rounding::kZero>();
  CheckFromInt<int64_t, Rounding::kDown>();
  CheckFromInt<int64_t, Rounding::kUp>();
  CheckFromInt<uint64_t, Rounding::kNearest>();
  CheckFromInt<uint64_t, Rounding::kUp>();
}

TEST(Convert, RoundsF64ToF32) {
  std::mt19937_64 engine(1);
  for (int i = 0; i < 20000; ++i) {
    const double x = F64((engine() & 0x800fffffffffffff) | (0x360 + engine() % 0x130) << 52);
    EXPECT_EQ((F64ToF32<Rounding::kNearest>(x)), RoundByTheBook(x, kF32Format, Rounding::kNearest)) << x;
    EXPECT_EQ((F64ToF32<Rounding::kZero>(x)), RoundByTheBook(x, kF32Format, Rounding::kZero)) << x;
    EXPECT_EQ((F64ToF32<Rounding::kDown>(x)), RoundByTheBook(x, kF32Format, Rounding::kDown)) << x;
    EXPECT_EQ((F64ToF32<Rounding::kUp>(x)), RoundByTheBook(x, kF32Format, Rounding::kUp)) << x;
  }
  EXPECT_EQ(Bits(F64ToF32<Rounding::kNearest>(F64(0xfff4000012345678))), 0xffe00000u);
  EXPECT_EQ(Bits(F32ToF64<false>(F32(0x7f812345))), 0x7ff82468a0000000u);
  EXPECT_EQ((F32ToF64<true, false>(F32(1))), 0.0);
  EXPECT_EQ((F32ToF64<false, true>(7.0f)), 1.0);
}

TEST(Convert, RoundsToIntegralValues) {
  EXPECT_EQ((RoundToIntegral<float, Rounding::kNearest>(2.5f)), 2.0f);
  EXPECT_EQ((RoundToIntegral<float, Rounding::kDown>(-2.5f)), -3.0f);
  EXPECT_EQ(Bits(RoundToIntegral<float, Rounding::kUp>(-0.5f)), 0x80000000u);
  EXPECT_EQ(Bits(RoundToIntegral<float, Rounding::kZero>(F32(0xffc00000))), kNanF32);
  EXPECT_EQ((RoundToIntegral<double, Rounding::kUp>(0x1p-1074)), 1.0);
  EXPECT_EQ((HalfToIntegral<false, Rounding::kNearest>(0x3e00)), 0x4000);
}

}  // namespace
}  // namespace gatefuzz::semantics
