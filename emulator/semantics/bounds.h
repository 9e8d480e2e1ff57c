// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The error bounds of the approximate instructions, from bound_table.inc.
#ifndef GATEFUZZ_EMULATOR_SEMANTICS_BOUNDS_H_
#define GATEFUZZ_EMULATOR_SEMANTICS_BOUNDS_H_

#include <cmath>
#include <limits>
#include <string_view>

namespace gatefuzz::semantics {

enum class Measure { kUlps, kRelative, kAbsolute };
enum class BoundSource { kManual, kMeasured };

enum class Approximation {
  kDivApproxF32,
  kDivFullF32,
  kRcpF32,
  kRcpF64,
  kSqrtF32,
  kRsqrtF32,
  kRsqrtF64,
  kRsqrtFtzF64,
  kSinF32,
  kCosF32,
  kLg2F32,
  kEx2F32,
  kTanhF32,
  kTanhF16,
  kTanhBf16,
  kEx2F16,
  kEx2Bf16,
};

struct Bound {
  Approximation function;
  std::string_view mnemonic, types;
  Measure measure;
  double amount;
  double low, high;  // of the argument's size
  BoundSource source;

  constexpr bool HoldsAt(double argument) const {
    const double size = argument < 0 ? -argument : argument;
    return size >= low && size <= high;
  }
};

inline constexpr double kMost = std::numeric_limits<double>::infinity();
inline constexpr double kTwoPi = 0x1.921fb54442d18p+2;

inline constexpr Bound kBounds[] = {
#define BOUND(function, mnemonic, types, measure, amount, low, high, source) \
  {Approximation::k##function, mnemonic, types, Measure::k##measure, amount, low, high, BoundSource::k##source},
#include "emulator/semantics/bound_table.inc"
};

// The bound of a function at an argument; null: none.
constexpr const Bound* BoundAt(Approximation function, double argument) {
  for (const Bound& bound : kBounds) {
    if (bound.function == function && bound.HoldsAt(argument)) return &bound;
  }
  return nullptr;
}

// The largest error that a relative or absolute bound allows around an exact result.
inline double AllowedError(const Bound& bound, double exact, double smallest_normal) {
  const double size = std::fabs(exact) < smallest_normal ? smallest_normal : std::fabs(exact);
  return std::exp2(-bound.amount) * (bound.measure == Measure::kRelative ? size : 1.0);
}

}  // namespace gatefuzz::semantics

#endif  // GATEFUZZ_EMULATOR_SEMANTICS_BOUNDS_H_
