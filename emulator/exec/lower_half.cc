// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// PTX 9.7.4: arithmetic on f16 and bf16, and on pairs of them in one register.
#include "emulator/exec/lowering.h"
#include "emulator/semantics/half.h"

namespace gatefuzz::emulator {
namespace {

using namespace semantics;  // NOLINT: these files only name its functions

bool IsBf16(const Lowering& l) { return l.type() == ptx::Type::kBF16 || l.type() == ptx::Type::kBF16x2; }
bool IsPair(const Lowering& l) { return l.type() == ptx::Type::kF16x2 || l.type() == ptx::Type::kBF16x2; }

// F: uint16_t bits to uint16_t bits; on pairs, half by half.
template <class F>
void LowerUnary(Lowering& l, F f) {
  if (!IsPair(l)) return l.Unary<uint16_t>(f);
  l.Unary<uint32_t>(
      [](uint32_t a) { return uint32_t{F{}(static_cast<uint16_t>(a >> 16))} << 16 | F{}(static_cast<uint16_t>(a)); });
}
template <class F>
void LowerBinary(Lowering& l, F f) {
  if (!IsPair(l)) return l.Binary<uint16_t>(f);
  l.Binary<uint32_t>([](uint32_t a, uint32_t b) {
    return uint32_t{F{}(static_cast<uint16_t>(a >> 16), static_cast<uint16_t>(b >> 16))} << 16 |
           F{}(static_cast<uint16_t>(a), static_cast<uint16_t>(b));
  });
}
template <class F>
void LowerTernary(Lowering& l, F f) {
  if (!IsPair(l)) return l.Ternary<uint16_t>(f);
  l.Ternary<uint32_t>([](uint32_t a, uint32_t b, uint32_t c) {
    return uint32_t{F{}(static_cast<uint16_t>(a >> 16), static_cast<uint16_t>(b >> 16), static_cast<uint16_t>(c >> 16))}
               << 16 |
           F{}(static_cast<uint16_t>(a), static_cast<uint16_t>(b), static_cast<uint16_t>(c));
  });
}

// visit.operator()<kBf16, kFtz>()
template <class V>
void VisitFormat(Lowering& l, V visit) {
  if (IsBf16(l)) {
    if (l.Has("ftz")) return l.Fail(".ftz does not exist for bf16");
    return visit.template operator()<true, false>();
  }
  VisitBool(l.Has("ftz"), [&]<bool kFtz>(std::bool_constant<kFtz>) { visit.template operator()<false, kFtz>(); });
}
// visit.operator()<kBf16, kFtz, kSat>()
template <class V>
void VisitFormatSat(Lowering& l, V visit) {
  VisitFormat(l, [&]<bool kBf16, bool kFtz>() {
    VisitBool(l.Has("sat"),
              [&]<bool kSat>(std::bool_constant<kSat>) { visit.template operator()<kBf16, kFtz, kSat>(); });
  });
}

template <bool kMax>
void LowerMinMax(Lowering& l) {
  if (l.Has("xorsign") != l.Has("abs")) return l.Fail(".xorsign and .abs go together");
  VisitFormat(l, [&]<bool kBf16, bool kFtz>() {
    VisitBool(l.Has("NaN"), [&]<bool kNan>(std::bool_constant<kNan>) {
      VisitBool(l.Has("xorsign"), [&]<bool kSign>(std::bool_constant<kSign>) {
        LowerBinary(l, [](uint16_t a, uint16_t b) { return MinMaxHalf<kMax, kBf16, kFtz, kNan, kSign, kSign>(a, b); });
      });
    });
  });
}

}  // namespace

void LowerAddHalf(Lowering& l) {
  VisitFormatSat(l, [&]<bool kBf16, bool kFtz, bool kSat>() {
    LowerBinary(l, [](uint16_t a, uint16_t b) { return AddHalf<kBf16, kFtz, kSat>(a, b); });
  });
}
void LowerSubHalf(Lowering& l) {
  VisitFormatSat(l, [&]<bool kBf16, bool kFtz, bool kSat>() {
    LowerBinary(l, [](uint16_t a, uint16_t b) { return SubHalf<kBf16, kFtz, kSat>(a, b); });
  });
}
void LowerMulHalf(Lowering& l) {
  VisitFormatSat(l, [&]<bool kBf16, bool kFtz, bool kSat>() {
    LowerBinary(l, [](uint16_t a, uint16_t b) { return MulHalf<kBf16, kFtz, kSat>(a, b); });
  });
}
void LowerFmaHalf(Lowering& l) {
  VisitFormatSat(l, [&]<bool kBf16, bool kFtz, bool kSat>() {
    VisitBool(l.Has("relu"), [&]<bool kRelu>(std::bool_constant<kRelu>) {
      LowerTernary(l, [](uint16_t a, uint16_t b, uint16_t c) { return FmaHalf<kBf16, kFtz, kSat, kRelu>(a, b, c); });
    });
  });
}
void LowerAbsHalf(Lowering& l) {
  VisitFormat(l, [&]<bool kBf16, bool kFtz>() { LowerUnary(l, [](uint16_t a) { return AbsHalf<kBf16, kFtz>(a); }); });
}
void LowerNegHalf(Lowering& l) {
  VisitFormat(l, [&]<bool kBf16, bool kFtz>() { LowerUnary(l, [](uint16_t a) { return NegHalf<kBf16, kFtz>(a); }); });
}
void LowerMinHalf(Lowering& l) { LowerMinMax<false>(l); }
void LowerMaxHalf(Lowering& l) { LowerMinMax<true>(l); }

}  // namespace gatefuzz::emulator
