// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// PTX 9.7.3, f64.
#include "emulator/exec/float_modifiers.h"
#include "emulator/semantics/float64.h"

namespace gatefuzz::emulator {
namespace {

using namespace semantics;  // NOLINT: these files only name its functions

}  // namespace

void LowerAddF64(Lowering& l) {
  VisitRounding(
      l, [&]<Rounding R>(RoundingTag<R>) { l.Binary<double>([](double a, double b) { return AddF64<R>(a, b); }); });
}
void LowerSubF64(Lowering& l) {
  VisitRounding(
      l, [&]<Rounding R>(RoundingTag<R>) { l.Binary<double>([](double a, double b) { return SubF64<R>(a, b); }); });
}
void LowerMulF64(Lowering& l) {
  VisitRounding(
      l, [&]<Rounding R>(RoundingTag<R>) { l.Binary<double>([](double a, double b) { return MulF64<R>(a, b); }); });
}
void LowerFmaF64(Lowering& l) {
  VisitRounding(l, [&]<Rounding R>(RoundingTag<R>) {
    l.Ternary<double>([](double a, double b, double c) { return FmaF64<R>(a, b, c); });
  });
}
// Since sm_20 mad is fma.
void LowerMadF64(Lowering& l) { LowerFmaF64(l); }
void LowerDivF64(Lowering& l) {
  VisitRounding(
      l, [&]<Rounding R>(RoundingTag<R>) { l.Binary<double>([](double a, double b) { return DivF64<R>(a, b); }); });
}
void LowerRcpF64(Lowering& l) {
  VisitRounding(l, [&]<Rounding R>(RoundingTag<R>) { l.Unary<double>([](double a) { return RcpF64<R>(a); }); });
}
void LowerSqrtF64(Lowering& l) {
  VisitRounding(l, [&]<Rounding R>(RoundingTag<R>) { l.Unary<double>([](double a) { return SqrtF64<R>(a); }); });
}
void LowerAbsF64(Lowering& l) {
  l.Unary<double>([](double a) { return AbsF64(a); });
}
void LowerNegF64(Lowering& l) {
  l.Unary<double>([](double a) { return NegF64(a); });
}
void LowerMinF64(Lowering& l) {
  l.Binary<double>([](double a, double b) { return MinF64(a, b); });
}
void LowerMaxF64(Lowering& l) {
  l.Binary<double>([](double a, double b) { return MaxF64(a, b); });
}
void LowerCopysignF64(Lowering& l) {
  l.Binary<double>([](double a, double b) { return CopysignF64(a, b); });
}
void LowerTestpF64(Lowering& l) { LowerTestp<double>(l); }

}  // namespace gatefuzz::emulator
