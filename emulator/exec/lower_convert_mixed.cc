// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// PTX 9.7.9, cvt between integers and floating point.
#include "emulator/exec/convert_handlers.h"
#include "emulator/exec/float_modifiers.h"
#include "emulator/semantics/convert.h"

namespace gatefuzz::emulator {
namespace {

using namespace semantics;  // NOLINT: these files only name its functions
using ptx::Type;

}  // namespace

// Integer results saturate with and without .sat.
void LowerCvtFloatInt(Lowering& l) {
  VisitAnyInteger(l.type(0), [&]<class To>(Tag<To>) {
    VisitRounding(l, [&]<Rounding R>(RoundingTag<R>) {
      switch (l.type(1)) {
        case Type::kF16: return LowerConvert<To, uint16_t>(l, [](uint16_t x) { return HalfToInt<To, false, R>(x); });
        case Type::kBF16: return LowerConvert<To, uint16_t>(l, [](uint16_t x) { return HalfToInt<To, true, R>(x); });
        case Type::kF64: return LowerConvert<To, double>(l, [](double x) { return FloatToInt<To, double, R>(x); });
        default:
          if (l.Has("ftz")) return LowerConvert<To, float>(l, [](float x) { return FloatToInt<To, float, R, true>(x); });
          return LowerConvert<To, float>(l, [](float x) { return FloatToInt<To, float, R>(x); });
      }
    });
  });
}

void LowerCvtIntFloat(Lowering& l) {
  VisitAnyInteger(l.type(1), [&]<class From>(Tag<From>) {
    VisitRounding(l, [&]<Rounding R>(RoundingTag<R>) {
      VisitBool(l.Has("sat"), [&]<bool kSat>(std::bool_constant<kSat>) {
        switch (l.type(0)) {
          case Type::kF16:
            if (kSat) return l.Fail(".sat to f16 is not implemented");
            return LowerConvert<uint16_t, From>(l, [](From x) { return IntToHalf<false, From, R>(x); });
          case Type::kBF16:
            if (kSat) return l.Fail(".sat to bf16 is not implemented");
            return LowerConvert<uint16_t, From>(l, [](From x) { return IntToHalf<true, From, R>(x); });
          case Type::kF64:
            if (kSat) return l.Fail(".sat to f64 is not implemented");
            return LowerConvert<double, From>(l, [](From x) { return IntToFloat<double, From, R>(x); });
          default:
            return LowerConvert<float, From>(l, [](From x) { return Saturate<kSat>(IntToFloat<float, From, R>(x)); });
        }
      });
    });
  });
}

}  // namespace gatefuzz::emulator
