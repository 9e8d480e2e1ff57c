// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// PTX 9.7.9, cvt to and from the narrow formats: e4m3 (bias 7, no infinity, NaN 0x7f) and e5m2 (bias 15), both 8 bits,
// and tf32, an f32 with 10 bits of fraction. Results are rounded once.
#ifndef GATEFUZZ_EMULATOR_SEMANTICS_NARROW_H_
#define GATEFUZZ_EMULATOR_SEMANTICS_NARROW_H_

#include <cstdint>

#include "emulator/semantics/convert.h"

namespace gatefuzz::semantics {

inline constexpr uint8_t kNanFp8 = 0x7f;

// .rn.satfinite: what is too large, and an infinity, becomes the largest finite number.
template <bool kE5m2, bool kRelu>
GATEFUZZ_SEMANTICS uint8_t FloatToFp8(float x) {
  constexpr uint32_t kFraction = kE5m2 ? 2 : 3, kBias = kE5m2 ? 15 : 7, kLargest = kE5m2 ? 0x7b : 0x7e;
  constexpr uint32_t kShift = 23 - kFraction;
  constexpr uint32_t kRebias = (127 - kBias) << 23, kSmallestNormal = (128 - kBias) << 23;
  const uint32_t magnitude = Bits(x) & 0x7fffffffu;
  const uint32_t normal = (magnitude - kRebias + ((1u << (kShift - 1)) - 1) + (magnitude >> kShift & 1)) >> kShift;
  // Added to a number whose last place is the unit of a subnormal result, the source is rounded by the addition.
  constexpr float kUnit = kE5m2 ? 0x1p-16f : 0x1p-9f;
  constexpr float kMagic = kUnit * 0x1p23f;
  const uint32_t subnormal = Bits(F32(magnitude) + kMagic) - Bits(kMagic);
  uint32_t result = magnitude < kSmallestNormal ? subnormal : normal;
  result = result < kLargest ? result : kLargest;
  const bool negative = Bits(x) >> 31 != 0;
  if (negative) result = kRelu ? 0 : result | 0x80;
  return IsNan(x) ? kNanFp8 : static_cast<uint8_t>(result);
}

// d = {a, b}: a in the upper byte.
template <bool kE5m2, bool kRelu>
GATEFUZZ_SEMANTICS uint16_t PairToFp8(float a, float b) {
  return static_cast<uint16_t>(FloatToFp8<kE5m2, kRelu>(a) << 8 | FloatToFp8<kE5m2, kRelu>(b));
}
template <bool kE5m2, bool kRelu>
GATEFUZZ_SEMANTICS uint16_t Half2ToFp8(uint32_t a) {
  return PairToFp8<kE5m2, kRelu>(HalfToFloat<false>(static_cast<uint16_t>(a >> 16)),
                                 HalfToFloat<false>(static_cast<uint16_t>(a)));
}

// Exact: f16 holds every number of both formats.
template <bool kE5m2, bool kRelu>
GATEFUZZ_SEMANTICS uint16_t Fp8ToHalf(uint8_t x) {
  const uint32_t magnitude = x & 0x7fu;
  const bool is_nan = kE5m2 ? magnitude > 0x7c : magnitude == 0x7f;
  uint16_t result = static_cast<uint16_t>(x << 8);
  if constexpr (!kE5m2) {
    // In the exponent field of f32 the number is 2^120 times too small, subnormal or not.
    result = static_cast<uint16_t>(NearestF16(F32(magnitude << 20) * 0x1p120f) | (x & 0x80u) << 8);
  }
  if (kRelu && (x & 0x80) != 0) result = 0;
  return is_nan ? kNanHalf : result;
}
template <bool kE5m2, bool kRelu>
GATEFUZZ_SEMANTICS uint32_t Fp8ToHalf2(uint16_t a) {
  return uint32_t{Fp8ToHalf<kE5m2, kRelu>(static_cast<uint8_t>(a >> 8))} << 16 |
         Fp8ToHalf<kE5m2, kRelu>(static_cast<uint8_t>(a));
}

// .satfinite of f16 and bf16: the largest finite number in the place of an infinity.
template <bool kBf16>
GATEFUZZ_SEMANTICS uint16_t SaturateFiniteHalf(uint16_t x) {
  constexpr uint16_t kInfinity = kBf16 ? 0x7f80 : 0x7c00;
  return (x & 0x7fff) == kInfinity ? static_cast<uint16_t>(x - 1) : x;
}

enum class Tf32Rounding { kNearestEven, kNearestAway, kZero };

// What a NaN becomes is not in the manual; this is what an H200 gave (docs/data/conformance_h200.json).
template <Tf32Rounding kRounding, bool kRelu, bool kSatFinite>
GATEFUZZ_SEMANTICS uint32_t FloatToTf32(float x) {
  constexpr uint32_t kKept = 0xffffe000u, kUnit = 0x2000u, kExponent = 0x7f800000u;
  const uint32_t bits = Bits(x);
  if (IsNan(x) && kRounding != Tf32Rounding::kNearestAway) return 0x7fffffffu & kKept;
  uint32_t add = 0;
  if constexpr (kRounding == Tf32Rounding::kNearestEven) add = 0xfff + (bits >> 13 & 1);
  if constexpr (kRounding == Tf32Rounding::kNearestAway) add = IsNan(x) ? 0 : 0x1000;
  uint32_t result = (bits + add) & kKept;
  // The largest finite number, for an infinity; of a NaN the number before it.
  if (kSatFinite && (result & kExponent) == kExponent) result -= kUnit;
  if (kRelu && bits >> 31 != 0) result = 0;
  return result;
}

}  // namespace gatefuzz::semantics

#endif  // GATEFUZZ_EMULATOR_SEMANTICS_NARROW_H_
