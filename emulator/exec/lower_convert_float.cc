// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// PTX 9.7.9, cvt between floating-point formats, and cvt of two f32 to a pair of halves.
#include "emulator/exec/convert_handlers.h"
#include "emulator/semantics/convert.h"
#include "emulator/semantics/narrow.h"

namespace gatefuzz::emulator {
namespace {

using namespace semantics;  // NOLINT: these files only name its functions
using ptx::Type;
constexpr Rounding kNearest = Rounding::kNearest;

bool IsHalf(Type type) { return type == Type::kF16 || type == Type::kBF16; }

float FlushIf(bool ftz, float x) { return ftz ? Flush<true>(x) : x; }
float SaturateIf(bool sat, float x) { return sat ? Saturate<true>(x) : x; }
double SaturateIf(bool sat, double x) { return sat ? SaturateF64(x) : x; }

void LowerF32ToF32(Lowering& l) {
  LowerConvert<float, float>(l, [](float x, Modifiers m) {
    if (!m.to_integral) return SaturateIf(m.sat, m.ftz ? F32ToF32<true, false>(x) : F32ToF32<false, false>(x));
    x = FlushIf(m.ftz, x);
    return SaturateIf(
        m.sat, WithRounding(m.rounding, [&]<Rounding R>(RoundingTag<R>) { return RoundToIntegral<float, R>(x); }));
  });
  const bool plain = !l.Has("ftz") && !ModifiersOf(l).to_integral;
  Quicken<float, float>(l, plain && l.Has("sat"), [](float x) { return F32ToF32<false, true>(x); });
}

void LowerF64ToF64(Lowering& l) {
  LowerConvert<double, double>(l, [](double x, Modifiers m) {
    if (!m.to_integral) return SaturateIf(m.sat, x);
    return SaturateIf(
        m.sat, WithRounding(m.rounding, [&]<Rounding R>(RoundingTag<R>) { return RoundToIntegral<double, R>(x); }));
  });
}

// .ftz means nothing to f16, whose smallest number any subnormal f32 is rounded to or from.
template <bool kBf16>
uint16_t ToHalf(float x, Modifiers m) {
  const float y = SaturateIf(m.sat, FlushIf(kBf16 && m.ftz, x));
  const uint16_t rounded = WithRounding(m.rounding, [&]<Rounding R>(RoundingTag<R>) {
    return m.relu ? FloatToHalf<kBf16, R, true>(y) : FloatToHalf<kBf16, R, false>(y);
  });
  return m.satfinite ? SaturateFiniteHalf<kBf16>(rounded) : rounded;
}

template <bool kBf16>
void LowerToHalf(Lowering& l) {
  if (l.type(1) == Type::kF64) {
    if (l.Has("relu")) return l.Fail(".relu is for f32 only");
    return LowerConvert<uint16_t, double>(l, [](double x, Modifiers m) {
      return WithRounding(m.rounding,
                          [&]<Rounding R>(RoundingTag<R>) { return F64ToHalf<kBf16, R>(SaturateIf(m.sat, x)); });
    });
  }
  LowerConvert<uint16_t, float>(l, [](float x, Modifiers m) { return ToHalf<kBf16>(x, m); });
  const bool plain = !l.Has("ftz") && !l.Has("sat") && !l.Has("relu") && !l.Has("satfinite");
  Quicken<uint16_t, float>(l, plain && l.Has("rn"), [](float x) { return FloatToHalf<kBf16, kNearest>(x); });
}

template <bool kBf16>
void LowerFromHalf(Lowering& l) {
  if (l.type(0) == Type::kF64) {
    return LowerConvert<double, uint16_t>(
        l, [](uint16_t x, Modifiers m) { return SaturateIf(m.sat, HalfToF64<kBf16>(x)); });
  }
  LowerConvert<float, uint16_t>(l, [](uint16_t x, Modifiers m) {
    const float wide = HalfToFloat<kBf16>(x);
    return SaturateIf(m.sat, m.ftz ? CanonicalNan(Flush<true>(wide)) : wide);
  });
  Quicken<float, uint16_t>(l, !l.Has("ftz") && !l.Has("sat"), [](uint16_t x) { return HalfToFloat<kBf16>(x); });
}

// Between halves: the same format to integral values, or by way of f32, which holds both.
template <bool kToBf16, bool kFromBf16>
void LowerHalfToHalf(Lowering& l) {
  LowerConvert<uint16_t, uint16_t>(l, [](uint16_t x, Modifiers m) {
    if (!m.to_integral) return ToHalf<kToBf16>(HalfToFloat<kFromBf16>(x), m);
    return WithRounding(m.rounding, [&]<Rounding R>(RoundingTag<R>) {
      return ToHalf<kToBf16>(ToIntegral<float, R>(HalfToFloat<kFromBf16>(x)), m);
    });
  });
}

// cvt.f16x2.f32 d, a, b: a in the upper half.
template <bool kBf16>
const Decoded* PackHalves(Warp& w, const Decoded* d, uint32_t lanes) {
  const float* a = w.At<const float>(d->a);
  const float* b = w.At<const float>(d->b);
  const Modifiers m = Modifiers::Unpack(d->variant);
  if (m.rounding == kNearest && !m.relu && !m.satfinite) {
    StoreLanes<uint32_t>(w, d->d, lanes, [=](int i) {
      return uint32_t{FloatToHalf<kBf16, kNearest>(a[i])} << 16 | FloatToHalf<kBf16, kNearest>(b[i]);
    });
  } else {
    uint32_t* result = w.At<uint32_t>(d->d);
    ForLanes(lanes, [&](int i) { result[i] = uint32_t{ToHalf<kBf16>(a[i], m)} << 16 | ToHalf<kBf16>(b[i], m); });
  }
  [[clang::musttail]] return RunNext(w, d, lanes);
}

}  // namespace

void LowerCvtFloatFloat(Lowering& l) {
  const Type to = l.type(0), from = l.type(1);
  if (IsHalf(to) && IsHalf(from)) {
    if (to == Type::kF16)
      return from == Type::kF16 ? LowerHalfToHalf<false, false>(l) : LowerHalfToHalf<false, true>(l);
    return from == Type::kF16 ? LowerHalfToHalf<true, false>(l) : LowerHalfToHalf<true, true>(l);
  }
  if (IsHalf(to)) return to == Type::kBF16 ? LowerToHalf<true>(l) : LowerToHalf<false>(l);
  if (IsHalf(from)) return from == Type::kBF16 ? LowerFromHalf<true>(l) : LowerFromHalf<false>(l);
  if (to == from) return to == Type::kF32 ? LowerF32ToF32(l) : LowerF64ToF64(l);
  if (to == Type::kF64) {
    LowerConvert<double, float>(l, [](float x, Modifiers m) {
      if (m.sat) return m.ftz ? F32ToF64<true, true>(x) : F32ToF64<false, true>(x);
      return m.ftz ? F32ToF64<true, false>(x) : F32ToF64<false, false>(x);
    });
    return Quicken<double, float>(l, !l.Has("ftz") && !l.Has("sat"), [](float x) { return F32ToF64<false, false>(x); });
  }
  LowerConvert<float, double>(l, [](double x, Modifiers m) {
    const float rounded = WithRounding(m.rounding, [&]<Rounding R>(RoundingTag<R>) { return F64ToF32<R>(x); });
    return SaturateIf(m.sat, FlushIf(m.ftz, rounded));
  });
  const bool plain = !l.Has("ftz") && !l.Has("sat");
  Quicken<float, double>(l, plain && l.Has("rn"), [](double x) { return F64ToF32<kNearest>(x); });
}

void LowerCvtHalfSatfinite(Lowering& l) {
  return l.type(0) == Type::kBF16 ? LowerToHalf<true>(l) : LowerToHalf<false>(l);
}

void LowerCvtHalf2(Lowering& l) {
  l.out.d = l.Dest(l.operand(0), 4);
  l.out.a = l.Source(1, Type::kF32);
  l.out.b = l.Source(2, Type::kF32);
  l.out.variant = ModifiersOf(l).Pack();
  l.out.run = l.type(0) == Type::kBF16x2 ? PackHalves<true> : PackHalves<false>;
}

}  // namespace gatefuzz::emulator
