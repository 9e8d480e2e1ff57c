// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// PTX 9.7.3 and 9.7.4: the approximate functions.
#include "emulator/exec/lowering.h"
#include "emulator/semantics/approx.h"

namespace gatefuzz::emulator {
namespace {

using namespace semantics;  // NOLINT: these files only name its functions

// Calls visit.operator()<kFtz>().
template <class V>
void VisitFtz(Lowering& l, V visit) {
  VisitBool(l.Has("ftz"), [&]<bool kFtz>(std::bool_constant<kFtz>) { visit.template operator()<kFtz>(); });
}

// A function of 16-bit bits on f16, bf16 or both halves of a pair. visit.operator()<kBf16>() gives the function.
template <class F16, class Bf16>
void LowerHalfUnary(Lowering& l, F16 f16, Bf16 bf16) {
  const auto both = [&]<class F>(F) {
    l.Unary<uint32_t>(
        [](uint32_t a) { return uint32_t{F{}(static_cast<uint16_t>(a >> 16))} << 16 | F{}(static_cast<uint16_t>(a)); });
  };
  switch (l.type()) {
    case ptx::Type::kF16:
      return l.Unary<uint16_t>(f16);
    case ptx::Type::kBF16:
      return l.Unary<uint16_t>(bf16);
    case ptx::Type::kF16x2:
      return both(f16);
    default:
      return both(bf16);
  }
}

}  // namespace

void LowerEx2ApproxF32(Lowering& l) {
  VisitFtz(l, [&]<bool kFtz>() { l.Unary<float>([](float a) { return Ex2Approx<kFtz>(a); }); });
}
void LowerLg2ApproxF32(Lowering& l) {
  VisitFtz(l, [&]<bool kFtz>() { l.Unary<float>([](float a) { return Lg2Approx<kFtz>(a); }); });
}
void LowerRcpApproxF32(Lowering& l) {
  VisitFtz(l, [&]<bool kFtz>() { l.Unary<float>([](float a) { return RcpApprox<kFtz>(a); }); });
}
void LowerSqrtApproxF32(Lowering& l) {
  VisitFtz(l, [&]<bool kFtz>() { l.Unary<float>([](float a) { return SqrtApprox<kFtz>(a); }); });
}
void LowerRsqrtApproxF32(Lowering& l) {
  VisitFtz(l, [&]<bool kFtz>() { l.Unary<float>([](float a) { return RsqrtApprox<kFtz>(a); }); });
}
void LowerSinApproxF32(Lowering& l) {
  VisitFtz(l, [&]<bool kFtz>() { l.Unary<float>([](float a) { return SinApprox<kFtz>(a); }); });
}
void LowerCosApproxF32(Lowering& l) {
  VisitFtz(l, [&]<bool kFtz>() { l.Unary<float>([](float a) { return CosApprox<kFtz>(a); }); });
}
void LowerTanhApproxF32(Lowering& l) {
  l.Unary<float>([](float a) { return TanhApprox(a); });
}
void LowerDivApproxF32(Lowering& l) {
  VisitFtz(l, [&]<bool kFtz>() {
    if (l.Has("full")) return l.Binary<float>([](float a, float b) { return DivFull<kFtz>(a, b); });
    l.Binary<float>([](float a, float b) { return DivApprox<kFtz>(a, b); });
  });
}
void LowerRcpApproxF64(Lowering& l) {
  l.Unary<double>([](double a) { return RcpApproxF64(a); });
}
void LowerRsqrtApproxF64(Lowering& l) {
  VisitFtz(l, [&]<bool kFtz>() { l.Unary<double>([](double a) { return RsqrtApproxF64<kFtz>(a); }); });
}
void LowerTanhApproxHalf(Lowering& l) {
  LowerHalfUnary(
      l, [](uint16_t a) { return TanhApproxHalf<false>(a); }, [](uint16_t a) { return TanhApproxHalf<true>(a); });
}
void LowerEx2ApproxHalf(Lowering& l) {
  VisitFtz(l, [&]<bool kFtz>() {
    LowerHalfUnary(
        l, [](uint16_t a) { return Ex2ApproxHalf<false, kFtz>(a); },
        [](uint16_t a) { return Ex2ApproxHalf<true, kFtz>(a); });
  });
}

}  // namespace gatefuzz::emulator
