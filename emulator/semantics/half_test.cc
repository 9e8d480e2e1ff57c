// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0

#include "emulator/semantics/half.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <random>

#include "emulator/semantics/rounding_reference.h"
#include "gtest/gtest.h"

namespace gatefuzz::semantics {
namespace {

template <bool kBf16>
double Value(uint16_t bits) {
  return HalfToFloat<kBf16>(bits);
}
template <bool kBf16>
constexpr const Format& kFormat = kBf16 ? kBf16Format : kF16Format;

// Compares values, and where both are NaN the canonical bits.
template <bool kBf16>
void ExpectResult(uint16_t result, double expected, const char* what, uint16_t a, uint16_t b, uint16_t c = 0) {
  if (std::isnan(expected)) {
    EXPECT_EQ(result, kNanHalf) << what << std::hex << " " << a << " " << b << " " << c;
  } else {
    EXPECT_EQ(Value<kBf16>(result), expected) << what << std::hex << " " << a << " " << b << " " << c;
  }
}

template <bool kBf16>
double Reference(double host, __float128 exact) {
  return std::isfinite(host) ? RoundByTheBook(exact, kFormat<kBf16>, Rounding::kNearest) : host;
}

// Every value of one operand with a few of the other: some fixed ones, and the neighbours that make ties.
template <bool kBf16>
void CheckBinary() {
  const uint16_t others[] = {0x0000, 0x8000, 0x0001, 0x03ff, 0x0400, 0x3c00, 0x3c01, 0x3f80, 0xbf81, 0x7bff,
                             0x7c00, 0xff80, 0x7fc0, 0x3555, 0xc2c8, 0x5640, 0x1000, 0x9001, 0x7f7f, 0x0080};
  for (uint32_t i = 0; i < 65536; ++i) {
    const auto a = static_cast<uint16_t>(i);
    for (const uint16_t b : {others[i % std::size(others)], static_cast<uint16_t>(i * 40503u >> 3)}) {
      const double x = Value<kBf16>(a), y = Value<kBf16>(b);
      ExpectResult<kBf16>(AddHalf<kBf16, false, false>(a, b), Reference<kBf16>(x + y, __float128{x} + y), "add", a, b);
      ExpectResult<kBf16>(SubHalf<kBf16, false, false>(a, b), Reference<kBf16>(x - y, __float128{x} - y), "sub", a, b);
      ExpectResult<kBf16>(MulHalf<kBf16, false, false>(a, b), Reference<kBf16>(x * y, __float128{x} * y), "mul", a, b);
    }
  }
}
TEST(Half, RoundsF16Once) { CheckBinary<false>(); }
TEST(Half, RoundsBf16Once) { CheckBinary<true>(); }

// c near the product, far below its last place, and anywhere: what rounding twice gets wrong.
template <bool kBf16>
void CheckFma() {
  std::mt19937 engine(1);
  for (int i = 0; i < 200000; ++i) {
    const auto a = static_cast<uint16_t>(engine()), b = static_cast<uint16_t>(engine());
    auto c = static_cast<uint16_t>(engine());
    if (i % 2 == 0) c &= 0x83ff;  // small
    const double x = Value<kBf16>(a), y = Value<kBf16>(b), z = Value<kBf16>(c);
    const __float128 exact = __float128{x} * y + z;
    // bf16 exponents may be too far apart for 113 bits.
    if (kBf16 && std::abs(std::log2(std::abs(x * y / (z == 0 ? 1 : z)))) > 90) continue;
    ExpectResult<kBf16>(FmaHalf<kBf16, false, false, false>(a, b, c), Reference<kBf16>(x * y + z, exact), "fma", a, b,
                        c);
  }
}
TEST(Half, FusesF16) { CheckFma<false>(); }
TEST(Half, FusesBf16) { CheckFma<true>(); }

// 3 * 683 = 2049 lies half-way between 2048 and 2050; the smallest c decides.
TEST(Half, LetsATinyAddendBreakATie) {
  const uint16_t three = 0x4200, x683 = 0x6156;
  EXPECT_EQ((FmaHalf<false, false, false, false>(three, x683, 0x0000)), 0x6800);
  EXPECT_EQ((FmaHalf<false, false, false, false>(three, x683, 0x0001)), 0x6801);
  EXPECT_EQ((FmaHalf<false, false, false, false>(three, x683, 0x8001)), 0x6800);
}

TEST(Half, SaturatesAndClamps) {
  EXPECT_EQ((AddHalf<false, false, true>(0x3c00, 0x3c00)), 0x3c00);
  EXPECT_EQ((AddHalf<false, false, true>(0xbc00, 0x0000)), 0);
  EXPECT_EQ((AddHalf<false, false, true>(0x8000, 0x8000)), 0);
  EXPECT_EQ((MulHalf<true, false, true>(0x7fc0, 0x3f80)), 0);
  EXPECT_EQ((FmaHalf<false, false, false, true>(0xbc00, 0x3c00, 0)), 0);
  EXPECT_EQ((FmaHalf<false, false, false, true>(0x7e00, 0, 0)), kNanHalf);
  EXPECT_EQ((FmaHalf<true, false, false, true>(0x8000, 0x3f80, 0x8000)), 0);
}

TEST(Half, FlushesF16) {
  EXPECT_EQ((AddHalf<false, true, false>(0x03ff, 0x8001)), 0);
  EXPECT_EQ((MulHalf<false, true, false>(0x0400, 0xb800)), 0x8000);
  EXPECT_EQ((NegHalf<false, true>(0x0001)), 0x8000);
  EXPECT_EQ((NegHalf<true, false>(0x0001)), 0x8001);
}

TEST(Half, OrdersAsF32Does) {
  EXPECT_EQ((MinHalf<false, false, false, false, false>(0x0000, 0x8000)), 0x8000);
  EXPECT_EQ((MaxHalf<true, false, false, false, false>(0x8000, 0x0000)), 0x0000);
  EXPECT_EQ((MinHalf<true, false, false, false, false>(0x7fc1, 0x3f80)), 0x3f80);
  EXPECT_EQ((MinHalf<true, false, true, false, false>(0x7fc1, 0x3f80)), kNanHalf);
  EXPECT_EQ((MaxHalf<false, false, false, true, true>(0xc200, 0x4000)), 0xc200);
  EXPECT_EQ((MaxHalf<false, false, false, false, false>(0x7e01, 0x7c01)), kNanHalf);
}

}  // namespace
}  // namespace gatefuzz::semantics
