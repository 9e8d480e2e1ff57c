// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// PTX 9.7.9, cvt to and from the 8-bit formats and tf32.
#include "emulator/exec/lowering.h"
#include "emulator/semantics/narrow.h"

namespace gatefuzz::emulator {
namespace {

using namespace semantics;  // NOLINT: these files only name its functions
using ptx::Type;

// visit.operator()<kE5m2, kRelu>()
template <class V>
void VisitFp8(Lowering& l, V visit) {
  VisitBool(l.Has("e5m2x2"), [&]<bool kE5m2>(std::bool_constant<kE5m2>) {
    VisitBool(l.Has("relu"), [&]<bool kRelu>(std::bool_constant<kRelu>) { visit.template operator()<kE5m2, kRelu>(); });
  });
}

}  // namespace

void LowerCvtFp8F32(Lowering& l) {
  VisitFp8(l, [&]<bool kE5m2, bool kRelu>() {
    l.Binary<uint16_t, float, float>([](float a, float b) { return PairToFp8<kE5m2, kRelu>(a, b); }, Type::kF32,
                                     Type::kF32);
  });
}

void LowerCvtFp8Half2(Lowering& l) {
  VisitFp8(l, [&]<bool kE5m2, bool kRelu>() {
    l.Unary<uint16_t, uint32_t>([](uint32_t a) { return Half2ToFp8<kE5m2, kRelu>(a); }, Type::kB32);
  });
}

void LowerCvtHalf2Fp8(Lowering& l) {
  VisitFp8(l, [&]<bool kE5m2, bool kRelu>() {
    l.Unary<uint32_t, uint16_t>([](uint16_t a) { return Fp8ToHalf2<kE5m2, kRelu>(a); }, Type::kB16);
  });
}

void LowerCvtTf32(Lowering& l) {
  VisitBool(l.Has("rn"), [&]<bool kNearest>(std::bool_constant<kNearest>) {
    VisitBool(l.Has("relu"), [&]<bool kRelu>(std::bool_constant<kRelu>) {
      constexpr Tf32Rounding kRounding = kNearest ? Tf32Rounding::kNearestEven : Tf32Rounding::kZero;
      l.Unary<uint32_t, float>([](float a) { return FloatToTf32<kRounding, kRelu, false>(a); }, Type::kF32);
    });
  });
}

void LowerCvtTf32Away(Lowering& l) {
  VisitBool(l.Has("satfinite"), [&]<bool kSatFinite>(std::bool_constant<kSatFinite>) {
    l.Unary<uint32_t, float>([](float a) { return FloatToTf32<Tf32Rounding::kNearestAway, false, kSatFinite>(a); },
                             Type::kF32);
  });
}

}  // namespace gatefuzz::emulator
