// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The .approx instructions of PTX 9.7.3 and 9.7.4. The manual gives bounds, not bits. These results are the exact
// values rounded to nearest, wrong by less than a thousandth of a unit before that rounding, so they lie inside every
// bound. ex2 and lg2 are polynomials in double without branches: they are what softmax spends its time on.
#ifndef GATEFUZZ_EMULATOR_SEMANTICS_APPROX_H_
#define GATEFUZZ_EMULATOR_SEMANTICS_APPROX_H_

#include <cmath>
#include <cstddef>
#include <cstdint>

#include "emulator/semantics/float32.h"
#include "emulator/semantics/float64.h"
#include "emulator/semantics/half.h"

namespace gatefuzz::semantics {

// c[0] + c[1] x + c[2] x^2 + ...
template <size_t kTerms>
GATEFUZZ_SEMANTICS double Polynomial(const double (&c)[kTerms], double x) {
  double sum = c[kTerms - 1];
  for (size_t i = kTerms - 1; i-- > 0;) sum = __builtin_elementwise_fma(sum, x, c[i]);
  return sum;
}

// 2^x of a number. Beyond 200 either way an f32 result does not change any more.
GATEFUZZ_SEMANTICS double Exp2(float x) {
  // (ln 2)^n / n!, the series of 2^t; at |t| <= 1/2 the first term left out is below 2^-37.
  static constexpr double kSeries[] = {0x1.0000000000000p+0,  0x1.62e42fefa39efp-1,  0x1.ebfbdff82c58fp-3,
                                       0x1.c6b08d704a0c0p-5,  0x1.3b2ab6fba4e77p-7,  0x1.5d87fe78a6731p-10,
                                       0x1.430912f86c787p-13, 0x1.ffcbfc588b0c7p-17, 0x1.62c0223a5c824p-20,
                                       0x1.b5253d395e7c4p-24};
  const float low = x > -200.0f ? x : -200.0f;
  const float clamped = low < 200.0f ? low : 200.0f;
  const float whole = __builtin_elementwise_roundeven(clamped);
  const double t = static_cast<double>(clamped - whole);  // exact
  // Added to 2^52, the biased exponent is the low bits of the sum.
  const double biased = static_cast<double>(whole) + (0x1p52 + 1023);
  return Polynomial(kSeries, t) * F64(Bits(biased) << 52);
}

// log2 of a positive finite number.
GATEFUZZ_SEMANTICS double Log2(float x) {
  // With s = (m-1)/(m+1): log2(m) = 2/ln(2) (s + s^3/3 + s^5/5 + ...). For m within sqrt(2) of 1, s^2 < 0.03.
  static constexpr double kSeries[] = {0x1.71547652b82fep+1, 0x1.ec709dc3a03fdp-1, 0x1.2776c50ef9bfep-1,
                                       0x1.a61762a7aded9p-2, 0x1.484b13d7c02a9p-2, 0x1.0c9a84994022dp-2,
                                       0x1.c68f568d31760p-3};
  constexpr uint64_t kRootHalf = 0x3fe6a09e667f3bcd;  // sqrt(1/2)
  constexpr uint64_t kBias = 1024;                    // keeps the exponent positive while it is an integer
  const uint64_t bits = Bits(static_cast<double>(x));
  const uint64_t biased = (bits - kRootHalf + (kBias << 52)) >> 52;
  const double exponent = F64(biased | 0x4330000000000000) - (0x1p52 + kBias);
  const double m = F64(bits - ((biased - kBias) << 52));
  const double s = (m - 1.0) / (m + 1.0);
  return __builtin_elementwise_fma(Polynomial(kSeries, s * s), s, exponent);
}

template <bool kFtz>
GATEFUZZ_SEMANTICS float Ex2Approx(float x) {
  x = Flush<kFtz>(x);
  const float result = Flush<kFtz>(static_cast<float>(Exp2(x)));
  return IsNan(x) ? F32(kNanF32) : result;
}
template <bool kFtz>
GATEFUZZ_SEMANTICS float Lg2Approx(float x) {
  x = Flush<kFtz>(x);
  float result = static_cast<float>(Log2(x));
  result = x == F32(0x7f800000) ? x : result;
  result = x == 0.0f ? F32(0xff800000) : result;
  return x >= 0.0f ? result : F32(kNanF32);
}
template <bool kFtz>
GATEFUZZ_SEMANTICS float RcpApprox(float x) {
  return CanonicalNan(Flush<kFtz>(1.0f / Flush<kFtz>(x)));
}
template <bool kFtz>
GATEFUZZ_SEMANTICS float SqrtApprox(float x) {
  return CanonicalNan(__builtin_elementwise_sqrt(Flush<kFtz>(x)));
}
template <bool kFtz>
GATEFUZZ_SEMANTICS float RsqrtApprox(float x) {
  return CanonicalNan(static_cast<float>(1.0 / __builtin_elementwise_sqrt(static_cast<double>(Flush<kFtz>(x)))));
}
// Subnormal arguments count as 0 with and without .ftz, as on a GPU.
template <bool kFtz>
GATEFUZZ_SEMANTICS float SinApprox(float x) {
  return CanonicalNan(Flush<kFtz>(static_cast<float>(std::sin(static_cast<double>(Flush<true>(x))))));
}
template <bool kFtz>
GATEFUZZ_SEMANTICS float CosApprox(float x) {
  return CanonicalNan(Flush<kFtz>(static_cast<float>(std::cos(static_cast<double>(Flush<true>(x))))));
}
GATEFUZZ_SEMANTICS float TanhApprox(float x) {
  return CanonicalNan(static_cast<float>(std::tanh(static_cast<double>(x))));
}

// div.approx is a * (1 / b): a divisor above 2^126 has a reciprocal that is flushed, so 0, or NaN for an infinite a.
template <bool kFtz>
GATEFUZZ_SEMANTICS float DivApprox(float a, float b) {
  a = Flush<kFtz>(a);
  b = Flush<kFtz>(b);
  const uint32_t magnitude = Bits(b) & 0x7fffffff;
  const bool huge = magnitude > Bits(0x1p126f) && magnitude < 0x7f800000;
  const float flushed = a * F32(Bits(b) & 0x80000000u);
  return CanonicalNan(Flush<kFtz>(huge ? flushed : a / b));
}
template <bool kFtz>
GATEFUZZ_SEMANTICS float DivFull(float a, float b) {
  return CanonicalNan(Flush<kFtz>(Flush<kFtz>(a) / Flush<kFtz>(b)));
}

// The .approx.ftz.f64 forms see the upper half of their argument and give the upper half of a result.
GATEFUZZ_SEMANTICS double UpperHalf(double x) { return F64(Bits(x) >> 32 << 32); }
GATEFUZZ_SEMANTICS double FlushF64(double x) { return (Bits(x) << 1 >> 53) == 0 ? F64(Bits(x) & kSignF64) : x; }
GATEFUZZ_SEMANTICS double UpperResult(double x) { return IsNan(x) ? F64(0x7fffffff00000000) : UpperHalf(FlushF64(x)); }
GATEFUZZ_SEMANTICS double RcpApproxF64(double x) { return UpperResult(1.0 / FlushF64(UpperHalf(x))); }
template <bool kFtz>
GATEFUZZ_SEMANTICS double RsqrtApproxF64(double x) {
  if constexpr (kFtz) return UpperResult(1.0 / __builtin_elementwise_sqrt(FlushF64(UpperHalf(x))));
  // By way of 64 bits of significand, as two roundings to 53 may miss the nearest.
  return PickNan(static_cast<double>(1.0L / __builtin_sqrtl(x)), x, x);
}

template <bool kBf16, bool kFtz>
GATEFUZZ_SEMANTICS uint16_t Ex2ApproxHalf(uint16_t x) {
  const float wide = HalfToFloat<kBf16>(FlushHalf < kFtz && !kBf16 > (x));
  return FlushHalf < kFtz && !kBf16 > (FloatToHalf<kBf16, Rounding::kNearest>(Ex2Approx < kFtz && kBf16 > (wide)));
}
template <bool kBf16>
GATEFUZZ_SEMANTICS uint16_t TanhApproxHalf(uint16_t x) {
  return FloatToHalf<kBf16, Rounding::kNearest>(TanhApprox(HalfToFloat<kBf16>(x)));
}

}  // namespace gatefuzz::semantics

#endif  // GATEFUZZ_EMULATOR_SEMANTICS_APPROX_H_
