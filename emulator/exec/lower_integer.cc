// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// PTX 9.7.1, integer arithmetic.
#include "emulator/exec/lowering.h"
#include "emulator/semantics/bits.h"
#include "emulator/semantics/integer.h"

namespace gatefuzz::emulator {
namespace {

using namespace semantics;  // NOLINT: these files only name its functions

// A function of two 16-bit halves, applied to both halves of a word.
template <class T, class F>
uint32_t BothHalves(uint32_t a, uint32_t b, F f) {
  const auto low = static_cast<uint16_t>(f(static_cast<T>(a), static_cast<T>(b)));
  const auto high = static_cast<uint16_t>(f(static_cast<T>(a >> 16), static_cast<T>(b >> 16)));
  return uint32_t{high} << 16 | low;
}

template <class F>
void LowerHalves(Lowering& l, F) {
  if (l.type() == ptx::Type::kS16x2) {
    l.Binary<uint32_t>([](uint32_t a, uint32_t b) { return BothHalves<int16_t>(a, b, F{}); });
  } else {
    l.Binary<uint32_t>([](uint32_t a, uint32_t b) { return BothHalves<uint16_t>(a, b, F{}); });
  }
}

// d, a, b of one type.
template <class F>
void LowerBinary(Lowering& l, F) {
  VisitInteger(l.type(), [&]<class T>(Tag<T>) { l.Binary<T>([](T a, T b) { return F{}(a, b); }); });
}
template <class F>
void LowerUnary(Lowering& l, F) {
  VisitInteger(l.type(), [&]<class T>(Tag<T>) { l.Unary<T>([](T a) { return F{}(a); }); });
}
template <class F>
void LowerTernary(Lowering& l, F) {
  VisitInteger(l.type(), [&]<class T>(Tag<T>) { l.Ternary<T>([](T a, T b, T c) { return F{}(a, b, c); }); });
}

// Calls visit(Tag<T>{}) for the types of mul.wide.
template <class V>
void VisitNarrow(ptx::Type type, V visit) {
  switch (type) {
    case ptx::Type::kU16:
      return visit(Tag<uint16_t>{});
    case ptx::Type::kS16:
      return visit(Tag<int16_t>{});
    case ptx::Type::kU32:
      return visit(Tag<uint32_t>{});
    case ptx::Type::kS32:
      return visit(Tag<int32_t>{});
    default:
      return;
  }
}
template <class V>
void Visit32(ptx::Type type, V visit) {
  if (type == ptx::Type::kS32) return visit(Tag<int32_t>{});
  return visit(Tag<uint32_t>{});
}

ptx::Type WideType(ptx::Type type) {
  switch (type) {
    case ptx::Type::kU16:
      return ptx::Type::kU32;
    case ptx::Type::kS16:
      return ptx::Type::kS32;
    case ptx::Type::kU32:
      return ptx::Type::kU64;
    default:
      return ptx::Type::kS64;
  }
}

}  // namespace

void LowerAddInt(Lowering& l) {
  if (l.Has("sat")) {
    if (l.type() != ptx::Type::kS32) return l.Fail(".sat exists for .s32 only");
    return l.Binary<int32_t>([](int32_t a, int32_t b) { return AddSat(a, b); });
  }
  LowerBinary(l, [](auto a, auto b) { return Add(a, b); });
}
void LowerSubInt(Lowering& l) {
  if (l.Has("sat")) {
    if (l.type() != ptx::Type::kS32) return l.Fail(".sat exists for .s32 only");
    return l.Binary<int32_t>([](int32_t a, int32_t b) { return SubSat(a, b); });
  }
  LowerBinary(l, [](auto a, auto b) { return Sub(a, b); });
}
void LowerAddInt16x2(Lowering& l) {
  LowerHalves(l, [](auto a, auto b) { return Add(a, b); });
}
void LowerMinInt16x2(Lowering& l) {
  if (l.Has("relu")) return LowerHalves(l, [](auto a, auto b) { return MinRelu(a, b); });
  LowerHalves(l, [](auto a, auto b) { return Min(a, b); });
}
void LowerMaxInt16x2(Lowering& l) {
  if (l.Has("relu")) return LowerHalves(l, [](auto a, auto b) { return MaxRelu(a, b); });
  LowerHalves(l, [](auto a, auto b) { return Max(a, b); });
}

void LowerMulLo(Lowering& l) {
  LowerBinary(l, [](auto a, auto b) { return MulLo(a, b); });
}
void LowerMulHi(Lowering& l) {
  LowerBinary(l, [](auto a, auto b) { return MulHi(a, b); });
}
void LowerMulWide(Lowering& l) {
  VisitNarrow(l.type(), [&]<class T>(Tag<T>) {
    l.Binary<Wide<T>, T, T>([](T a, T b) { return MulWide(a, b); }, l.type(), l.type());
  });
}
void LowerMadLo(Lowering& l) {
  LowerTernary(l, [](auto a, auto b, auto c) { return MadLo(a, b, c); });
}
void LowerMadHi(Lowering& l) {
  if (l.Has("sat")) {
    if (l.type() != ptx::Type::kS32) return l.Fail(".sat exists for .s32 only");
    return l.Ternary<int32_t>([](int32_t a, int32_t b, int32_t c) { return MadHiSat(a, b, c); });
  }
  LowerTernary(l, [](auto a, auto b, auto c) { return MadHi(a, b, c); });
}
void LowerMadWide(Lowering& l) {
  VisitNarrow(l.type(), [&]<class T>(Tag<T>) {
    l.Ternary<Wide<T>, T, T, Wide<T>>([](T a, T b, Wide<T> c) { return MadWide(a, b, c); }, l.type(), l.type(),
                                      WideType(l.type()));
  });
}
void LowerMul24(Lowering& l) {
  Visit32(l.type(), [&]<class T>(Tag<T>) {
    if (l.Has("lo")) return l.Binary<T>([](T a, T b) { return Mul24Lo(a, b); });
    l.Binary<T>([](T a, T b) { return Mul24Hi(a, b); });
  });
}
void LowerMad24(Lowering& l) {
  if (l.Has("sat")) {
    if (l.type() != ptx::Type::kS32 || l.Has("lo")) return l.Fail(".sat exists for .hi and .s32 only");
    return l.Ternary<int32_t>([](int32_t a, int32_t b, int32_t c) { return AddSat(Mul24Hi(a, b), c); });
  }
  Visit32(l.type(), [&]<class T>(Tag<T>) {
    if (l.Has("lo")) return l.Ternary<T>([](T a, T b, T c) { return Add(Mul24Lo(a, b), c); });
    l.Ternary<T>([](T a, T b, T c) { return Add(Mul24Hi(a, b), c); });
  });
}
void LowerSad(Lowering& l) {
  LowerTernary(l, [](auto a, auto b, auto c) { return Sad(a, b, c); });
}
void LowerDivInt(Lowering& l) {
  LowerBinary(l, [](auto a, auto b) { return Div(a, b); });
}
void LowerRemInt(Lowering& l) {
  LowerBinary(l, [](auto a, auto b) { return Rem(a, b); });
}
void LowerAbsInt(Lowering& l) {
  LowerUnary(l, [](auto a) { return Abs(a); });
}
void LowerNegInt(Lowering& l) {
  LowerUnary(l, [](auto a) { return Neg(a); });
}
void LowerMinInt(Lowering& l) {
  if (l.Has("relu")) return LowerBinary(l, [](auto a, auto b) { return MinRelu(a, b); });
  LowerBinary(l, [](auto a, auto b) { return Min(a, b); });
}
void LowerMaxInt(Lowering& l) {
  if (l.Has("relu")) return LowerBinary(l, [](auto a, auto b) { return MaxRelu(a, b); });
  LowerBinary(l, [](auto a, auto b) { return Max(a, b); });
}

void LowerDp4a(Lowering& l) {
  Visit32(l.type(0), [&]<class A>(Tag<A>) {
    Visit32(l.type(1), [&]<class B>(Tag<B>) {
      l.Ternary<uint32_t, A, B, uint32_t>([](A a, B b, uint32_t c) { return Dp4a(a, b, c); }, l.type(0), l.type(1),
                                          ptx::Type::kB32);
    });
  });
}
void LowerDp2a(Lowering& l) {
  Visit32(l.type(0), [&]<class A>(Tag<A>) {
    Visit32(l.type(1), [&]<class B>(Tag<B>) {
      if (l.Has("lo")) {
        return l.Ternary<uint32_t, A, B, uint32_t>([](A a, B b, uint32_t c) { return Dp2aLo(a, b, c); }, l.type(0),
                                                   l.type(1), ptx::Type::kB32);
      }
      l.Ternary<uint32_t, A, B, uint32_t>([](A a, B b, uint32_t c) { return Dp2aHi(a, b, c); }, l.type(0), l.type(1),
                                          ptx::Type::kB32);
    });
  });
}

}  // namespace gatefuzz::emulator
