// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The bit-level helpers of the floating-point semantics. The semantics headers hold pure functions on
// values: what one PTX instruction does to one thread's operands. All are written without branches where a loop over 32
// lanes is to be vectorised, and must not be contracted: an FMA appears only where PTX asks for one.
#ifndef GATEFUZZ_EMULATOR_SEMANTICS_FLOAT_BITS_H_
#define GATEFUZZ_EMULATOR_SEMANTICS_FLOAT_BITS_H_

#include <bit>
#include <cstdint>
#include <type_traits>

#include "emulator/semantics/rounding.h"

#pragma STDC FP_CONTRACT OFF

#define GATEFUZZ_SEMANTICS [[gnu::always_inline]] inline

namespace gatefuzz::semantics {

inline constexpr uint32_t kNanF32 = 0x7fffffff;  // the NaN that every f32 instruction gives
inline constexpr uint16_t kNanHalf = 0x7fff;     // the same for f16 and bf16

GATEFUZZ_SEMANTICS uint32_t Bits(float x) { return std::bit_cast<uint32_t>(x); }
GATEFUZZ_SEMANTICS uint64_t Bits(double x) { return std::bit_cast<uint64_t>(x); }
GATEFUZZ_SEMANTICS float F32(uint32_t bits) { return std::bit_cast<float>(bits); }
GATEFUZZ_SEMANTICS double F64(uint64_t bits) { return std::bit_cast<double>(bits); }

template <class T>
GATEFUZZ_SEMANTICS bool IsNan(T x) {
  return x != x;
}
GATEFUZZ_SEMANTICS bool IsFinite(double x) { return (Bits(x) << 1) < (uint64_t{0x7ff} << 53); }
GATEFUZZ_SEMANTICS bool IsFinite(float x) { return (Bits(x) << 1) < 0xff000000u; }

GATEFUZZ_SEMANTICS float CanonicalNan(float x) { return IsNan(x) ? F32(kNanF32) : x; }

// .ftz: a subnormal becomes a zero of its sign.
template <bool kFtz>
GATEFUZZ_SEMANTICS float Flush(float x) {
  const uint32_t bits = Bits(x);
  return kFtz && (bits & 0x7f800000u) == 0 ? F32(bits & 0x80000000u) : x;
}

// .sat: to [0, 1]; NaN and -0 give +0.
template <bool kSat>
GATEFUZZ_SEMANTICS float Saturate(float x) {
  if constexpr (!kSat) return x;
  const float low = x > 0.0f ? x : 0.0f;
  return low < 1.0f ? low : 1.0f;
}

// Corrects `rounded`, the value nearest to an exact one, to direction R, given whether the exact value is above or
// below it. An overflow to infinity counts as above the exact value, so that it becomes the largest finite number.
template <Rounding R, class T>
GATEFUZZ_SEMANTICS T Redirect(T rounded, bool exact_is_above, bool exact_is_below) {
  using B = std::conditional_t<sizeof(T) == 4, uint32_t, uint64_t>;
  const B bits = std::bit_cast<B>(rounded);
  const bool negative = bits >> (sizeof(T) * 8 - 1);
  const bool up = exact_is_above && (R == Rounding::kUp || (R == Rounding::kZero && negative));
  const bool down = exact_is_below && (R == Rounding::kDown || (R == Rounding::kZero && !negative));
  // A step up or down is a step away from zero or nearer to it, by sign.
  const bool away = (up && !negative) || (down && negative);
  const bool nearer = (up && negative) || (down && !negative);
  return std::bit_cast<T>(static_cast<B>(bits + (away ? 1 : 0) - (nearer ? 1 : 0)));
}

// `x` stands for an exact value x + error, where |error| is less than a unit of x: the result is x if error is 0, and
// otherwise whichever of the two doubles around the exact value has an odd significand. Rounding that once more to a
// much shorter format, in any mode, gives what rounding the exact value would have ("round to odd").
GATEFUZZ_SEMANTICS double RoundToOdd(double x, double error) {
  const uint64_t bits = Bits(x);
  const bool even = (bits & 1) == 0;
  const bool outward = (error > 0.0) == (x > 0.0);
  const bool step = even && error != 0.0 && IsFinite(x);
  const uint64_t stepped = outward ? bits + 1 : bits - 1;
  return F64(step ? stepped : bits);
}

// The sum of a and b as the nearest double and what that leaves over, exactly. Requires: no overflow.
struct ExactSum {
  double sum, error;
};
GATEFUZZ_SEMANTICS ExactSum AddExactly(double a, double b) {
  const double sum = a + b;
  const double b_part = sum - a;
  const double a_part = sum - b_part;
  return {sum, (a - a_part) + (b - b_part)};
}

// Rounds a double to f32 in direction R. NaN gives NaN.
template <Rounding R>
GATEFUZZ_SEMANTICS float ToF32(double x) {
  const float nearest = static_cast<float>(x);
  if constexpr (R == Rounding::kNearest) return nearest;
  const double back = nearest;
  return Redirect<R>(nearest, back<x, back> x);
}

}  // namespace gatefuzz::semantics

#endif  // GATEFUZZ_EMULATOR_SEMANTICS_FLOAT_BITS_H_
