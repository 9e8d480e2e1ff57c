// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// For tests: rounding by the book. Slow, and shares nothing with what it checks.
#ifndef GATEFUZZ_EMULATOR_SEMANTICS_ROUNDING_REFERENCE_H_
#define GATEFUZZ_EMULATOR_SEMANTICS_ROUNDING_REFERENCE_H_

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include "emulator/semantics/rounding.h"

namespace gatefuzz::semantics {

struct Format {
  int precision;          // bits of the significand, the hidden one included
  int smallest_exponent;  // of a normal number
  double largest;
};
inline constexpr Format kF16Format = {11, -14, 65504.0};
inline constexpr Format kBf16Format = {8, -126, 0x1.fep127};
inline constexpr Format kF32Format = {24, -126, 0x1.fffffep127};

// `exact`, finite, in the format, as a double; zeros have the sign of `exact`.
inline double RoundByTheBook(__float128 exact, const Format& format, Rounding rounding) {
  if (exact == 0) return static_cast<double>(exact);
  const bool negative = exact < 0;
  const __float128 magnitude = negative ? -exact : exact;
  int exponent = std::ilogb(static_cast<double>(magnitude));
  if (__float128{std::ldexp(1.0, exponent)} > magnitude) --exponent;  // the double was rounded up
  exponent = std::max(exponent, format.smallest_exponent);
  const __float128 unit = std::ldexp(1.0, exponent - format.precision + 1);  // the weight of the last place kept
  const __float128 quotient = magnitude / unit;  // below 2^25: exact unless far below every half place
  auto whole = static_cast<int64_t>(quotient);
  const __float128 rest = quotient - whole;
  bool up = false;
  switch (rounding) {
    case Rounding::kNearest:
      up = rest > __float128{0.5} || (rest == __float128{0.5} && (whole & 1) != 0);
      break;
    case Rounding::kZero:
      break;
    case Rounding::kDown:
      up = negative && rest > 0;
      break;
    case Rounding::kUp:
      up = !negative && rest > 0;
      break;
  }
  const __float128 rounded = (whole + (up ? 1 : 0)) * unit;
  double result = static_cast<double>(rounded);
  if (rounded > __float128{format.largest}) {
    const bool clamps = rounding == Rounding::kZero || rounding == (negative ? Rounding::kUp : Rounding::kDown);
    result = clamps ? format.largest : HUGE_VAL;
  }
  return negative ? -result : result;
}

// Bit patterns worth trying for f32: edges, then `random` others of all sizes.
inline std::vector<float> InterestingFloats(int random) {
  std::vector<float> values;
  for (const uint32_t bits :
       {0x00000000u, 0x00000001u, 0x00000002u, 0x007fffffu, 0x00800000u, 0x00800001u, 0x00ffffffu, 0x33800000u,
        0x34000000u, 0x3effffffu, 0x3f000000u, 0x3f7fffffu, 0x3f800000u, 0x3f800001u, 0x3fc00000u, 0x40490fdbu,
        0x4b000000u, 0x4b7fffffu, 0x4b800001u, 0x4f000000u, 0x5f000000u, 0x7effffffu, 0x7f000000u, 0x7f7fffffu}) {
    values.push_back(std::bit_cast<float>(bits));
    values.push_back(std::bit_cast<float>(bits | 0x80000000u));
  }
  std::mt19937 engine(1);
  while (random > 0) {
    const auto value = std::bit_cast<float>(static_cast<uint32_t>(engine()));
    if (!std::isfinite(value)) continue;
    values.push_back(value);
    --random;
  }
  return values;
}

}  // namespace gatefuzz::semantics

#endif  // GATEFUZZ_EMULATOR_SEMANTICS_ROUNDING_REFERENCE_H_
