// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Each approximation against the host's long double, in units of the last place.

#include "emulator/semantics/approx.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "emulator/semantics/rounding_reference.h"
#include "gtest/gtest.h"

namespace gatefuzz::semantics {
namespace {

constexpr float kInf = HUGE_VALF;
const float kNan = F32(0xff812345);

// |result - exact| in units of the result's last place.
double UlpError(float result, long double exact) {
  if (result == static_cast<float>(exact)) return 0;
  const float magnitude = std::abs(result);
  const long double unit = std::nextafter(magnitude, kInf) - magnitude;
  return static_cast<double>(std::abs(result - exact) / unit);
}

TEST(Approx, RoundsNearlyExactly) {
  double ex2 = 0, lg2 = 0, rcp = 0, rsqrt = 0, sqrt = 0, tanh = 0;
  std::vector<float> values = InterestingFloats(20000);
  for (int i = -4000; i < 4000; ++i) values.push_back(static_cast<float>(i) / 29.0f);
  for (const float x : values) {
    const long double wide = x;
    if (std::abs(x) < 126) ex2 = std::max(ex2, UlpError(Ex2Approx<false>(x), std::exp2(wide)));
    tanh = std::max(tanh, UlpError(TanhApprox(x), std::tanh(wide)));
    if (x != 0 && std::abs(x) < 0x1p126f) rcp = std::max(rcp, UlpError(RcpApprox<false>(x), 1 / wide));
    if (x <= 0) continue;
    lg2 = std::max(lg2, UlpError(Lg2Approx<false>(x), std::log2(wide)));
    sqrt = std::max(sqrt, UlpError(SqrtApprox<false>(x), std::sqrt(wide)));
    rsqrt = std::max(rsqrt, UlpError(RsqrtApprox<false>(x), 1 / std::sqrt(wide)));
  }
  constexpr double kHalfUnit = 0.501;
  EXPECT_LE(ex2, kHalfUnit);
  EXPECT_LE(lg2, kHalfUnit);
  EXPECT_LE(rcp, kHalfUnit);
  EXPECT_LE(sqrt, kHalfUnit);
  EXPECT_LE(rsqrt, kHalfUnit);
  EXPECT_LE(tanh, kHalfUnit);
}

TEST(Approx, IsExactWhereTheValueIs) {
  for (int i = -149; i < 128; ++i) EXPECT_EQ(Ex2Approx<false>(static_cast<float>(i)), std::ldexp(1.0f, i));
  for (int i = -149; i < 128; ++i) EXPECT_EQ(Lg2Approx<false>(std::ldexp(1.0f, i)), static_cast<float>(i));
  EXPECT_EQ(Bits(Lg2Approx<false>(1.0f)), 0u);
}

TEST(Approx, FollowsTheTablesOfSpecialValues) {
  EXPECT_EQ(Ex2Approx<false>(-kInf), 0.0f);
  EXPECT_EQ(Ex2Approx<false>(kInf), kInf);
  EXPECT_EQ(Ex2Approx<false>(-0.0f), 1.0f);
  EXPECT_EQ(Ex2Approx<false>(F32(0x807fffff)), 1.0f);
  EXPECT_EQ(Ex2Approx<false>(1e30f), kInf);
  EXPECT_EQ(Ex2Approx<true>(-127.0f), 0.0f);
  EXPECT_EQ(Bits(Ex2Approx<false>(kNan)), kNanF32);
  EXPECT_EQ(Lg2Approx<false>(0.0f), -kInf);
  EXPECT_EQ(Lg2Approx<false>(-0.0f), -kInf);
  EXPECT_EQ(Lg2Approx<true>(F32(1)), -kInf);
  EXPECT_EQ(Lg2Approx<false>(F32(1)), -149.0f);
  EXPECT_EQ(Lg2Approx<false>(kInf), kInf);
  EXPECT_EQ(Bits(Lg2Approx<false>(-1.0f)), kNanF32);
  EXPECT_EQ(Bits(Lg2Approx<false>(kNan)), kNanF32);
  EXPECT_EQ(RcpApprox<false>(-0.0f), -kInf);
  EXPECT_EQ(Bits(RcpApprox<true>(-0x1p127f)), 0x80000000u);
  EXPECT_EQ(RsqrtApprox<false>(-0.0f), -kInf);
  EXPECT_EQ(RsqrtApprox<false>(kInf), 0.0f);
  EXPECT_EQ(Bits(RsqrtApprox<false>(-1.0f)), kNanF32);
  EXPECT_EQ(Bits(SqrtApprox<false>(-0.0f)), 0x80000000u);
  EXPECT_EQ(Bits(SinApprox<false>(kInf)), kNanF32);
  EXPECT_EQ(Bits(SinApprox<false>(-0.0f)), 0x80000000u);
  EXPECT_EQ(CosApprox<true>(0.0f), 1.0f);
  EXPECT_EQ(TanhApprox(-kInf), -1.0f);
}

TEST(Approx, DividesThroughAFlushedReciprocal) {
  EXPECT_EQ(DivApprox<false>(1.0f, 0x1p126f), 0x1p-126f);
  EXPECT_EQ(Bits(DivApprox<false>(1.0f, -0x1p127f)), 0x80000000u);
  EXPECT_EQ(Bits(DivApprox<false>(kInf, 0x1p127f)), kNanF32);
  EXPECT_EQ(DivFull<false>(1.0f, 0x1p127f), 0x1p-127f);
  EXPECT_EQ(DivFull<true>(1.0f, 0x1p127f), 0.0f);
}

TEST(Approx, GivesUpperHalvesOfDoubles) {
  EXPECT_EQ(Bits(RcpApproxF64(3.0)), 0x3fd5555500000000u);
  EXPECT_EQ(Bits(RcpApproxF64(F64(1))), 0x7ff0000000000000u);
  EXPECT_EQ(Bits(RcpApproxF64(F64(0x7ff8000000000001))), 0x7fffffff00000000u);
  EXPECT_EQ(RsqrtApproxF64<false>(4.0), 0.5);
  EXPECT_EQ(Bits(RsqrtApproxF64<true>(2.0)), 0x3fe6a09e00000000u);
}

TEST(Approx, RoundsHalvesOnce) {
  EXPECT_EQ((Ex2ApproxHalf<false, false>(0xbc00)), 0x3800);
  EXPECT_EQ((Ex2ApproxHalf<false, false>(0xce00)), 0x0001);  // 2^-24
  EXPECT_EQ((Ex2ApproxHalf<false, true>(0xce00)), 0x0000);
  EXPECT_EQ((Ex2ApproxHalf<true, true>(0x3f80)), 0x4000);
  EXPECT_EQ((TanhApproxHalf<true>(0x7f80)), 0x3f80);
  EXPECT_EQ((TanhApproxHalf<false>(0x7e00)), kNanHalf);
}

}  // namespace
}  // namespace gatefuzz::semantics
