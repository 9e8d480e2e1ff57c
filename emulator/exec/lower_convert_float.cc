// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// PTX 9.7.9, cvt between floating-point formats, and cvt of two f32 to a pair of halves.
#include "emulator/exec/convert_handlers.h"
#include "emulator/exec/float_modifiers.h"
#include "emulator/semantics/convert.h"

namespace gatefuzz::emulator {
namespace {

using namespace semantics;  // NOLINT: these files only name its functions
using ptx::Type;

bool IsHalf(Type type) { return type == Type::kF16 || type == Type::kBF16; }
bool ToIntegralForm(const Lowering& l) { return l.Has("rni") || l.Has("rzi") || l.Has("rmi") || l.Has("rpi"); }

// visit.operator()<kFtz, kSat>()
template <class V>
void VisitFtzSat(Lowering& l, V visit) {
  VisitBool(l.Has("ftz"), [&]<bool kFtz>(std::bool_constant<kFtz>) {
    VisitBool(l.Has("sat"), [&]<bool kSat>(std::bool_constant<kSat>) { visit.template operator()<kFtz, kSat>(); });
  });
}

void LowerF32ToF32(Lowering& l) {
  VisitFtzSat(l, [&]<bool kFtz, bool kSat>() {
    if (!ToIntegralForm(l)) return LowerConvert<float, float>(l, [](float x) { return F32ToF32<kFtz, kSat>(x); });
    VisitRounding(l, [&]<Rounding R>(RoundingTag<R>) {
      LowerConvert<float, float>(l, [](float x) { return Saturate<kSat>(RoundToIntegral<float, R, kFtz>(x)); });
    });
  });
}

void LowerF64ToF64(Lowering& l) {
  if (l.Has("sat")) return l.Fail(".sat from f64 to f64 is not implemented");
  if (!ToIntegralForm(l)) return LowerConvert<double, double>(l, [](double x) { return x; });
  VisitRounding(l, [&]<Rounding R>(RoundingTag<R>) {
    LowerConvert<double, double>(l, [](double x) { return RoundToIntegral<double, R>(x); });
  });
}

template <bool kBf16>
void LowerToHalf(Lowering& l) {
  VisitBool(l.Has("relu"), [&]<bool kRelu>(std::bool_constant<kRelu>) {
    VisitFtzSat(l, [&]<bool kFtz, bool kSat>() {
      VisitRounding(l, [&]<Rounding R>(RoundingTag<R>) {
        if (l.type(1) == Type::kF32) {
          return LowerConvert<uint16_t, float>(l, [](float x) { return FloatToHalf<kBf16, R, kRelu, kSat, kFtz>(x); });
        }
        LowerConvert<uint16_t, double>(l, [](double x) { return F64ToHalf<kBf16, R, kRelu, kSat>(x); });
      });
    });
  });
}

template <bool kBf16>
void LowerFromHalf(Lowering& l) {
  if (l.type(0) == Type::kF64) return LowerConvert<double, uint16_t>(l, [](uint16_t x) { return HalfToF64<kBf16>(x); });
  VisitFtzSat(l, [&]<bool kFtz, bool kSat>() {
    LowerConvert<float, uint16_t>(l, [](uint16_t x) { return Saturate<kSat>(Flush<kFtz>(HalfToFloat<kBf16>(x))); });
  });
}

// Between halves: the same format, or by way of f32, which holds both.
template <bool kToBf16, bool kFromBf16>
void LowerHalfToHalf(Lowering& l) {
  VisitRounding(l, [&]<Rounding R>(RoundingTag<R>) {
    if (kToBf16 == kFromBf16 && ToIntegralForm(l)) {
      return LowerConvert<uint16_t, uint16_t>(l, [](uint16_t x) { return HalfToIntegral<kToBf16, R>(x); });
    }
    VisitBool(l.Has("sat"), [&]<bool kSat>(std::bool_constant<kSat>) {
      LowerConvert<uint16_t, uint16_t>(
          l, [](uint16_t x) { return FloatToHalf<kToBf16, R, false, kSat>(HalfToFloat<kFromBf16>(x)); });
    });
  });
}

template <bool kBf16>
void LowerPair(Lowering& l) {
  VisitBool(l.Has("relu"), [&]<bool kRelu>(std::bool_constant<kRelu>) {
    VisitRounding(l, [&]<Rounding R>(RoundingTag<R>) {
      l.Binary<uint32_t, float, float>(
          [](float a, float b) {
            return uint32_t{FloatToHalf<kBf16, R, kRelu>(a)} << 16 | FloatToHalf<kBf16, R, kRelu>(b);
          },
          Type::kF32, Type::kF32);
    });
  });
}

}  // namespace

void LowerCvtFloatFloat(Lowering& l) {
  const Type to = l.type(0), from = l.type(1);
  if (IsHalf(to) && IsHalf(from)) {
    if (to == Type::kF16) return from == Type::kF16 ? LowerHalfToHalf<false, false>(l) : LowerHalfToHalf<false, true>(l);
    return from == Type::kF16 ? LowerHalfToHalf<true, false>(l) : LowerHalfToHalf<true, true>(l);
  }
  if (IsHalf(to)) return to == Type::kBF16 ? LowerToHalf<true>(l) : LowerToHalf<false>(l);
  if (IsHalf(from)) return from == Type::kBF16 ? LowerFromHalf<true>(l) : LowerFromHalf<false>(l);
  if (to == from) return to == Type::kF32 ? LowerF32ToF32(l) : LowerF64ToF64(l);
  VisitFtzSat(l, [&]<bool kFtz, bool kSat>() {
    if (to == Type::kF64) return LowerConvert<double, float>(l, [](float x) { return F32ToF64<kFtz, kSat>(x); });
    VisitRounding(l, [&]<Rounding R>(RoundingTag<R>) {
      LowerConvert<float, double>(l, [](double x) { return F64ToF32<R, kFtz, kSat>(x); });
    });
  });
}

void LowerCvtHalf2(Lowering& l) {
  if (l.type(0) == Type::kBF16x2) return LowerPair<true>(l);
  LowerPair<false>(l);
}

}  // namespace gatefuzz::emulator
