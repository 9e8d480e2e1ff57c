// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0

#include "emulator/semantics/float32.h"

#include <cmath>
#include <limits>
#include <vector>

#include "emulator/semantics/rounding_reference.h"
#include "gtest/gtest.h"

namespace gatefuzz::semantics {
namespace {

constexpr float kInf = std::numeric_limits<float>::infinity();
const float kNan = F32(0x7fc12345);

// Equal bit for bit; any zero for zeros where the reference knows no sign.
void ExpectRounded(float result, double expected, const char* what, float a, float b) {
  EXPECT_EQ(static_cast<double>(result), expected) << what << " " << a << " " << b;
}

template <Rounding R>
void CheckBinary() {
  const std::vector<float> values = InterestingFloats(60);
  for (const float a : values) {
    for (const float b : values) {
      // Quad holds all products exactly; of sums it loses only what is far below the last place and its half.
      ExpectRounded(MulF32<R, false, false>(a, b), RoundByTheBook(__float128{a} * b, kF32Format, R), "mul", a, b);
      if (std::abs(std::log2(std::abs(a / b))) < 80) {
        ExpectRounded(AddF32<R, false, false>(a, b), RoundByTheBook(__float128{a} + b, kF32Format, R), "add", a, b);
        ExpectRounded(SubF32<R, false, false>(a, b), RoundByTheBook(__float128{a} - b, kF32Format, R), "sub", a, b);
      }
      if (b != 0) ExpectRounded(DivF32<R, false>(a, b), RoundByTheBook(__float128{a} / b, kF32Format, R), "div", a, b);
    }
  }
}

TEST(Float32, RoundsToNearest) { CheckBinary<Rounding::kNearest>(); }
TEST(Float32, RoundsTowardZero) { CheckBinary<Rounding::kZero>(); }
TEST(Float32, RoundsDown) { CheckBinary<Rounding::kDown>(); }
TEST(Float32, RoundsUp) { CheckBinary<Rounding::kUp>(); }

template <Rounding R>
void CheckFma() {
  const std::vector<float> values = InterestingFloats(10);
  for (const float a : values) {
    for (const float b : values) {
      for (const float c : values) {
        const __float128 product = __float128{a} * b;
        const double gap = std::log2(std::abs(static_cast<double>(product / (c == 0 ? 1 : c))));
        if (!(std::abs(gap) < 60)) continue;  // beyond, Quad itself would round
        ExpectRounded(FmaF32<R, false, false>(a, b, c), RoundByTheBook(product + c, kF32Format, R), "fma", a, b);
      }
    }
  }
}
TEST(Float32, FusesMultiplyAndAdd) {
  CheckFma<Rounding::kNearest>();
  CheckFma<Rounding::kZero>();
  CheckFma<Rounding::kDown>();
  CheckFma<Rounding::kUp>();
}

TEST(Float32, TakesSquareRootsInEveryDirection) {
  for (const float a : InterestingFloats(2000)) {
    if (a <= 0) continue;
    const float down = SqrtF32<Rounding::kDown, false>(a), up = SqrtF32<Rounding::kUp, false>(a);
    EXPECT_LE(__float128{down} * down, __float128{a});
    EXPECT_GE(__float128{up} * up, __float128{a});
    EXPECT_LE(Bits(up) - Bits(down), 1u);
    const float zero = SqrtF32<Rounding::kZero, false>(a);
    EXPECT_EQ(zero, down);
  }
}

TEST(Float32, GivesTheCanonicalNan) {
  EXPECT_EQ(Bits(AddF32<Rounding::kNearest, false, false>(kNan, 1.0f)), kNanF32);
  EXPECT_EQ(Bits(AddF32<Rounding::kUp, false, false>(kInf, -kInf)), kNanF32);
  EXPECT_EQ(Bits(MulF32<Rounding::kZero, true, false>(kInf, 0.0f)), kNanF32);
  EXPECT_EQ(Bits(FmaF32<Rounding::kDown, false, false>(kInf, 0.0f, 1.0f)), kNanF32);
  EXPECT_EQ(Bits(DivF32<Rounding::kNearest, false>(0.0f, 0.0f)), kNanF32);
  EXPECT_EQ(Bits(SqrtF32<Rounding::kUp, false>(-1.0f)), kNanF32);
  EXPECT_EQ(Bits(NegF32<false>(kNan)), kNanF32);
  EXPECT_EQ(Bits(AbsF32<true>(kNan)), kNanF32);
  EXPECT_EQ(Bits(CopysignF32(-1.0f, kNan)), 0xffc12345u);
}

TEST(Float32, HandlesInfinitiesInEveryDirection) {
  EXPECT_EQ((AddF32<Rounding::kZero, false, false>(kInf, 1.0f)), kInf);
  EXPECT_EQ((MulF32<Rounding::kDown, false, false>(-kInf, 2.0f)), -kInf);
  EXPECT_EQ((FmaF32<Rounding::kZero, false, false>(kInf, 1.0f, 2.0f)), kInf);
  EXPECT_EQ((DivF32<Rounding::kDown, false>(1.0f, 0.0f)), kInf);
  EXPECT_EQ((DivF32<Rounding::kUp, false>(1.0f, kInf)), 0.0f);
  EXPECT_EQ((SqrtF32<Rounding::kZero, false>(kInf)), kInf);
}

TEST(Float32, SignsExactZerosByDirection) {
  EXPECT_EQ(Bits(AddF32<Rounding::kDown, false, false>(1.0f, -1.0f)), 0x80000000u);
  EXPECT_EQ(Bits(AddF32<Rounding::kUp, false, false>(1.0f, -1.0f)), 0u);
  EXPECT_EQ(Bits(AddF32<Rounding::kDown, false, false>(0.0f, 0.0f)), 0u);
  EXPECT_EQ(Bits(FmaF32<Rounding::kDown, false, false>(1.0f, 1.0f, -1.0f)), 0x80000000u);
  EXPECT_EQ(Bits(MulF32<Rounding::kDown, false, false>(0.0f, -1.0f)), 0x80000000u);
}

TEST(Float32, FlushesSubnormalOperandsAndResults) {
  const float subnormal = F32(0x80400000);
  EXPECT_EQ(Bits(AddF32<Rounding::kNearest, true, false>(subnormal, -0.0f)), 0x80000000u);
  EXPECT_EQ(Bits(MulF32<Rounding::kNearest, true, false>(F32(0x00800000), 0.5f)), 0u);
  EXPECT_EQ(Bits(MulF32<Rounding::kNearest, false, false>(F32(0x00800000), 0.5f)), 0x00400000u);
  EXPECT_EQ(Bits(NegF32<true>(subnormal)), 0u);
  // 2^-126 (1 - 2^-24) would round to the smallest normal number; it is tiny all the same (measured).
  EXPECT_EQ(Bits(MulF32<Rounding::kNearest, true, false>(F32(0x3f7fffff), F32(0x00800000))), 0u);
  EXPECT_EQ(Bits(FmaF32<Rounding::kNearest, true, false>(F32(0x3f7fffff), F32(0x00800000), 0.0f)), 0u);
}

TEST(Float32, SaturatesToTheUnitInterval) {
  EXPECT_EQ(Bits(AddF32<Rounding::kNearest, false, true>(0.75f, 0.75f)), Bits(1.0f));
  EXPECT_EQ(Bits(AddF32<Rounding::kNearest, false, true>(-0.75f, 0.5f)), 0u);
  EXPECT_EQ(Bits(AddF32<Rounding::kNearest, false, true>(-0.0f, -0.0f)), 0u);
  EXPECT_EQ(Bits(AddF32<Rounding::kNearest, false, true>(kNan, 0.5f)), 0u);
}

TEST(Float32, OrdersZerosAndLetsNansLose) {
  EXPECT_EQ(Bits(MinF32<false, false, false, false>(0.0f, -0.0f)), 0x80000000u);
  EXPECT_EQ(Bits(MaxF32<false, false, false, false>(-0.0f, 0.0f)), 0u);
  EXPECT_EQ((MinF32<false, false, false, false>(kNan, 2.0f)), 2.0f);
  EXPECT_EQ((MaxF32<false, false, false, false>(2.0f, kNan)), 2.0f);
  EXPECT_EQ(Bits(MaxF32<false, false, false, false>(kNan, kNan)), kNanF32);
  EXPECT_EQ(Bits(MaxF32<false, true, false, false>(2.0f, kNan)), kNanF32);
  EXPECT_EQ((MinF32<false, false, false, false>(-3.0f, 2.0f)), -3.0f);
  EXPECT_EQ((MaxF32<false, false, true, true>(-3.0f, 2.0f)), -3.0f);
  EXPECT_EQ((MinF32<false, false, true, true>(-3.0f, 2.0f)), -2.0f);
}

TEST(Float32, ClassifiesForTestp) {
  const float subnormal = F32(1);
  EXPECT_TRUE(TestpFinite(1.0f) && TestpFinite(subnormal) && !TestpFinite(kInf) && !TestpFinite(kNan));
  EXPECT_TRUE(TestpInfinite(-kInf) && !TestpInfinite(kNan));
  EXPECT_TRUE(TestpNumber(kInf) && !TestpNumber(kNan) && TestpNotanumber(kNan));
  EXPECT_TRUE(TestpSubnormal(subnormal) && TestpSubnormal(-subnormal) && !TestpSubnormal(0.0f));
  EXPECT_TRUE(TestpNormal(1.0f) && !TestpNormal(subnormal) && TestpNormal(-0.0f) && !TestpNormal(kInf));
  EXPECT_TRUE(TestpSubnormal(0x1p-1030) && TestpNormal(0x1p-1022));
}

}  // namespace
}  // namespace gatefuzz::semantics
