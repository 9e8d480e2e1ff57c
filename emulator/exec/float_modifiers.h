// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Modifiers of floating-point instructions as template arguments.
#ifndef GATEFUZZ_EMULATOR_EXEC_FLOAT_MODIFIERS_H_
#define GATEFUZZ_EMULATOR_EXEC_FLOAT_MODIFIERS_H_

#include "emulator/exec/lowering.h"
#include "emulator/semantics/float32.h"
#include "emulator/semantics/rounding.h"

namespace gatefuzz::emulator {

template <semantics::Rounding R>
using RoundingTag = std::integral_constant<semantics::Rounding, R>;

// Calls visit(RoundingTag<R>{}); nearest where none is written. The integral forms (.rzi and so on) count too.
template <class V>
void VisitRounding(const Lowering& l, V visit) {
  using enum semantics::Rounding;
  if (l.Has("rz") || l.Has("rzi")) return visit(RoundingTag<kZero>{});
  if (l.Has("rm") || l.Has("rmi")) return visit(RoundingTag<kDown>{});
  if (l.Has("rp") || l.Has("rpi")) return visit(RoundingTag<kUp>{});
  return visit(RoundingTag<kNearest>{});
}

template <class F, class T>
const Decoded* TestpHandler(Warp& w, const Decoded* d, uint32_t lanes) {
  const T* a = w.At<const T>(d->a);
  w.SetPredicate(d->d, lanes, LaneMask([=](int i) { return F{}(a[i]); }));
  [[clang::musttail]] return RunNext(w, d, lanes);
}

template <class T>
void LowerTestp(Lowering& l) {
  l.out.d = l.PredicateDest(l.operand(0));
  l.out.a = l.Source(1, l.type());
  const auto set = [&]<class F>(F) { l.out.run = TestpHandler<F, T>; };
  if (l.Has("finite")) return set([](T a) { return semantics::TestpFinite(a); });
  if (l.Has("infinite")) return set([](T a) { return semantics::TestpInfinite(a); });
  if (l.Has("number")) return set([](T a) { return semantics::TestpNumber(a); });
  if (l.Has("notanumber")) return set([](T a) { return semantics::TestpNotanumber(a); });
  if (l.Has("normal")) return set([](T a) { return semantics::TestpNormal(a); });
  set([](T a) { return semantics::TestpSubnormal(a); });
}

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_EXEC_FLOAT_MODIFIERS_H_
