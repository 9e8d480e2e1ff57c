// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// PTX 9.7.6: setp and set on integers, selp, slct.
#include <bit>

#include "emulator/exec/compare_handlers.h"

namespace gatefuzz::emulator {
namespace {

using ptx::Type;

template <class T>
void PickInteger(Lowering& l, bool is_set) {
  using U = std::make_unsigned_t<T>;
  const auto pick = [&]<class F>(F) { l.out.run = is_set ? SetHandler<F, T> : SetpHandler<F, T>; };
  if (l.Has("eq")) return pick([](T a, T b) { return a == b; });
  if (l.Has("ne")) return pick([](T a, T b) { return a != b; });
  if (l.Has("lt")) return pick([](T a, T b) { return a < b; });
  if (l.Has("le")) return pick([](T a, T b) { return a <= b; });
  if (l.Has("gt")) return pick([](T a, T b) { return a > b; });
  if (l.Has("ge")) return pick([](T a, T b) { return a >= b; });
  if (l.Has("lo")) return pick([](T a, T b) { return U(a) < U(b); });
  if (l.Has("ls")) return pick([](T a, T b) { return U(a) <= U(b); });
  if (l.Has("hi")) return pick([](T a, T b) { return U(a) > U(b); });
  if (l.Has("hs")) return pick([](T a, T b) { return U(a) >= U(b); });
}

template <class T>
const Decoded* Select(Warp& w, const Decoded* d, uint32_t lanes) {
  const T* a = w.At<const T>(d->a);
  const T* b = w.At<const T>(d->b);
  const uint32_t c = w.Predicate(d->c) ^ ((d->flags & kNegateC) != 0 ? kAllLanes : 0);
  if (w.feedback != nullptr) w.feedback->OnPredicate(w.launch->program.SiteIndex(d), lanes, lanes & c);
  StoreLanes<T>(w, d->d, lanes, [=](int i) {
    const T x = a[i], y = b[i];
    return (c >> i & 1) != 0 ? x : y;
  });
  [[clang::musttail]] return RunNext(w, d, lanes);
}

}  // namespace

void TellComparison(Warp& w, const Decoded* d, uint32_t lanes, uint32_t outcome, const void* a, const void* b) {
  const uint32_t site = w.launch->program.SiteIndex(d);
  w.feedback->OnPredicate(site, lanes, lanes & outcome);
  w.feedback->OnComparison({site, lanes, lanes & outcome, d->type, a, b});
}

void LowerSetpOperands(Lowering& l, Type type) {
  const ptx::Operand& p = l.operand(0);
  if (p.kind == ptx::Operand::Kind::kPair) {
    l.out.d = l.PredicateDestOrNone(p.parts[0]);
    l.out.e = l.PredicateDestOrNone(p.parts[1]);
  } else {
    l.out.d = l.PredicateDestOrNone(p);
  }
  l.out.type = type;
  l.out.a = l.Source(1, type);
  l.out.b = l.Source(2, type);
  const bool combined = l.in.operands.size() > 3;
  if (combined != (l.Has("and") || l.Has("or") || l.Has("xor"))) return l.Fail("a boolean operator needs operand c");
  if (!combined) return;
  l.out.c = l.Predicate(l.operand(3), kNegateC);
  l.out.variant = static_cast<uint8_t>(l.Has("and") ? BoolOp::kAnd : l.Has("or") ? BoolOp::kOr : BoolOp::kXor);
}

void LowerSetOperands(Lowering& l, Type result, Type type) {
  l.out.d = l.Dest(l.operand(0), ptx::TypeBytes(result));
  l.out.type = type;
  l.out.a = l.Source(1, type);
  l.out.b = l.Source(2, type);
  switch (result) {
    case Type::kF32:
      l.out.immediate = std::bit_cast<int32_t>(1.0f);
      break;
    case Type::kF16:
      l.out.immediate = 0x3c00;
      break;
    case Type::kBF16:
      l.out.immediate = 0x3f80;
      break;
    default:
      l.out.immediate = -1;
  }
  if (l.in.operands.size() <= 3) return;
  l.out.c = l.Predicate(l.operand(3), kNegateC);
  l.out.variant = static_cast<uint8_t>(l.Has("and") ? BoolOp::kAnd : l.Has("or") ? BoolOp::kOr : BoolOp::kXor);
}

void LowerSetpInt(Lowering& l) {
  LowerSetpOperands(l, l.type());
  VisitInteger(l.type(), [&]<class T>(Tag<T>) { PickInteger<T>(l, false); });
}

void LowerSetInt(Lowering& l) {
  LowerSetOperands(l, l.type(0), l.type(1));
  VisitInteger(l.type(1), [&]<class T>(Tag<T>) { PickInteger<T>(l, true); });
}

void LowerSelp(Lowering& l) {
  const int bytes = ptx::TypeBytes(l.type());
  l.out.d = l.Dest(l.operand(0), bytes);
  l.out.a = l.Source(1, l.type());
  l.out.b = l.Source(2, l.type());
  l.out.c = l.Predicate(l.operand(3), kNegateC);
  VisitBytes(bytes, [&]<class T>(Tag<T>) { l.out.run = Select<T>; });
}

// slct d, a, b, c: a if c >= 0. A NaN chooses b; with .ftz a negative denormal counts as zero.
void LowerSlct(Lowering& l) {
  const Type type = l.type(0), chooser = l.type(1);
  const bool flush = l.Has("ftz");
  VisitBytes(ptx::TypeBytes(type), [&]<class T>(Tag<T>) {
    if (chooser == Type::kS32) {
      l.Ternary<T, T, T, int32_t>([](T a, T b, int32_t c) { return c >= 0 ? a : b; }, type, type, chooser);
    } else if (flush) {
      l.Ternary<T, T, T, float>([](T a, T b, float c) { return c > -0x1p-126f ? a : b; }, type, type, chooser);
    } else {
      l.Ternary<T, T, T, float>([](T a, T b, float c) { return c >= 0.0f ? a : b; }, type, type, chooser);
    }
  });
}

}  // namespace gatefuzz::emulator
