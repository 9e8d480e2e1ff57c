// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Another result that an approximate instruction may legally give: drawn within its bound (bound_table.inc) as a
// function of a seed, the function and the operands alone, so that equal operands give equal results, as on hardware.
// Zeros, infinities and NaNs stay, and so do results that no bound is for and those of the manual's corner cases.
#ifndef GATEFUZZ_EMULATOR_SEMANTICS_DRAW_H_
#define GATEFUZZ_EMULATOR_SEMANTICS_DRAW_H_

#include <bit>
#include <cmath>
#include <cstdint>

#include "emulator/semantics/approx.h"
#include "emulator/semantics/bounds.h"

namespace gatefuzz::semantics {

inline uint64_t MixBits(uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

// The format of one result, as bits.
struct F32Format {
  using Bits = uint32_t;
  static constexpr double kSmallestNormal = 0x1p-126;
  static double Value(Bits bits) { return F32(bits); }
  static Bits Round(double x) { return semantics::Bits(static_cast<float>(x)); }
};
struct F64Format {
  using Bits = uint64_t;
  static constexpr double kSmallestNormal = 0x1p-1022;
  static double Value(Bits bits) { return F64(bits); }
  static Bits Round(double x) { return semantics::Bits(x); }
};
template <bool kBf16>
struct HalfFormat {
  using Bits = uint16_t;
  static constexpr double kSmallestNormal = kBf16 ? 0x1p-126 : 0x1p-14;
  static double Value(Bits bits) { return HalfToFloat<kBf16>(bits); }
  static Bits Round(double x) { return F64ToHalf<kBf16, Rounding::kNearest>(x); }
};

// The function itself, to some 40 bits, of a finite argument whose result is finite. Not for those with a bound in
// ulps.
template <Approximation kFunction>
double ExactValue(double a) {
  switch (kFunction) {
    case Approximation::kSqrtF32:
      return std::sqrt(a);
    case Approximation::kRsqrtF32:
      return 1.0 / std::sqrt(a);
    case Approximation::kSinF32:
      return std::sin(a);
    case Approximation::kCosF32:
      return std::cos(a);
    case Approximation::kLg2F32:
      return Log2(static_cast<float>(a));
    case Approximation::kEx2F16:
    case Approximation::kEx2Bf16:
      return Exp2(static_cast<float>(a));
    default:
      return std::tanh(a);
  }
}

// Whether the manual's table of corner cases gives the result of `a`: 2^0 and cos(0) are 1, also of subnormals;
// tanh(Inf) is 1.
template <Approximation kFunction, class Format>
bool IsCornerCase(double a) {
  constexpr bool kOneAroundZero = kFunction == Approximation::kEx2F32 || kFunction == Approximation::kEx2F16 ||
                                  kFunction == Approximation::kEx2Bf16 || kFunction == Approximation::kCosF32;
  return a == 0.0 || std::isinf(a) || (kOneAroundZero && std::fabs(a) < Format::kSmallestNormal);
}

// Whether the exact implementation, which rounds what is itself rounded, may have taken the wrong one of two results
// that are about equally near: then `value` is a step from the right one, from which bounds in ulps count.
template <Approximation kFunction>
bool MayBeAStepOff(double a, double value) {
  long double exact = value, unit = 1;
  if constexpr (kFunction == Approximation::kEx2F32) {
    exact = Exp2(static_cast<float>(a));
    const float single = static_cast<float>(value);
    unit = static_cast<long double>(std::nextafterf(single, HUGE_VALF)) - single;
  } else if constexpr (kFunction == Approximation::kRsqrtF64) {
    exact = 1.0L / std::sqrt(static_cast<long double>(a));
    unit = static_cast<long double>(std::nextafter(value, HUGE_VAL)) - value;
  }
  return std::fabs(exact - value) > 0.499L * unit;
}

// `result` is what the exact implementation gave for arguments a (and b), which are flushed where kFtz; `random` 64
// random bits. kUnit: the distance of two results, as bits: 1, or 2^32 of the forms that give an upper half, whose
// results are truncated, so that only the next one up is as near.
template <Approximation kFunction, class Format, bool kFtz, uint64_t kUnit = 1>
typename Format::Bits DrawLegal(typename Format::Bits result, double a, double b, uint64_t random) {
  constexpr bool kDivides = kFunction == Approximation::kDivApproxF32 || kFunction == Approximation::kDivFullF32;
  const double value = Format::Value(result);
  const Bound* bound = BoundAt(kFunction, kDivides ? b : a);
  if (!std::isfinite(value) || value == 0.0 || bound == nullptr) return result;
  if (IsCornerCase<kFunction, Format>(a)) return result;

  typename Format::Bits drawn;
  if (bound->measure == Measure::kUlps) {
    const auto most = static_cast<int64_t>(bound->amount) - (MayBeAStepOff<kFunction>(a, value) ? 1 : 0);
    const int64_t least = kUnit == 1 ? -most : 0;
    const int64_t steps = least + static_cast<int64_t>(random % static_cast<uint64_t>(most - least + 1));
    drawn = static_cast<typename Format::Bits>(result + static_cast<uint64_t>(steps) * kUnit);
  } else {
    const double exact = ExactValue<kFunction>(a);
    // Short of the whole bound by more than `exact` is wrong.
    const double allowed = AllowedError(*bound, exact, Format::kSmallestNormal) * (1 - 0x1p-14);
    // A quarter of the draws at the ends, where a result that only just holds breaks.
    const double uniform = static_cast<double>(random >> 11) * 0x1p-52 - 1.0;
    const double share = (random & 3) == 0 ? std::copysign(1.0, uniform) : uniform;
    drawn = Format::Round(exact + share * allowed);
    if (std::fabs(Format::Value(drawn) - exact) > allowed) return result;
    // No implementation leaves the range of the function.
    const bool within_one = kFunction == Approximation::kSinF32 || kFunction == Approximation::kCosF32 ||
                            kFunction == Approximation::kTanhF32 || kFunction == Approximation::kTanhF16 ||
                            kFunction == Approximation::kTanhBf16;
    if (within_one && std::fabs(Format::Value(drawn)) > 1.0) return result;
  }
  const double drawn_value = Format::Value(drawn);
  if (!std::isfinite(drawn_value) || drawn_value == 0.0 || std::signbit(drawn_value) != std::signbit(value)) {
    return result;
  }
  if (kFtz && std::fabs(drawn_value) < Format::kSmallestNormal) return Format::Round(std::copysign(0.0, value));
  return drawn;
}

}  // namespace gatefuzz::semantics

#endif  // GATEFUZZ_EMULATOR_SEMANTICS_DRAW_H_
