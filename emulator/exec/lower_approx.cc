// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// PTX 9.7.3 and 9.7.4: the approximate functions. A launch asks for the exact results, rounded to nearest, or for any
// legal ones, drawn by a seed.
#include <cmath>
#include <cstring>
#include <utility>

#include "emulator/exec/launch.h"
#include "emulator/exec/lowering.h"
#include "emulator/exec/program_internal.h"
#include "emulator/semantics/approx.h"
#include "emulator/semantics/draw.h"

namespace gatefuzz::emulator {
namespace {

using namespace semantics;  // NOLINT: these files only name its functions

// kPlain gives the exact results of T = f(T) or f(T, T). kElements: 2 of pairs of halves.
template <auto kPlain, Approximation kFunction, class Format, bool kFtz, class T, int kOperands, int kElements = 1,
          uint64_t kUnit = 1>
const Decoded* Approximate(Warp& w, const Decoded* d, uint32_t lanes) {
  const uint64_t seed = w.launch->request.approximation_seed;
  if (seed == 0) [[likely]] {
    [[clang::musttail]] return kPlain(w, d, lanes);
  }

  using Bits = typename Format::Bits;
  T a[32], b[32] = {};  // the results may overwrite them
  std::memcpy(a, w.At<const T>(d->a), sizeof a);
  if constexpr (kOperands == 2) std::memcpy(b, w.At<const T>(d->b), sizeof b);
  const Decoded* const chain_end = std::exchange(w.chain_end, nullptr);  // that instruction alone
  const Decoded* next = kPlain(w, d, lanes);
  w.chain_end = chain_end;
  T* results = w.At<T>(d->d);
  // Not by where the instruction stands: a device has one unit for the function, and unrolled code repeats it.
  constexpr auto function = static_cast<uint64_t>(kFunction);
  const auto value = [](Bits bits) {
    const double x = Format::Value(bits);
    return kFtz && std::fabs(x) < Format::kSmallestNormal ? std::copysign(0.0, x) : x;
  };
  ForLanes(lanes, [&](int i) {
    Bits a_bits[kElements], b_bits[kElements], result[kElements];
    std::memcpy(a_bits, &a[i], sizeof(T));
    std::memcpy(b_bits, &b[i], sizeof(T));
    std::memcpy(result, &results[i], sizeof(T));
    for (int e = 0; e < kElements; ++e) {
      const uint64_t random = MixBits(MixBits(MixBits(seed + function) ^ uint64_t{a_bits[e]}) + uint64_t{b_bits[e]});
      result[e] = DrawLegal<kFunction, Format, kFtz, kUnit>(result[e], value(a_bits[e]), value(b_bits[e]), random);
    }
    std::memcpy(&results[i], result, sizeof(T));
  });
  return next;
}

// d = F(a) on one format.
template <Approximation kFunction, class Format, bool kFtz, class T, uint64_t kUnit = 1, class F>
void LowerUnary(Lowering& l, F f) {
  l.Unary<T>(f);
  l.out.run = Approximate<UnaryHandler<F, T, T>, kFunction, Format, kFtz, T, 1, 1, kUnit>;
}

template <Approximation kFunction, bool kFtz, class F>
void LowerF32(Lowering& l, F f) {
  LowerUnary<kFunction, F32Format, kFtz, float>(l, f);
}

// Calls visit.operator()<kFtz>().
template <class V>
void VisitFtz(Lowering& l, V visit) {
  VisitBool(l.Has("ftz"), [&]<bool kFtz>(std::bool_constant<kFtz>) { visit.template operator()<kFtz>(); });
}

// A function of 16-bit bits on one half, or on both of a pair.
template <Approximation kFunction, bool kBf16, bool kFtz, class F>
void LowerHalf(Lowering& l, F f) {
  if (l.type() == ptx::Type::kF16 || l.type() == ptx::Type::kBF16) {
    return LowerUnary<kFunction, HalfFormat<kBf16>, kFtz, uint16_t>(l, f);
  }
  const auto both = [](uint32_t a) {
    return uint32_t{F{}(static_cast<uint16_t>(a >> 16))} << 16 | F{}(static_cast<uint16_t>(a));
  };
  l.Unary<uint32_t>(both);
  l.out.run =
      Approximate<UnaryHandler<decltype(both), uint32_t, uint32_t>, kFunction, HalfFormat<kBf16>, kFtz, uint32_t, 1, 2>;
}

bool IsBf16(const Lowering& l) { return l.type() == ptx::Type::kBF16 || l.type() == ptx::Type::kBF16x2; }

template <Approximation kFunction, bool kFtz, class F>
void LowerDivide(Lowering& l, F f) {
  l.Binary<float>(f);
  l.out.run = Approximate<BinaryHandler<F, float, float, float>, kFunction, F32Format, kFtz, float, 2>;
}

}  // namespace

void LowerEx2ApproxF32(Lowering& l) {
  VisitFtz(l,
           [&]<bool kFtz>() { LowerF32<Approximation::kEx2F32, kFtz>(l, [](float a) { return Ex2Approx<kFtz>(a); }); });
}
void LowerLg2ApproxF32(Lowering& l) {
  VisitFtz(l,
           [&]<bool kFtz>() { LowerF32<Approximation::kLg2F32, kFtz>(l, [](float a) { return Lg2Approx<kFtz>(a); }); });
}
void LowerRcpApproxF32(Lowering& l) {
  VisitFtz(l,
           [&]<bool kFtz>() { LowerF32<Approximation::kRcpF32, kFtz>(l, [](float a) { return RcpApprox<kFtz>(a); }); });
}
void LowerSqrtApproxF32(Lowering& l) {
  VisitFtz(
      l, [&]<bool kFtz>() { LowerF32<Approximation::kSqrtF32, kFtz>(l, [](float a) { return SqrtApprox<kFtz>(a); }); });
}
void LowerRsqrtApproxF32(Lowering& l) {
  VisitFtz(l, [&]<bool kFtz>() {
    LowerF32<Approximation::kRsqrtF32, kFtz>(l, [](float a) { return RsqrtApprox<kFtz>(a); });
  });
}
void LowerSinApproxF32(Lowering& l) {
  VisitFtz(l,
           [&]<bool kFtz>() { LowerF32<Approximation::kSinF32, kFtz>(l, [](float a) { return SinApprox<kFtz>(a); }); });
}
void LowerCosApproxF32(Lowering& l) {
  VisitFtz(l,
           [&]<bool kFtz>() { LowerF32<Approximation::kCosF32, kFtz>(l, [](float a) { return CosApprox<kFtz>(a); }); });
}
void LowerTanhApproxF32(Lowering& l) {
  LowerF32<Approximation::kTanhF32, false>(l, [](float a) { return TanhApprox(a); });
}
void LowerDivApproxF32(Lowering& l) {
  VisitFtz(l, [&]<bool kFtz>() {
    if (l.Has("full")) {
      LowerDivide<Approximation::kDivFullF32, kFtz>(l, [](float a, float b) { return DivFull<kFtz>(a, b); });
    } else {
      LowerDivide<Approximation::kDivApproxF32, kFtz>(l, [](float a, float b) { return DivApprox<kFtz>(a, b); });
    }
  });
}
void LowerRcpApproxF64(Lowering& l) {
  LowerUnary<Approximation::kRcpF64, F64Format, true, double, uint64_t{1} << 32>(
      l, [](double a) { return RcpApproxF64(a); });
}
void LowerRsqrtApproxF64(Lowering& l) {
  if (l.Has("ftz")) {
    LowerUnary<Approximation::kRsqrtFtzF64, F64Format, true, double, uint64_t{1} << 32>(
        l, [](double a) { return RsqrtApproxF64<true>(a); });
  } else {
    LowerUnary<Approximation::kRsqrtF64, F64Format, false, double>(l,
                                                                   [](double a) { return RsqrtApproxF64<false>(a); });
  }
}
void LowerTanhApproxHalf(Lowering& l) {
  if (IsBf16(l)) {
    LowerHalf<Approximation::kTanhBf16, true, false>(l, [](uint16_t a) { return TanhApproxHalf<true>(a); });
  } else {
    LowerHalf<Approximation::kTanhF16, false, false>(l, [](uint16_t a) { return TanhApproxHalf<false>(a); });
  }
}
void LowerEx2ApproxHalf(Lowering& l) {
  VisitFtz(l, [&]<bool kFtz>() {
    if (IsBf16(l)) {
      LowerHalf<Approximation::kEx2Bf16, true, kFtz>(l, [](uint16_t a) { return Ex2ApproxHalf<true, kFtz>(a); });
    } else {
      LowerHalf<Approximation::kEx2F16, false, false>(l, [](uint16_t a) { return Ex2ApproxHalf<false, kFtz>(a); });
    }
  });
}

}  // namespace gatefuzz::emulator
