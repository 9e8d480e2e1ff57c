// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// PTX 9.7.1 and 9.7.8: bit fields, counts, logic, shifts, permutes.
#include "emulator/exec/lowering.h"
#include "emulator/semantics/bits.h"

namespace gatefuzz::emulator {
namespace {

using namespace semantics;  // NOLINT: these files only name its functions
using ptx::Type;

// d (32 bits) = f(a).
template <class F>
void LowerCount(Lowering& l, F) {
  VisitInteger(l.type(), [&]<class T>(Tag<T>) {
    if constexpr (sizeof(T) >= 4) l.Unary<uint32_t, T>([](T a) { return F{}(a); }, l.type());
  });
}

template <class F>
const Decoded* PredicateLogic(Warp& w, const Decoded* d, uint32_t lanes) {
  const uint32_t a = w.Predicate(d->a) ^ ((d->flags & kNegateA) != 0 ? kAllLanes : 0);
  const uint32_t b = w.Predicate(d->b) ^ ((d->flags & kNegateB) != 0 ? kAllLanes : 0);
  w.SetPredicate(d->d, lanes, F{}(a, b));
  [[clang::musttail]] return RunNext(w, d, lanes);
}

template <class F>
void LowerLogic(Lowering& l, F) {
  if (l.type() == Type::kPred) {
    l.out.d = l.PredicateDest(l.operand(0));
    l.out.a = l.Predicate(l.operand(1), kNegateA);
    l.out.b = l.Predicate(l.operand(2), kNegateB);
    l.out.run = PredicateLogic<F>;
    return;
  }
  VisitInteger(l.type(), [&]<class T>(Tag<T>) { l.Binary<T>([](T a, T b) { return static_cast<T>(F{}(a, b)); }); });
}

const Decoded* PredicateNot(Warp& w, const Decoded* d, uint32_t lanes) {
  const uint32_t a = w.Predicate(d->a);
  w.SetPredicate(d->d, lanes, (d->flags & kNegateA) != 0 ? a : ~a);
  [[clang::musttail]] return RunNext(w, d, lanes);
}

// lop3 by its table: a switch once an instruction instead of eight terms a lane for the common ones.
const Decoded* Lop3General(Warp& w, const Decoded* d, uint32_t lanes) {
  const uint32_t* a = w.At<const uint32_t>(d->a);
  const uint32_t* b = w.At<const uint32_t>(d->b);
  const uint32_t* c = w.At<const uint32_t>(d->c);
  const uint32_t lut = static_cast<uint32_t>(d->immediate);
  StoreLanes<uint32_t>(w, d->d, lanes, [=](int i) { return Lop3(a[i], b[i], c[i], lut); });
  [[clang::musttail]] return RunNext(w, d, lanes);
}

// lop3.and/.or d|p: p = (result != 0) op q.
const Decoded* Lop3WithPredicate(Warp& w, const Decoded* d, uint32_t lanes) {
  const uint32_t* a = w.At<const uint32_t>(d->a);
  const uint32_t* b = w.At<const uint32_t>(d->b);
  const uint32_t* c = w.At<const uint32_t>(d->c);
  const uint32_t lut = static_cast<uint32_t>(d->immediate);
  uint32_t result[32];
  for (int i = 0; i < 32; ++i) result[i] = Lop3(a[i], b[i], c[i], lut);
  const uint32_t q = w.Predicate(d->f) ^ ((d->flags & kNegateC) != 0 ? kAllLanes : 0);
  const uint32_t not_zero = LaneMask([&](int i) { return result[i] != 0; });
  if (d->d != kNoPlace) StoreLanes<uint32_t>(w, d->d, lanes, [&](int i) { return result[i]; });
  if (d->e != kNoPlace) w.SetPredicate(d->e, lanes, d->variant != 0 ? not_zero & q : not_zero | q);
  [[clang::musttail]] return RunNext(w, d, lanes);
}

}  // namespace

void LowerPopc(Lowering& l) {
  LowerCount(l, [](auto a) { return Popc(a); });
}
void LowerClz(Lowering& l) {
  LowerCount(l, [](auto a) { return Clz(a); });
}
void LowerBfind(Lowering& l) {
  if (l.Has("shiftamt")) return LowerCount(l, [](auto a) { return BfindShiftamt(a); });
  LowerCount(l, [](auto a) { return Bfind(a); });
}
void LowerBrev(Lowering& l) {
  VisitInteger(l.type(), [&]<class T>(Tag<T>) {
    if constexpr (sizeof(T) >= 4 && std::is_unsigned_v<T>) l.Unary<T>([](T a) { return Brev(a); });
  });
}
void LowerFns(Lowering& l) {
  l.Ternary<uint32_t, uint32_t, uint32_t, int32_t>(
      [](uint32_t mask, uint32_t base, int32_t offset) { return Fns(mask, base, offset); }, Type::kB32, Type::kB32,
      Type::kS32);
}
void LowerBfe(Lowering& l) {
  VisitInteger(l.type(), [&]<class T>(Tag<T>) {
    if constexpr (sizeof(T) >= 4) {
      l.Ternary<T, T, uint32_t, uint32_t>([](T a, uint32_t b, uint32_t c) { return Bfe(a, b, c); }, l.type(),
                                          Type::kU32, Type::kU32);
    }
  });
}
void LowerBfi(Lowering& l) {
  VisitInteger(l.type(), [&]<class T>(Tag<T>) {
    if constexpr (sizeof(T) >= 4 && std::is_unsigned_v<T>) {
      l.out.d = l.Dest(l.operand(0), sizeof(T));
      l.out.a = l.Source(1, l.type());
      l.out.b = l.Source(2, l.type());
      l.out.c = l.Source(3, Type::kU32);
      l.out.e = l.Source(4, Type::kU32);
      constexpr auto kBfi = [](T a, T b, uint32_t c, uint32_t e) { return Bfi(a, b, c, e); };
      l.out.run = QuaternaryHandler<decltype(kBfi), T, T, T, uint32_t, uint32_t>;
    }
  });
}
void LowerSzext(Lowering& l) {
  VisitBool(l.Has("wrap"), [&]<bool kWrap>(std::bool_constant<kWrap>) {
    if (l.type() == Type::kS32) {
      return l.Binary<int32_t, int32_t, uint32_t>([](int32_t a, uint32_t n) { return Szext<int32_t, kWrap>(a, n); },
                                                  l.type(), Type::kU32);
    }
    l.Binary<uint32_t>([](uint32_t a, uint32_t n) { return Szext<uint32_t, kWrap>(a, n); });
  });
}
void LowerBmsk(Lowering& l) {
  if (l.Has("wrap")) return l.Binary<uint32_t>([](uint32_t a, uint32_t b) { return Bmsk<true>(a, b); });
  l.Binary<uint32_t>([](uint32_t a, uint32_t b) { return Bmsk<false>(a, b); });
}

void LowerAnd(Lowering& l) {
  LowerLogic(l, [](auto a, auto b) { return a & b; });
}
void LowerOr(Lowering& l) {
  LowerLogic(l, [](auto a, auto b) { return a | b; });
}
void LowerXor(Lowering& l) {
  LowerLogic(l, [](auto a, auto b) { return a ^ b; });
}
void LowerNot(Lowering& l) {
  if (l.type() == Type::kPred) {
    l.out.d = l.PredicateDest(l.operand(0));
    l.out.a = l.Predicate(l.operand(1), kNegateA);
    l.out.run = PredicateNot;
    return;
  }
  VisitInteger(l.type(), [&]<class T>(Tag<T>) { l.Unary<T>([](T a) { return static_cast<T>(~a); }); });
}
void LowerCnot(Lowering& l) {
  VisitInteger(l.type(), [&]<class T>(Tag<T>) { l.Unary<T>([](T a) { return Cnot(a); }); });
}

void LowerLop3(Lowering& l) {
  l.out.d = l.Dest(l.operand(0), 4);
  l.out.a = l.Source(1, Type::kB32);
  l.out.b = l.Source(2, Type::kB32);
  l.out.c = l.Source(3, Type::kB32);
  const auto set = [&]<class F>(F) { l.out.run = TernaryHandler<F, uint32_t, uint32_t, uint32_t, uint32_t>; };
  using U = uint32_t;
  l.out.immediate = static_cast<int64_t>(l.Immediate(l.operand(4)) & 0xff);
  switch (l.out.immediate) {
    case 0x80:
      return set([](U a, U b, U c) { return a & b & c; });
    case 0xfe:
      return set([](U a, U b, U c) { return a | b | c; });
    case 0x96:
      return set([](U a, U b, U c) { return a ^ b ^ c; });
    case 0xca:
      return set([](U a, U b, U c) { return (a & b) | (~a & c); });
    case 0xf8:
      return set([](U a, U b, U c) { return a | (b & c); });
    case 0xea:
      return set([](U a, U b, U c) { return (a & b) | c; });
    case 0xe8:
      return set([](U a, U b, U c) { return (a & b) | (a & c) | (b & c); });
    default:
      l.out.run = Lop3General;
  }
}
void LowerLop3Pred(Lowering& l) {
  if (l.operand(0).kind != ptx::Operand::Kind::kPair) return l.Fail("the destination must be d|p");
  l.out.d = l.DestOrNone(l.operand(0).parts[0], 4);
  l.out.e = l.PredicateDestOrNone(l.operand(0).parts[1]);
  l.out.a = l.Source(1, Type::kB32);
  l.out.b = l.Source(2, Type::kB32);
  l.out.c = l.Source(3, Type::kB32);
  l.out.immediate = static_cast<int64_t>(l.Immediate(l.operand(4)) & 0xff);
  l.out.f = l.Predicate(l.operand(5), kNegateC);
  l.out.variant = l.Has("and") ? 1 : 0;
  l.out.run = Lop3WithPredicate;
}

void LowerShf(Lowering& l) {
  VisitBool(l.Has("wrap"), [&]<bool kWrap>(std::bool_constant<kWrap>) {
    if (l.Has("l"))
      return l.Ternary<uint32_t>([](uint32_t a, uint32_t b, uint32_t c) { return ShfLeft<kWrap>(a, b, c); });
    l.Ternary<uint32_t>([](uint32_t a, uint32_t b, uint32_t c) { return ShfRight<kWrap>(a, b, c); });
  });
}
void LowerShl(Lowering& l) {
  VisitInteger(l.type(), [&]<class T>(Tag<T>) {
    l.Binary<T, T, uint32_t>([](T a, uint32_t b) { return Shl(a, b); }, l.type(), Type::kU32);
  });
}
void LowerShr(Lowering& l) {
  VisitInteger(l.type(), [&]<class T>(Tag<T>) {
    l.Binary<T, T, uint32_t>([](T a, uint32_t b) { return Shr(a, b); }, l.type(), Type::kU32);
  });
}

void LowerPrmt(Lowering& l) {
  const auto set = [&]<PrmtMode kMode>(std::integral_constant<PrmtMode, kMode>) {
    l.Ternary<uint32_t>([](uint32_t a, uint32_t b, uint32_t c) { return Prmt(a, b, PrmtSelector<kMode>(c)); });
  };
  using enum PrmtMode;
  if (l.Has("f4e")) return set(std::integral_constant<PrmtMode, kF4e>{});
  if (l.Has("b4e")) return set(std::integral_constant<PrmtMode, kB4e>{});
  if (l.Has("rc8")) return set(std::integral_constant<PrmtMode, kRc8>{});
  if (l.Has("ecl")) return set(std::integral_constant<PrmtMode, kEcl>{});
  if (l.Has("ecr")) return set(std::integral_constant<PrmtMode, kEcr>{});
  if (l.Has("rc16")) return set(std::integral_constant<PrmtMode, kRc16>{});
  set(std::integral_constant<PrmtMode, kIndex>{});
}

}  // namespace gatefuzz::emulator
