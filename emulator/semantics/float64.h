// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// PTX 9.7.3 for .f64. Unlike .f32, NaNs keep their payload and become quiet. Which operand's NaN wins is as measured on
// an H100: b before a in sums and products, a before b in quotients, b before c before a in fma; an invalid operation
// gives 0xfff8000000000000. abs and neg leave a NaN's sign alone.
#ifndef GATEFUZZ_EMULATOR_SEMANTICS_FLOAT64_H_
#define GATEFUZZ_EMULATOR_SEMANTICS_FLOAT64_H_

#include <bit>
#include <cstdint>

#include "emulator/semantics/float_bits.h"

namespace gatefuzz::semantics {

inline constexpr uint64_t kSignF64 = uint64_t{1} << 63;
inline constexpr uint64_t kQuietF64 = uint64_t{1} << 51;
inline constexpr uint64_t kInvalidF64 = 0xfff8000000000000u;

GATEFUZZ_SEMANTICS double Quiet(double x) { return F64(Bits(x) | kQuietF64); }
GATEFUZZ_SEMANTICS double NegateBits(double x) { return F64(Bits(x) ^ kSignF64); }

// `result`, or the NaN that comes out if it is one: of the first operand that is NaN, in the order given.
GATEFUZZ_SEMANTICS double PickNan(double result, double first, double second) {
  double nan = F64(kInvalidF64);
  nan = IsNan(second) ? Quiet(second) : nan;
  nan = IsNan(first) ? Quiet(first) : nan;
  return IsNan(result) ? nan : result;
}

// Directed rounding goes through 113-bit floating point, whose exponents are wide enough for every product, and which
// is never on a speed-critical path.
using Quad = __float128;

template <Rounding R>
double FromQuad(Quad x) {
  const double nearest = static_cast<double>(x);
  const Quad back = nearest;
  return Redirect<R>(nearest, back<x, back> x);
}

// a + b rounded to double in direction R. Both finite.
template <Rounding R>
double RoundSum(Quad a, Quad b) {
  const Quad sum = a + b;
  if (sum == 0) {  // then exactly 0; its sign is that of both, or the rounding's
    const bool same = __builtin_signbit(static_cast<double>(a)) == __builtin_signbit(static_cast<double>(b));
    if (same) return static_cast<double>(a);
    return R == Rounding::kDown ? -0.0 : 0.0;
  }
  const Quad b_part = sum - a;
  const Quad a_part = sum - b_part;
  const Quad error = (a - a_part) + (b - b_part);
  auto bits = std::bit_cast<unsigned __int128>(sum);
  if (error != 0 && (bits & 1) == 0) bits += (error > 0) == (sum > 0) ? 1 : -1;  // round to odd
  return FromQuad<R>(std::bit_cast<Quad>(bits));
}

template <Rounding R>
GATEFUZZ_SEMANTICS double AddF64(double a, double b) {
  double sum = a + b;
  if constexpr (R != Rounding::kNearest) {
    if (IsFinite(a) && IsFinite(b)) sum = RoundSum<R>(a, b);
  }
  return PickNan(sum, b, a);
}
template <Rounding R>
GATEFUZZ_SEMANTICS double SubF64(double a, double b) {
  return AddF64<R>(a, IsNan(b) ? b : NegateBits(b));  // a NaN keeps its sign
}
template <Rounding R>
GATEFUZZ_SEMANTICS double MulF64(double a, double b) {
  double product = a * b;
  if constexpr (R != Rounding::kNearest) {
    if (IsFinite(a) && IsFinite(b) && a != 0 && b != 0) product = FromQuad<R>(Quad{a} * b);
  }
  return PickNan(product, b, a);
}
template <Rounding R>
GATEFUZZ_SEMANTICS double FmaF64(double a, double b, double c) {
  double result = __builtin_elementwise_fma(a, b, c);
  if constexpr (R != Rounding::kNearest) {
    // A product that is zero keeps its sign; in Quad it is exact and cannot vanish.
    if (IsFinite(a) && IsFinite(b) && IsFinite(c)) result = RoundSum<R>(Quad{a} * b, c);
  }
  const double pick = PickNan(result, c, a);
  return IsNan(result) && IsNan(b) ? Quiet(b) : pick;
}
// The quotient of two doubles that is not a double differs from all doubles by more than 113 bits show.
template <Rounding R>
GATEFUZZ_SEMANTICS double DivF64(double a, double b) {
  double quotient = a / b;
  if constexpr (R != Rounding::kNearest) {
    if (IsFinite(a) && IsFinite(b) && a != 0 && b != 0) quotient = FromQuad<R>(Quad{a} / b);
  }
  return PickNan(quotient, a, b);
}
template <Rounding R>
GATEFUZZ_SEMANTICS double RcpF64(double a) {
  return DivF64<R>(1.0, a);
}
template <Rounding R>
GATEFUZZ_SEMANTICS double SqrtF64(double a) {
  double root = __builtin_elementwise_sqrt(a);
  if constexpr (R != Rounding::kNearest) {
    if (IsFinite(root) && root != 0) {
      const Quad square = Quad{root} * root;  // exact
      root = Redirect<R>(root, square<Quad{a}, square> Quad{a});
    }
  }
  return PickNan(root, a, a);
}

GATEFUZZ_SEMANTICS double AbsF64(double a) { return IsNan(a) ? Quiet(a) : F64(Bits(a) & ~kSignF64); }
GATEFUZZ_SEMANTICS double NegF64(double a) { return IsNan(a) ? Quiet(a) : NegateBits(a); }

// -0 counts as less than +0; a NaN operand loses; of two NaNs b's comes out.
template <bool kMax>
GATEFUZZ_SEMANTICS double MinMaxF64(double a, double b) {
  const bool a_first = a < b || (a == b && static_cast<int64_t>(Bits(a)) < static_cast<int64_t>(Bits(b)));
  double chosen = a_first != kMax ? a : b;
  chosen = IsNan(a) ? b : chosen;
  chosen = IsNan(b) ? (IsNan(a) ? Quiet(b) : a) : chosen;
  return chosen;
}
GATEFUZZ_SEMANTICS double MinF64(double a, double b) { return MinMaxF64<false>(a, b); }
GATEFUZZ_SEMANTICS double MaxF64(double a, double b) { return MinMaxF64<true>(a, b); }

// b with the sign of a; bits only.
GATEFUZZ_SEMANTICS double CopysignF64(double a, double b) { return F64((Bits(a) & kSignF64) | (Bits(b) & ~kSignF64)); }

}  // namespace gatefuzz::semantics

#endif  // GATEFUZZ_EMULATOR_SEMANTICS_FLOAT64_H_
