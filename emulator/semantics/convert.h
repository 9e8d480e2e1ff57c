// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// PTX 9.7.9, cvt: between integers, f16, bf16, f32 and f64. Halves are their 16 bits. What NaNs become is as measured
// on hardware: f32, and f16 to f32, give the canonical NaN; f64, and bf16 to f32, keep payloads, to f32 without .ftz.
#ifndef GATEFUZZ_EMULATOR_SEMANTICS_CONVERT_H_
#define GATEFUZZ_EMULATOR_SEMANTICS_CONVERT_H_

#include <cstdint>
#include <limits>
#include <type_traits>

#include "emulator/semantics/float64.h"
#include "emulator/semantics/float_bits.h"

namespace gatefuzz::semantics {

// kSat clamps to To's range; otherwise the low bits.
template <class To, class From, bool kSat>
GATEFUZZ_SEMANTICS To IntToInt(From x) {
  if constexpr (kSat) {
    constexpr To kLow = std::numeric_limits<To>::min(), kHigh = std::numeric_limits<To>::max();
    // Compared as 128 bits only where 64 would not do.
    using Common = std::conditional_t<sizeof(To) == 8 || sizeof(From) == 8, __int128, int64_t>;
    const Common value = x;
    return value < Common{kLow} ? kLow : (value > Common{kHigh} ? kHigh : static_cast<To>(x));
  } else {
    return static_cast<To>(x);
  }
}

// .rni .rzi .rmi .rpi: to an integral value of the same type.
template <class T, Rounding R>
GATEFUZZ_SEMANTICS T ToIntegral(T x) {
  if constexpr (R == Rounding::kNearest) return __builtin_elementwise_roundeven(x);
  if constexpr (R == Rounding::kZero) return __builtin_elementwise_trunc(x);
  if constexpr (R == Rounding::kDown) return __builtin_elementwise_floor(x);
  return __builtin_elementwise_ceil(x);
}
template <class T, Rounding R, bool kFtz = false>
GATEFUZZ_SEMANTICS T RoundToIntegral(T x) {
  if constexpr (std::is_same_v<T, float>) {
    return CanonicalNan(ToIntegral<T, R>(Flush<kFtz>(x)));
  } else {
    return PickNan(ToIntegral<T, R>(x), x, x);
  }
}

// Clamped to To's range. NaN gives 0 unless From is double or To has 64 bits; then it gives To's top bit alone.
template <class To, class From, Rounding R, bool kFtz = false>
GATEFUZZ_SEMANTICS To FloatToInt(From x) {
  constexpr bool kTopBit = sizeof(From) == 8 || sizeof(To) == 8;
  constexpr To kNan = kTopBit ? static_cast<To>(uint64_t{1} << (sizeof(To) * 8 - 1)) : To{0};
  constexpr To kLow = std::numeric_limits<To>::min(), kHigh = std::numeric_limits<To>::max();
  constexpr From kAbove = static_cast<From>(uint64_t{1} << (sizeof(To) * 8 - std::is_signed_v<To> - 1)) * 2;
  if constexpr (sizeof(From) == 4) x = Flush<kFtz>(x);
  const From integral = ToIntegral<From, R>(x);
  const bool low = !(integral > static_cast<From>(kLow));  // and NaN
  const bool high = integral >= kAbove;
  // Small types by way of int: the machine has no other conversion, and the value is known to fit.
  using Via = std::conditional_t<sizeof(To) < 4, int32_t, To>;
  const Via converted = static_cast<Via>(low || high ? From{0} : integral);
  To result = low ? kLow : static_cast<To>(converted);
  result = high ? kHigh : result;
  return IsNan(x) ? kNan : result;
}

// The nearest double, made odd if it is not exact: see RoundToOdd.
template <class From>
GATEFUZZ_SEMANTICS double IntToOddDouble(From x) {
  const double nearest = static_cast<double>(x);
  if constexpr (sizeof(From) < 8) {
    return nearest;
  } else {
    const __int128 left = __int128{x} - static_cast<__int128>(nearest);
    return RoundToOdd(nearest, static_cast<double>(static_cast<int64_t>(left)));
  }
}
// To is float or double.
template <class To, class From, Rounding R>
GATEFUZZ_SEMANTICS To IntToFloat(From x) {
  if constexpr (R == Rounding::kNearest || (sizeof(To) == 8 && sizeof(From) < 8)) {
    return static_cast<To>(x);
  } else if constexpr (sizeof(To) == 4) {
    return ToF32<R>(IntToOddDouble(x));
  } else {
    const double nearest = static_cast<double>(x);
    const __int128 back = static_cast<__int128>(nearest);
    return Redirect<R>(nearest, back<__int128{x}, back> __int128{x});
  }
}

template <Rounding R, bool kFtz = false, bool kSat = false>
GATEFUZZ_SEMANTICS float F64ToF32(double x) {
  const float rounded = Flush<kFtz>(ToF32<R>(x));
  const float nan = F32(static_cast<uint32_t>(Bits(x) >> 32 & 0x80000000u) | 0x7fc00000u |
                        static_cast<uint32_t>(Bits(x) >> 29 & 0x3fffffu));
  return Saturate<kSat>(IsNan(x) ? nan : rounded);
}
// .sat of an f64, as Saturate.
GATEFUZZ_SEMANTICS double SaturateF64(double x) { return x > 0.0 ? (x < 1.0 ? x : 1.0) : 0.0; }
template <bool kFtz = false, bool kSat = false>
GATEFUZZ_SEMANTICS double F32ToF64(float x) {
  if constexpr (kFtz) x = CanonicalNan(Flush<true>(x));
  const double wide = x;  // exact; makes a NaN quiet
  return kSat ? SaturateF64(wide) : wide;
}
// cvt{.ftz}{.sat}.f32.f32; with neither it is a move, which keeps NaNs.
template <bool kFtz, bool kSat>
GATEFUZZ_SEMANTICS float F32ToF32(float x) {
  if constexpr (!kFtz && !kSat) return x;
  return Saturate<kSat>(CanonicalNan(Flush<kFtz>(x)));
}

// f16 is taken apart with integers: the compiler does not vectorise conversions of _Float16.
template <bool kBf16>
GATEFUZZ_SEMANTICS float HalfToFloat(uint16_t bits) {
  if constexpr (kBf16) return F32(uint32_t{bits} << 16);
  const uint32_t magnitude = bits & 0x7fffu;
  // In the exponent field of f32 the number is 2^112 times too small, subnormal or not.
  const float number = F32(magnitude << 13) * 0x1p112f;
  const uint32_t signed_bits = Bits(magnitude == 0x7c00 ? F32(0x7f800000) : number) | (bits & 0x8000u) << 16;
  return F32(magnitude > 0x7c00 ? kNanF32 : signed_bits);
}

// The f16 nearest to a number.
GATEFUZZ_SEMANTICS uint16_t NearestF16(float x) {
  constexpr uint32_t kRebias = (127 - 15) << 23, kSmallestNormal = 113u << 23, kOverflow = 0x477ff000;
  const uint32_t magnitude = Bits(x) & 0x7fffffffu;
  const uint32_t normal = (magnitude - kRebias + 0xfff + (magnitude >> 13 & 1)) >> 13;
  // Added to 1/2, whose last place is the unit of a subnormal f16, the number is rounded by the addition.
  const uint32_t subnormal = Bits(F32(magnitude) + 0.5f) - Bits(0.5f);
  uint32_t result = magnitude < kSmallestNormal ? subnormal : normal;
  result = magnitude >= kOverflow ? 0x7c00 : result;
  return static_cast<uint16_t>(result | (Bits(x) >> 16 & 0x8000u));
}

// Rounds a number to f16 or bf16 by its f32 bits; NaN is the caller's.
template <bool kBf16, Rounding R>
GATEFUZZ_SEMANTICS uint16_t RoundToHalf(float x) {
  if constexpr (!kBf16) {
    const uint16_t nearest = NearestF16(x);
    if constexpr (R == Rounding::kNearest) return nearest;
    // As Redirect, in 16 bits. An infinity out of a finite x is one step above the largest finite number.
    const float back = HalfToFloat<false>(nearest);
    const bool negative = (nearest & 0x8000) != 0;
    const bool inward = negative ? back < x : back > x;
    const bool outward = negative ? back > x : back < x;
    const bool grow = outward && (negative ? R == Rounding::kDown : R == Rounding::kUp);
    const bool shrink = inward && (R == Rounding::kZero || (negative ? R == Rounding::kUp : R == Rounding::kDown));
    return static_cast<uint16_t>(nearest + (grow ? 1 : 0) - (shrink ? 1 : 0));
  } else {
    const uint32_t bits = Bits(x);
    const bool negative = bits >> 31 != 0;
    uint32_t add = 0;
    if constexpr (R == Rounding::kNearest) add = 0x7fff + (bits >> 16 & 1);
    if constexpr (R == Rounding::kUp) add = negative ? 0 : 0xffff;
    if constexpr (R == Rounding::kDown) add = negative ? 0xffff : 0;
    return static_cast<uint16_t>((bits + add) >> 16);  // an infinity has no low bits to carry
  }
}

// kSat clamps to [0, 1], NaN to 0; kRelu negatives to 0.
template <bool kBf16, Rounding R, bool kRelu = false, bool kSat = false, bool kFtz = false>
GATEFUZZ_SEMANTICS uint16_t FloatToHalf(float x) {
  x = Saturate<kSat>(Flush<kFtz>(x));
  const uint16_t rounded = RoundToHalf<kBf16, R>(x);
  const uint16_t clamped = kRelu && (rounded & 0x8000) != 0 ? 0 : rounded;
  return IsNan(x) ? kNanHalf : clamped;
}

// A double to f32, odd where inexact, so that rounding it on to 16 bits rounds once.
GATEFUZZ_SEMANTICS float F64ToOddF32(double x) {
  const float toward_zero = ToF32<Rounding::kZero>(x);
  const bool inexact = static_cast<double>(toward_zero) != x && !IsNan(x);
  return F32(Bits(toward_zero) | (inexact ? 1 : 0));
}
template <bool kBf16, Rounding R, bool kRelu = false, bool kSat = false>
GATEFUZZ_SEMANTICS uint16_t F64ToHalf(double x) {
  if constexpr (kSat) x = SaturateF64(x);
  constexpr int kSignificandBits = kBf16 ? 7 : 10;
  constexpr uint16_t kQuietNan = kBf16 ? 0x7fc0 : 0x7e00;
  const uint16_t nan = static_cast<uint16_t>((Bits(x) >> 48 & 0x8000) | kQuietNan |
                                             (Bits(x) >> (52 - kSignificandBits) & ((1 << kSignificandBits) - 1)));
  const uint16_t rounded = RoundToHalf<kBf16, R>(F64ToOddF32(x));
  const uint16_t clamped = kRelu && (rounded & 0x8000) != 0 ? 0 : rounded;
  return IsNan(x) ? nan : clamped;
}
template <class To, bool kBf16, Rounding R>
GATEFUZZ_SEMANTICS To HalfToInt(uint16_t x) {
  return FloatToInt<To, float, R>(HalfToFloat<kBf16>(x));
}
template <bool kBf16, class From, Rounding R>
GATEFUZZ_SEMANTICS uint16_t IntToHalf(From x) {
  return F64ToHalf<kBf16, R>(IntToOddDouble(x));
}
template <bool kBf16, Rounding R>
GATEFUZZ_SEMANTICS uint16_t HalfToIntegral(uint16_t x) {
  return FloatToHalf<kBf16, Rounding::kNearest>(ToIntegral<float, R>(HalfToFloat<kBf16>(x)));
}
template <bool kBf16>
GATEFUZZ_SEMANTICS double HalfToF64(uint16_t x) {
  const double wide = HalfToFloat<kBf16>(x);
  if constexpr (kBf16) return wide;
  const uint64_t nan = uint64_t{x & 0x8000u} << 48 | 0x7ff8000000000000 | uint64_t{x & 0x3ffu} << 42;
  return IsNan(wide) ? F64(nan) : wide;
}

// cvt.pack.sat: a and b clamped to 16 bits, a in the upper half; or to 8 bits, below the low half of c.
template <class To>
GATEFUZZ_SEMANTICS uint32_t CvtPack(int32_t a, int32_t b) {
  const uint32_t high = static_cast<uint16_t>(IntToInt<To, int32_t, true>(a));
  return high << 16 | static_cast<uint16_t>(IntToInt<To, int32_t, true>(b));
}
template <class To>
GATEFUZZ_SEMANTICS uint32_t CvtPack8(int32_t a, int32_t b, uint32_t c) {
  const uint32_t high = static_cast<uint8_t>(IntToInt<To, int32_t, true>(a));
  return c << 16 | high << 8 | static_cast<uint8_t>(IntToInt<To, int32_t, true>(b));
}

}  // namespace gatefuzz::semantics

#endif  // GATEFUZZ_EMULATOR_SEMANTICS_CONVERT_H_
