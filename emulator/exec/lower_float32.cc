// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// PTX 9.7.3, f32.
#include "emulator/exec/float_modifiers.h"
#include "emulator/semantics/float32.h"

namespace gatefuzz::emulator {
namespace {

using namespace semantics;  // NOLINT: these files only name its functions

// visit.operator()<R, kFtz, kSat>()
template <class V>
void VisitRoundFtzSat(Lowering& l, V visit) {
  VisitRounding(l, [&]<Rounding R>(RoundingTag<R>) {
    VisitBool(l.Has("ftz"), [&]<bool kFtz>(std::bool_constant<kFtz>) {
      VisitBool(l.Has("sat"), [&]<bool kSat>(std::bool_constant<kSat>) { visit.template operator()<R, kFtz, kSat>(); });
    });
  });
}

template <class V>
void VisitRoundFtz(Lowering& l, V visit) {
  VisitRounding(l, [&]<Rounding R>(RoundingTag<R>) {
    VisitBool(l.Has("ftz"), [&]<bool kFtz>(std::bool_constant<kFtz>) { visit.template operator()<R, kFtz>(); });
  });
}

template <bool kMax>
void LowerMinMax(Lowering& l) {
  if (l.Has("xorsign") != l.Has("abs")) return l.Fail(".xorsign and .abs go together");
  VisitBool(l.Has("ftz"), [&]<bool kFtz>(std::bool_constant<kFtz>) {
    VisitBool(l.Has("NaN"), [&]<bool kNan>(std::bool_constant<kNan>) {
      VisitBool(l.Has("xorsign"), [&]<bool kSign>(std::bool_constant<kSign>) {
        l.Binary<float>([](float a, float b) {
          return kMax ? MaxF32<kFtz, kNan, kSign, kSign>(a, b) : MinF32<kFtz, kNan, kSign, kSign>(a, b);
        });
      });
    });
  });
}

}  // namespace

void LowerAddF32(Lowering& l) {
  VisitRoundFtzSat(l, [&]<Rounding R, bool kFtz, bool kSat>() {
    l.Binary<float>([](float a, float b) { return AddF32<R, kFtz, kSat>(a, b); });
  });
}
void LowerSubF32(Lowering& l) {
  VisitRoundFtzSat(l, [&]<Rounding R, bool kFtz, bool kSat>() {
    l.Binary<float>([](float a, float b) { return SubF32<R, kFtz, kSat>(a, b); });
  });
}
void LowerMulF32(Lowering& l) {
  VisitRoundFtzSat(l, [&]<Rounding R, bool kFtz, bool kSat>() {
    l.Binary<float>([](float a, float b) { return MulF32<R, kFtz, kSat>(a, b); });
  });
}
void LowerFmaF32(Lowering& l) {
  VisitRoundFtzSat(l, [&]<Rounding R, bool kFtz, bool kSat>() {
    l.Ternary<float>([](float a, float b, float c) { return FmaF32<R, kFtz, kSat>(a, b, c); });
  });
}
// Since sm_20 mad is fma.
void LowerMadF32(Lowering& l) { LowerFmaF32(l); }

void LowerDivF32(Lowering& l) {
  VisitRoundFtz(
      l, [&]<Rounding R, bool kFtz>() { l.Binary<float>([](float a, float b) { return DivF32<R, kFtz>(a, b); }); });
}
void LowerRcpF32(Lowering& l) {
  VisitRoundFtz(l, [&]<Rounding R, bool kFtz>() { l.Unary<float>([](float a) { return RcpF32<R, kFtz>(a); }); });
}
void LowerSqrtF32(Lowering& l) {
  VisitRoundFtz(l, [&]<Rounding R, bool kFtz>() { l.Unary<float>([](float a) { return SqrtF32<R, kFtz>(a); }); });
}
void LowerAbsF32(Lowering& l) {
  if (l.Has("ftz")) return l.Unary<float>([](float a) { return AbsF32<true>(a); });
  l.Unary<float>([](float a) { return AbsF32<false>(a); });
}
void LowerNegF32(Lowering& l) {
  if (l.Has("ftz")) return l.Unary<float>([](float a) { return NegF32<true>(a); });
  l.Unary<float>([](float a) { return NegF32<false>(a); });
}
void LowerMinF32(Lowering& l) { LowerMinMax<false>(l); }
void LowerMaxF32(Lowering& l) { LowerMinMax<true>(l); }
void LowerCopysignF32(Lowering& l) {
  l.Binary<float>([](float a, float b) { return CopysignF32(a, b); });
}
void LowerTestpF32(Lowering& l) { LowerTestp<float>(l); }

}  // namespace gatefuzz::emulator
