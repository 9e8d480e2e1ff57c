// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// PTX 9.7.6 and 9.7.7: setp and set on f32, f64, f16, bf16 and pairs.
#include "emulator/exec/compare_handlers.h"
#include "emulator/semantics/compare.h"
#include "emulator/semantics/half.h"

namespace gatefuzz::emulator {
namespace {

using namespace semantics;  // NOLINT: these files only name its functions
using ptx::Type;
using Op = semantics::Comparison;  // the event of the same name is emulator::Comparison

// Calls visit.operator()<comparison>() with the one that the instruction names.
template <class V>
void VisitComparison(const Lowering& l, V visit) {
  using enum semantics::Comparison;
  if (l.Has("eq")) return visit.template operator()<kEq>();
  if (l.Has("ne")) return visit.template operator()<kNe>();
  if (l.Has("lt")) return visit.template operator()<kLt>();
  if (l.Has("le")) return visit.template operator()<kLe>();
  if (l.Has("gt")) return visit.template operator()<kGt>();
  if (l.Has("ge")) return visit.template operator()<kGe>();
  if (l.Has("equ")) return visit.template operator()<kEqu>();
  if (l.Has("neu")) return visit.template operator()<kNeu>();
  if (l.Has("ltu")) return visit.template operator()<kLtu>();
  if (l.Has("leu")) return visit.template operator()<kLeu>();
  if (l.Has("gtu")) return visit.template operator()<kGtu>();
  if (l.Has("geu")) return visit.template operator()<kGeu>();
  if (l.Has("num")) return visit.template operator()<kNum>();
  if (l.Has("nan")) return visit.template operator()<kNan>();
}

template <bool kBf16, bool kFtz>
float Widen(uint16_t x) {
  return HalfToFloat<kBf16>(FlushHalf<kFtz>(x));
}

void PickF32(Lowering& l, bool is_set) {
  VisitComparison(l, [&]<Op kOp>() {
    VisitBool(l.Has("ftz"), [&]<bool kFtz>(std::bool_constant<kFtz>) {
      PickCompare<float>(l, is_set, [](float a, float b) { return Compare<kOp>(Flush<kFtz>(a), Flush<kFtz>(b)); });
    });
  });
}
void PickF64(Lowering& l, bool is_set) {
  VisitComparison(l, [&]<Op kOp>() {
    PickCompare<double>(l, is_set, [](double a, double b) { return Compare<kOp>(a, b); });
  });
}

// visit.operator()<kOp, kBf16, kFtz>()
template <class V>
void VisitHalf(Lowering& l, bool bf16, V visit) {
  VisitComparison(l, [&]<Op kOp>() {
    if (bf16) return visit.template operator()<kOp, true, false>();
    VisitBool(l.Has("ftz"), [&]<bool kFtz>(std::bool_constant<kFtz>) { visit.template operator()<kOp, false, kFtz>(); });
  });
}
void PickHalf(Lowering& l, bool is_set, Type type) {
  VisitHalf(l, type == Type::kBF16, [&]<Op kOp, bool kBf16, bool kFtz>() {
    PickCompare<uint16_t>(l, is_set, [](uint16_t a, uint16_t b) {
      return Compare<kOp>(Widen<kBf16, kFtz>(a), Widen<kBf16, kFtz>(b));
    });
  });
}

// setp.f16x2 p|q: p from the low halves, q from the high ones.
template <class F>
const Decoded* SetpPair(Warp& w, const Decoded* d, uint32_t lanes) {
  const uint32_t* a = w.At<const uint32_t>(d->a);
  const uint32_t* b = w.At<const uint32_t>(d->b);
  const uint32_t low = LaneMask([=](int i) { return F{}(static_cast<uint16_t>(a[i]), static_cast<uint16_t>(b[i])); });
  const uint32_t high =
      LaneMask([=](int i) { return F{}(static_cast<uint16_t>(a[i] >> 16), static_cast<uint16_t>(b[i] >> 16)); });
  if (w.feedback != nullptr) TellComparison(w, d, lanes, low & high, a, b);
  const uint32_t p = Combine(w, d, low), q = Combine(w, d, high);
  if (d->d != kNoPlace) w.SetPredicate(d->d, lanes, p);
  if (d->e != kNoPlace) w.SetPredicate(d->e, lanes, q);
  return d + 1;
}

// set on pairs: each half of d is 1.0 or 0 (0xffff or 0 for an integer result).
template <class F>
const Decoded* SetPair(Warp& w, const Decoded* d, uint32_t lanes) {
  const uint32_t* a = w.At<const uint32_t>(d->a);
  const uint32_t* b = w.At<const uint32_t>(d->b);
  const uint32_t low =
      Combine(w, d, LaneMask([=](int i) { return F{}(static_cast<uint16_t>(a[i]), static_cast<uint16_t>(b[i])); }));
  const uint32_t high = Combine(
      w, d, LaneMask([=](int i) { return F{}(static_cast<uint16_t>(a[i] >> 16), static_cast<uint16_t>(b[i] >> 16)); }));
  if (w.feedback != nullptr) TellComparison(w, d, lanes, low & high, a, b);
  const uint32_t yes = static_cast<uint16_t>(d->immediate);
  StoreLanes<uint32_t>(w, d->d, lanes, [=](int i) {
    return ((low >> i & 1) != 0 ? yes : 0) | ((high >> i & 1) != 0 ? yes << 16 : 0);
  });
  return d + 1;
}

template <class Set>
void PickPair(Lowering& l, Type type, Set set) {
  VisitHalf(l, type == Type::kBF16x2, [&]<Op kOp, bool kBf16, bool kFtz>() {
    set([](uint16_t a, uint16_t b) { return Compare<kOp>(Widen<kBf16, kFtz>(a), Widen<kBf16, kFtz>(b)); });
  });
}

}  // namespace

void LowerSetpF32(Lowering& l) {
  LowerSetpOperands(l, Type::kF32);
  PickF32(l, false);
}
void LowerSetpF64(Lowering& l) {
  LowerSetpOperands(l, Type::kF64);
  PickF64(l, false);
}
void LowerSetpHalf(Lowering& l) {
  LowerSetpOperands(l, l.type());
  PickHalf(l, false, l.type());
}
void LowerSetpHalf2(Lowering& l) {
  LowerSetpOperands(l, l.type());
  PickPair(l, l.type(), [&]<class F>(F) { l.out.run = SetpPair<F>; });
}
void LowerSetFloat(Lowering& l) {
  LowerSetOperands(l, l.type(0), l.type(1));
  if (l.type(1) == Type::kF32) return PickF32(l, true);
  PickF64(l, true);
}
void LowerSetHalf(Lowering& l) {
  LowerSetOperands(l, l.type(0), l.type(1));
  PickHalf(l, true, l.type(1));
}
void LowerSetHalf2(Lowering& l) {
  const Type result = l.type(0);
  LowerSetOperands(l, result, l.type(1));
  l.out.immediate = result == Type::kF16x2 ? 0x3c00 : result == Type::kBF16x2 ? 0x3f80 : 0xffff;
  PickPair(l, l.type(1), [&]<class F>(F) { l.out.run = SetPair<F>; });
}

}  // namespace gatefuzz::emulator
