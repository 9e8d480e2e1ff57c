// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// setp and set for any comparison: the lane masks, the boolean operator with a third predicate, the events.
#ifndef GATEFUZZ_EMULATOR_EXEC_COMPARE_HANDLERS_H_
#define GATEFUZZ_EMULATOR_EXEC_COMPARE_HANDLERS_H_

#include "emulator/exec/launch.h"
#include "emulator/exec/lowering.h"

namespace gatefuzz::emulator {

// Decoded::variant of setp and set: how the comparison is combined with predicate c.
enum class BoolOp : uint8_t { kNone, kAnd, kOr, kXor };

inline uint32_t Combine(const Warp& w, const Decoded* d, uint32_t compared) {
  if (static_cast<BoolOp>(d->variant) == BoolOp::kNone) return compared;
  const uint32_t c = w.Predicate(d->c) ^ ((d->flags & kNegateC) != 0 ? kAllLanes : 0);
  switch (static_cast<BoolOp>(d->variant)) {
    case BoolOp::kAnd:
      return compared & c;
    case BoolOp::kOr:
      return compared | c;
    default:
      return compared ^ c;
  }
}

[[gnu::noinline]] void TellComparison(Warp& w, const Decoded* d, uint32_t lanes, uint32_t outcome, const void* a,
                                      const void* b);

// p|q = compared boolop c; q has the comparison negated.
inline void FinishSetp(Warp& w, const Decoded* d, uint32_t lanes, uint32_t compared, const void* a, const void* b) {
  if (w.feedback != nullptr) TellComparison(w, d, lanes, compared, a, b);
  const uint32_t p = Combine(w, d, compared), q = Combine(w, d, ~compared);
  if (d->d != kNoPlace) w.SetPredicate(d->d, lanes, p);
  if (d->e != kNoPlace) w.SetPredicate(d->e, lanes, q);
}

// d = true value or 0. `immediate` is the true value.
template <class D>
void FinishSet(Warp& w, const Decoded* d, uint32_t lanes, uint32_t compared, const void* a, const void* b) {
  if (w.feedback != nullptr) TellComparison(w, d, lanes, compared, a, b);
  const uint32_t result = Combine(w, d, compared);
  const D yes = static_cast<D>(d->immediate);
  StoreLanes<D>(w, d->d, lanes, [=](int i) { return (result >> i & 1) != 0 ? yes : D{0}; });
}

template <class F, class T>
const Decoded* SetpHandler(Warp& w, const Decoded* d, uint32_t lanes) {
  const T* a = w.At<const T>(d->a);
  const T* b = w.At<const T>(d->b);
  FinishSetp(w, d, lanes, LaneMask<sizeof(T)>([=](int i) { return F{}(a[i], b[i]); }), a, b);
  [[clang::musttail]] return RunNext(w, d, lanes);
}

template <class F, class T>
const Decoded* SetHandler(Warp& w, const Decoded* d, uint32_t lanes) {
  const T* a = w.At<const T>(d->a);
  const T* b = w.At<const T>(d->b);
  FinishSet<uint32_t>(w, d, lanes, LaneMask<sizeof(T)>([=](int i) { return F{}(a[i], b[i]); }), a, b);
  [[clang::musttail]] return RunNext(w, d, lanes);
}

// Operands of setp p{|q}, a, b{, c}; `type` is that of a and b.
void LowerSetpOperands(Lowering& l, ptx::Type type);
// Operands of set d, a, b{, c} and the true value.
void LowerSetOperands(Lowering& l, ptx::Type result, ptx::Type type);

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_EXEC_COMPARE_HANDLERS_H_
