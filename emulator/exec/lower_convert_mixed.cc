// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// PTX 9.7.9, cvt between integers and floating point.
#include "emulator/exec/convert_handlers.h"
#include "emulator/semantics/convert.h"

namespace gatefuzz::emulator {
namespace {

using namespace semantics;  // NOLINT: these files only name its functions
using ptx::Type;

// The number that a register of a floating-point format holds.
template <Type kFormat, class Bits>
auto Number(Bits x) {
  if constexpr (kFormat == Type::kF16)
    return HalfToFloat<false>(x);
  else if constexpr (kFormat == Type::kBF16)
    return HalfToFloat<true>(x);
  else
    return x;
}

// Halves go by way of f32, which holds them exactly. Results saturate with and without .sat.
template <class To, Type kFormat, class From>
void LowerFromFloat(Lowering& l) {
  LowerConvert<To, From>(l, [](From x, Modifiers m) {
    return WithRounding(m.rounding, [&]<Rounding R>(RoundingTag<R>) {
      auto number = Number<kFormat>(x);
      if constexpr (sizeof(number) == 4) number = m.ftz ? Flush<true>(number) : number;
      return FloatToInt<To, decltype(number), R>(number);
    });
  });
}

// .sat on an integer: of [0, 1] it can be either end only.
template <class T>
T IntToUnit(T x) {
  return x > 0 ? T{1} : T{0};
}

template <class From, class To, bool kBf16>
void LowerToHalf(Lowering& l) {
  LowerConvert<To, From>(l, [](From x, Modifiers m) {
    if (m.sat) return IntToHalf<kBf16, From, Rounding::kNearest>(IntToUnit(x));
    return WithRounding(m.rounding, [&]<Rounding R>(RoundingTag<R>) { return IntToHalf<kBf16, From, R>(x); });
  });
}

template <class From, class To>
void LowerToFloat(Lowering& l) {
  LowerConvert<To, From>(l, [](From x, Modifiers m) {
    return WithRounding(m.rounding,
                        [&]<Rounding R>(RoundingTag<R>) { return IntToFloat<To, From, R>(m.sat ? IntToUnit(x) : x); });
  });
}

}  // namespace

void LowerCvtFloatInt(Lowering& l) {
  VisitAnyInteger(l.type(0), [&]<class To>(Tag<To>) {
    switch (l.type(1)) {
      case Type::kF16:
        return LowerFromFloat<To, Type::kF16, uint16_t>(l);
      case Type::kBF16:
        return LowerFromFloat<To, Type::kBF16, uint16_t>(l);
      case Type::kF64:
        return LowerFromFloat<To, Type::kF64, double>(l);
      default:
        LowerFromFloat<To, Type::kF32, float>(l);
    }
    if constexpr (sizeof(To) == 4) {
      const bool plain = !l.Has("ftz");
      Quicken<To, float>(l, plain && l.Has("rzi"), [](float x) { return FloatToInt<To, float, Rounding::kZero>(x); });
      Quicken<To, float>(l, plain && l.Has("rni"),
                         [](float x) { return FloatToInt<To, float, Rounding::kNearest>(x); });
    }
  });
}

void LowerCvtIntFloat(Lowering& l) {
  VisitAnyInteger(l.type(1), [&]<class From>(Tag<From>) {
    switch (l.type(0)) {
      case Type::kF16:
        return LowerToHalf<From, uint16_t, false>(l);
      case Type::kBF16:
        return LowerToHalf<From, uint16_t, true>(l);
      case Type::kF64:
        return LowerToFloat<From, double>(l);
      default:
        LowerToFloat<From, float>(l);
    }
    if constexpr (sizeof(From) == 4) {
      Quicken<float, From>(l, l.Has("rn") && !l.Has("sat"), [](From x) { return static_cast<float>(x); });
    }
  });
}

}  // namespace gatefuzz::emulator
