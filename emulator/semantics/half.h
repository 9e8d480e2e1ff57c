// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// PTX 9.7.4: f16 and bf16 arithmetic on their 16 bits (the x2 forms are two of these). Each result is rounded once:
// an f16 sum or product rounded to f32 first rounds the same (24 >= 2 * 11 + 2 bits), everything else goes through a
// round-to-odd value. Every NaN result is 0x7fff.
#ifndef GATEFUZZ_EMULATOR_SEMANTICS_HALF_H_
#define GATEFUZZ_EMULATOR_SEMANTICS_HALF_H_

#include <cstdint>

#include "emulator/semantics/convert.h"
#include "emulator/semantics/float32.h"

namespace gatefuzz::semantics {

// .ftz, which is for f16 alone: 0x0400 is the smallest normal number.
template <bool kFtz>
GATEFUZZ_SEMANTICS uint16_t FlushHalf(uint16_t x) {
  return kFtz && (x & 0x7c00) == 0 ? static_cast<uint16_t>(x & 0x8000) : x;
}

template <bool kBf16, bool kFtz, bool kSat, bool kRelu>
GATEFUZZ_SEMANTICS uint16_t FinishHalf(float exact) {
  const uint16_t nearest = FloatToHalf<kBf16, Rounding::kNearest, kRelu>(exact);
  // As in FlushRounded: tiny is what would be below 2^-14 when rounded as if exponents had no lower bound.
  const bool tiny = kFtz && exact < 0x1.ffep-15f && exact > -0x1.ffep-15f;
  const uint16_t rounded = tiny ? static_cast<uint16_t>(nearest & 0x8000) : nearest;
  if constexpr (!kSat) return rounded;
  constexpr uint16_t kOne = kBf16 ? 0x3f80 : 0x3c00;
  const bool keep = exact > 0.0f;  // false for NaN
  return keep ? (rounded < kOne ? rounded : kOne) : 0;
}

template <bool kBf16, bool kFtz, bool kSat>
GATEFUZZ_SEMANTICS uint16_t AddHalf(uint16_t a, uint16_t b) {
  const float x = HalfToFloat<kBf16>(FlushHalf<kFtz>(a)), y = HalfToFloat<kBf16>(FlushHalf<kFtz>(b));
  return FinishHalf<kBf16, kFtz, kSat, false>(x + y);
}
template <bool kBf16, bool kFtz, bool kSat>
GATEFUZZ_SEMANTICS uint16_t SubHalf(uint16_t a, uint16_t b) {
  return AddHalf<kBf16, kFtz, kSat>(a, static_cast<uint16_t>(b ^ 0x8000));
}
template <bool kBf16, bool kFtz, bool kSat>
GATEFUZZ_SEMANTICS uint16_t MulHalf(uint16_t a, uint16_t b) {
  const float x = HalfToFloat<kBf16>(FlushHalf<kFtz>(a)), y = HalfToFloat<kBf16>(FlushHalf<kFtz>(b));
  // A product of bf16 may be too small for f32 to hold exactly.
  const float product = kBf16 ? F64ToOddF32(static_cast<double>(x) * y) : x * y;
  return FinishHalf<kBf16, kFtz, kSat, false>(product);
}
template <bool kBf16, bool kFtz, bool kSat, bool kRelu>
GATEFUZZ_SEMANTICS uint16_t FmaHalf(uint16_t a, uint16_t b, uint16_t c) {
  const double x = HalfToFloat<kBf16>(FlushHalf<kFtz>(a)), y = HalfToFloat<kBf16>(FlushHalf<kFtz>(b));
  const ExactSum exact = AddExactly(x * y, HalfToFloat<kBf16>(FlushHalf<kFtz>(c)));
  return FinishHalf<kBf16, kFtz, kSat, kRelu>(F64ToOddF32(RoundToOdd(exact.sum, exact.error)));
}

template <bool kBf16>
GATEFUZZ_SEMANTICS uint16_t CanonicalNanHalf(uint16_t x) {
  return (x & 0x7fff) > (kBf16 ? 0x7f80 : 0x7c00) ? kNanHalf : x;
}
template <bool kBf16, bool kFtz>
GATEFUZZ_SEMANTICS uint16_t AbsHalf(uint16_t a) {
  return CanonicalNanHalf<kBf16>(FlushHalf<kFtz>(static_cast<uint16_t>(a & 0x7fff)));
}
template <bool kBf16, bool kFtz>
GATEFUZZ_SEMANTICS uint16_t NegHalf(uint16_t a) {
  return CanonicalNanHalf<kBf16>(FlushHalf<kFtz>(static_cast<uint16_t>(a ^ 0x8000)));
}

// As MinMaxF32. Widening keeps order and zeros' signs, and the result narrows back exactly. A NaN's sign, which
// widening loses, counts for xorsign.
template <bool kMax, bool kBf16, bool kFtz, bool kNan, bool kXorsign, bool kAbs>
GATEFUZZ_SEMANTICS uint16_t MinMaxHalf(uint16_t a, uint16_t b) {
  const float x = HalfToFloat<kBf16>(FlushHalf<kFtz>(a)), y = HalfToFloat<kBf16>(FlushHalf<kFtz>(b));
  const uint16_t chosen = FloatToHalf<kBf16, Rounding::kNearest>(MinMaxF32<kMax, false, kNan, false, kAbs>(x, y));
  if constexpr (!kXorsign) return chosen;
  return static_cast<uint16_t>(chosen == kNanHalf ? kNanHalf : chosen | ((a ^ b) & 0x8000));
}
template <bool kBf16, bool kFtz, bool kNan, bool kXorsign, bool kAbs>
GATEFUZZ_SEMANTICS uint16_t MinHalf(uint16_t a, uint16_t b) {
  return MinMaxHalf<false, kBf16, kFtz, kNan, kXorsign, kAbs>(a, b);
}
template <bool kBf16, bool kFtz, bool kNan, bool kXorsign, bool kAbs>
GATEFUZZ_SEMANTICS uint16_t MaxHalf(uint16_t a, uint16_t b) {
  return MinMaxHalf<true, kBf16, kFtz, kNan, kXorsign, kAbs>(a, b);
}

}  // namespace gatefuzz::semantics

#endif  // GATEFUZZ_EMULATOR_SEMANTICS_HALF_H_
