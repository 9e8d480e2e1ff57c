// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// PTX 9.7.3 for .f32. R is the rounding mode, kFtz .ftz (subnormal inputs and results become zeros), kSat .sat. Every
// NaN result is 0x7fffffff. Rounding other than to nearest goes through an exact or round-to-odd double.
#ifndef GATEFUZZ_EMULATOR_SEMANTICS_FLOAT32_H_
#define GATEFUZZ_EMULATOR_SEMANTICS_FLOAT32_H_

#include <cstdint>

#include "emulator/semantics/float_bits.h"

namespace gatefuzz::semantics {

inline constexpr float kSmallestNormalF32 = 0x1p-126f;

// Flush of a result. Whether it is tiny is decided on the value rounded as if exponents had no lower bound; `scaled` is
// the same operation at 2^24 times the size, which is that value wherever the question arises.
template <bool kFtz>
GATEFUZZ_SEMANTICS float FlushRounded(float x, float scaled) {
  if constexpr (!kFtz) return x;
  const bool tiny = (Bits(scaled) & 0x7fffffff) < Bits(kSmallestNormalF32 * 0x1p24f);
  return tiny ? F32(Bits(x) & 0x80000000u) : Flush<true>(x);
}

template <bool kFtz, bool kSat>
GATEFUZZ_SEMANTICS float Finish(float x) {
  return Saturate<kSat>(CanonicalNan(Flush<kFtz>(x)));
}

// Rounds the exact value sum + error. `zero_negative`: whether an exact zero is -0 when rounding down.
template <Rounding R>
GATEFUZZ_SEMANTICS float RoundExactSum(ExactSum exact, bool zero_negative) {
  const double odd = RoundToOdd(exact.sum, exact.error);
  const float rounded = ToF32<R>(odd);
  return R == Rounding::kDown && exact.sum == 0.0 && zero_negative ? -0.0f : rounded;
}

template <Rounding R, bool kFtz, bool kSat>
GATEFUZZ_SEMANTICS float AddF32(float a, float b) {
  a = Flush<kFtz>(a);
  b = Flush<kFtz>(b);
  if constexpr (R == Rounding::kNearest) return Finish<kFtz, kSat>(a + b);
  const bool zero_negative = ((Bits(a) | Bits(b)) & 0x80000000u) != 0;
  return Finish<kFtz, kSat>(RoundExactSum<R>(AddExactly(a, b), zero_negative));
}
template <Rounding R, bool kFtz, bool kSat>
GATEFUZZ_SEMANTICS float SubF32(float a, float b) {
  return AddF32<R, kFtz, kSat>(a, -b);
}

template <Rounding R, bool kFtz, bool kSat>
GATEFUZZ_SEMANTICS float MulF32(float a, float b) {
  a = Flush<kFtz>(a);
  b = Flush<kFtz>(b);
  if constexpr (R == Rounding::kNearest) return Finish<kFtz, kSat>(FlushRounded<kFtz>(a * b, a * 0x1p24f * b));
  const double product = static_cast<double>(a) * b;  // exact
  const float scaled = kFtz ? ToF32<R>(product * 0x1p24) : 0.0f;
  return Finish<kFtz, kSat>(FlushRounded<kFtz>(ToF32<R>(product), scaled));
}

template <Rounding R, bool kFtz, bool kSat>
GATEFUZZ_SEMANTICS float FmaF32(float a, float b, float c) {
  a = Flush<kFtz>(a);
  b = Flush<kFtz>(b);
  c = Flush<kFtz>(c);
  if constexpr (R == Rounding::kNearest) {
    const float scaled = kFtz ? __builtin_elementwise_fma(a * 0x1p24f, b, c * 0x1p24f) : 0.0f;
    return Finish<kFtz, kSat>(FlushRounded<kFtz>(__builtin_elementwise_fma(a, b, c), scaled));
  }
  const double product = static_cast<double>(a) * b;  // exact
  const bool zero_negative = ((Bits(a) ^ Bits(b)) & 0x80000000u) != 0 || (Bits(c) & 0x80000000u) != 0;
  const ExactSum exact = AddExactly(product, c);
  const float scaled = kFtz ? ToF32<R>(RoundToOdd(exact.sum * 0x1p24, exact.error)) : 0.0f;
  return Finish<kFtz, kSat>(FlushRounded<kFtz>(RoundExactSum<R>(exact, zero_negative), scaled));
}

// The exact quotient lies on the side of `quotient` that the remainder's sign says.
template <Rounding R, bool kFtz>
GATEFUZZ_SEMANTICS float DivF32(float a, float b) {
  a = Flush<kFtz>(a);
  b = Flush<kFtz>(b);
  if constexpr (R == Rounding::kNearest && !kFtz) return CanonicalNan(a / b);
  const double quotient = static_cast<double>(a) / b;
  const double remainder = __builtin_elementwise_fma(-quotient, static_cast<double>(b), static_cast<double>(a));
  const double error = (b < 0.0f ? -remainder : remainder);
  // A zero or infinite quotient is exact; its remainder means nothing.
  const bool inexact = IsFinite(quotient) && quotient != 0.0 && IsFinite(b);
  const double odd = RoundToOdd(quotient, inexact ? error : 0.0);
  const float scaled = kFtz ? ToF32<R>(odd * 0x1p24) : 0.0f;
  return CanonicalNan(FlushRounded<kFtz>(ToF32<R>(odd), scaled));
}
template <Rounding R, bool kFtz>
GATEFUZZ_SEMANTICS float RcpF32(float a) {
  return DivF32<R, kFtz>(1.0f, a);
}
template <Rounding R, bool kFtz>
GATEFUZZ_SEMANTICS float SqrtF32(float a) {
  a = Flush<kFtz>(a);
  if constexpr (R == Rounding::kNearest) return CanonicalNan(__builtin_elementwise_sqrt(a));
  const double root = __builtin_elementwise_sqrt(static_cast<double>(a));
  const double remainder = __builtin_elementwise_fma(-root, root, static_cast<double>(a));
  return CanonicalNan(ToF32<R>(RoundToOdd(root, IsFinite(root) ? remainder : 0.0)));
}

template <bool kFtz>
GATEFUZZ_SEMANTICS float AbsF32(float a) {
  return Finish<kFtz, false>(F32(Bits(a) & 0x7fffffffu));
}
template <bool kFtz>
GATEFUZZ_SEMANTICS float NegF32(float a) {
  return Finish<kFtz, false>(F32(Bits(a) ^ 0x80000000u));
}

// -0 counts as less than +0. A NaN operand loses, or wins with .NaN. xorsign: |a| and |b| compete, for the product's
// sign.
template <bool kMax, bool kFtz, bool kNan, bool kXorsign, bool kAbs>
GATEFUZZ_SEMANTICS float MinMaxF32(float a, float b) {
  a = Flush<kFtz>(a);
  b = Flush<kFtz>(b);
  const uint32_t sign = (Bits(a) ^ Bits(b)) & 0x80000000u;
  if constexpr (kAbs) {
    a = F32(Bits(a) & 0x7fffffffu);
    b = F32(Bits(b) & 0x7fffffffu);
  }
  const bool a_first = a < b || (a == b && static_cast<int32_t>(Bits(a)) < static_cast<int32_t>(Bits(b)));
  float chosen = a_first != kMax ? a : b;
  chosen = IsNan(a) ? b : chosen;
  chosen = IsNan(b) ? a : chosen;
  if constexpr (kXorsign) chosen = F32(Bits(chosen) | sign);
  const bool is_nan = kNan ? IsNan(a) || IsNan(b) : IsNan(a) && IsNan(b);
  return is_nan ? F32(kNanF32) : chosen;
}
template <bool kFtz, bool kNan, bool kXorsign, bool kAbs>
GATEFUZZ_SEMANTICS float MinF32(float a, float b) {
  return MinMaxF32<false, kFtz, kNan, kXorsign, kAbs>(a, b);
}
template <bool kFtz, bool kNan, bool kXorsign, bool kAbs>
GATEFUZZ_SEMANTICS float MaxF32(float a, float b) {
  return MinMaxF32<true, kFtz, kNan, kXorsign, kAbs>(a, b);
}

// b with the sign of a. Bits only: a NaN stays as it is.
GATEFUZZ_SEMANTICS float CopysignF32(float a, float b) {
  return F32((Bits(a) & 0x80000000u) | (Bits(b) & 0x7fffffffu));
}

// testp; T is float or double. Zeros count as normal.
template <class T>
GATEFUZZ_SEMANTICS bool TestpFinite(T a) {
  return IsFinite(a);
}
template <class T>
GATEFUZZ_SEMANTICS bool TestpInfinite(T a) {
  return !IsFinite(a) && !IsNan(a);
}
template <class T>
GATEFUZZ_SEMANTICS bool TestpNumber(T a) {
  return !IsNan(a);
}
template <class T>
GATEFUZZ_SEMANTICS bool TestpNotanumber(T a) {
  return IsNan(a);
}
template <class T>
GATEFUZZ_SEMANTICS bool TestpSubnormal(T a) {
  constexpr T kSmallestNormal = sizeof(T) == 4 ? T(0x1p-126) : T(0x1p-1022);
  return a != T(0) && a < kSmallestNormal && a > -kSmallestNormal;
}
template <class T>
GATEFUZZ_SEMANTICS bool TestpNormal(T a) {
  return IsFinite(a) && !TestpSubnormal(a);
}

}  // namespace gatefuzz::semantics

#endif  // GATEFUZZ_EMULATOR_SEMANTICS_FLOAT32_H_
