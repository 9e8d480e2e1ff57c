// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// PTX 9.7.6 and 9.7.7: setp and set on f32, f64, f16, bf16 and pairs. Two floating-point numbers are less, equal,
// greater or unordered, and a comparison is a set of these: so one handler serves all of them. setp.f32, the hot one,
// has a handler for each.
#include "emulator/exec/compare_handlers.h"
#include "emulator/semantics/compare.h"
#include "emulator/semantics/half.h"

namespace gatefuzz::emulator {
namespace {

using namespace semantics;  // NOLINT: these files only name its functions
using ptx::Type;
using Op = semantics::Comparison;  // the event of the same name is emulator::Comparison

enum Relation : uint8_t { kLess = 1, kEqual = 2, kGreater = 4, kUnordered = 8 };

struct ComparisonRow {
  std::string_view name;
  uint8_t relations;
};
constexpr ComparisonRow kComparisons[] = {
    {"eq", kEqual},
    {"ne", kLess | kGreater},
    {"lt", kLess},
    {"le", kLess | kEqual},
    {"gt", kGreater},
    {"ge", kGreater | kEqual},
    {"equ", kEqual | kUnordered},
    {"neu", kLess | kGreater | kUnordered},
    {"ltu", kLess | kUnordered},
    {"leu", kLess | kEqual | kUnordered},
    {"gtu", kGreater | kUnordered},
    {"geu", kGreater | kEqual | kUnordered},
    {"num", kLess | kEqual | kGreater},
    {"nan", kUnordered},
};

uint8_t RelationsOf(const Lowering& l) {
  for (const ComparisonRow& row : kComparisons) {
    if (l.Has(row.name)) return row.relations;
  }
  return 0;
}

// A format: what is in the register, and the number it stands for.
template <bool kFtz>
struct Single {
  using Bits = float;
  static float Number(float x) { return Flush<kFtz>(x); }
};
struct Double {
  using Bits = double;
  static double Number(double x) { return x; }
};
template <bool kBf16, bool kFtz>
struct Half {
  using Bits = uint16_t;
  static float Number(uint16_t x) { return HalfToFloat<kBf16>(FlushHalf<kFtz>(x)); }
};
template <bool kBf16, bool kFtz>
struct LowHalf {
  using Bits = uint32_t;
  static float Number(uint32_t x) { return HalfToFloat<kBf16>(FlushHalf<kFtz>(static_cast<uint16_t>(x))); }
};
template <bool kBf16, bool kFtz>
struct HighHalf {
  using Bits = uint32_t;
  static float Number(uint32_t x) { return HalfToFloat<kBf16>(FlushHalf<kFtz>(static_cast<uint16_t>(x >> 16))); }
};

// The lanes where a and b are in one of the instruction's relations.
template <class Format>
uint32_t Related(const Warp& w, const Decoded* d) {
  const auto* a = w.At<const typename Format::Bits>(d->a);
  const auto* b = w.At<const typename Format::Bits>(d->b);
  const uint32_t less = LaneMask([=](int i) { return Format::Number(a[i]) < Format::Number(b[i]); });
  const uint32_t greater = LaneMask([=](int i) { return Format::Number(a[i]) > Format::Number(b[i]); });
  const uint32_t equal = LaneMask([=](int i) { return Format::Number(a[i]) == Format::Number(b[i]); });
  const uint8_t relations = d->bytes;
  return ((relations & kLess) != 0 ? less : 0) | ((relations & kEqual) != 0 ? equal : 0) |
         ((relations & kGreater) != 0 ? greater : 0) | ((relations & kUnordered) != 0 ? ~(less | equal | greater) : 0);
}

template <class Format>
const Decoded* Setp(Warp& w, const Decoded* d, uint32_t lanes) {
  FinishSetp(w, d, lanes, Related<Format>(w, d), w.At<const void*>(d->a), w.At<const void*>(d->b));
  [[clang::musttail]] return RunNext(w, d, lanes);
}

template <class Format, class D>
const Decoded* Set(Warp& w, const Decoded* d, uint32_t lanes) {
  FinishSet<D>(w, d, lanes, Related<Format>(w, d), w.At<const void*>(d->a), w.At<const void*>(d->b));
  [[clang::musttail]] return RunNext(w, d, lanes);
}

// setp.f16x2 p|q: p from the low halves, q from the high ones.
template <bool kBf16, bool kFtz>
const Decoded* SetpPair(Warp& w, const Decoded* d, uint32_t lanes) {
  const uint32_t low = Related<LowHalf<kBf16, kFtz>>(w, d), high = Related<HighHalf<kBf16, kFtz>>(w, d);
  if (w.feedback != nullptr) TellComparison(w, d, lanes, low & high, w.At<const void*>(d->a), w.At<const void*>(d->b));
  const uint32_t p = Combine(w, d, low), q = Combine(w, d, high);
  if (d->d != kNoPlace) w.SetPredicate(d->d, lanes, p);
  if (d->e != kNoPlace) w.SetPredicate(d->e, lanes, q);
  [[clang::musttail]] return RunNext(w, d, lanes);
}

// set on pairs: each half of d is 1.0 or 0 (0xffff or 0 for an integer result).
template <bool kBf16, bool kFtz>
const Decoded* SetPair(Warp& w, const Decoded* d, uint32_t lanes) {
  const uint32_t low = Related<LowHalf<kBf16, kFtz>>(w, d), high = Related<HighHalf<kBf16, kFtz>>(w, d);
  if (w.feedback != nullptr) TellComparison(w, d, lanes, low & high, w.At<const void*>(d->a), w.At<const void*>(d->b));
  const uint32_t p = Combine(w, d, low), q = Combine(w, d, high);
  const uint32_t yes = static_cast<uint16_t>(d->immediate);
  StoreLanes<uint32_t>(w, d->d, lanes,
                       [=](int i) { return ((p >> i & 1) != 0 ? yes : 0) | ((q >> i & 1) != 0 ? yes << 16 : 0); });
  [[clang::musttail]] return RunNext(w, d, lanes);
}

template <bool kFtz>
void PickSetpF32(Lowering& l) {
  const auto set = [&]<Op kOp>(std::integral_constant<Op, kOp>) {
    constexpr auto kCompare = [](float a, float b) { return Compare<kOp>(Flush<kFtz>(a), Flush<kFtz>(b)); };
    l.out.run = SetpHandler<decltype(kCompare), float>;
  };
  using enum semantics::Comparison;
  if (l.Has("eq")) return set(std::integral_constant<Op, kEq>{});
  if (l.Has("ne")) return set(std::integral_constant<Op, kNe>{});
  if (l.Has("lt")) return set(std::integral_constant<Op, kLt>{});
  if (l.Has("le")) return set(std::integral_constant<Op, kLe>{});
  if (l.Has("gt")) return set(std::integral_constant<Op, kGt>{});
  if (l.Has("ge")) return set(std::integral_constant<Op, kGe>{});
  if (l.Has("neu")) return set(std::integral_constant<Op, kNeu>{});
  if (l.Has("ltu")) return set(std::integral_constant<Op, kLtu>{});
  if (l.Has("leu")) return set(std::integral_constant<Op, kLeu>{});
  if (l.Has("gtu")) return set(std::integral_constant<Op, kGtu>{});
  if (l.Has("geu")) return set(std::integral_constant<Op, kGeu>{});
  l.out.run = Setp<Single<kFtz>>;
}

// Calls visit.operator()<kBf16, kFtz>().
template <class V>
void VisitHalf(Lowering& l, bool bf16, V visit) {
  if (bf16) return visit.template operator()<true, false>();
  if (l.Has("ftz")) return visit.template operator()<false, true>();
  visit.template operator()<false, false>();
}

}  // namespace

void LowerSetpF32(Lowering& l) {
  LowerSetpOperands(l, Type::kF32);
  l.out.bytes = RelationsOf(l);
  if (l.Has("ftz")) return PickSetpF32<true>(l);
  PickSetpF32<false>(l);
}
void LowerSetpF64(Lowering& l) {
  LowerSetpOperands(l, Type::kF64);
  l.out.bytes = RelationsOf(l);
  l.out.run = Setp<Double>;
}
void LowerSetpHalf(Lowering& l) {
  LowerSetpOperands(l, l.type());
  l.out.bytes = RelationsOf(l);
  VisitHalf(l, l.type() == Type::kBF16, [&]<bool kBf16, bool kFtz>() { l.out.run = Setp<Half<kBf16, kFtz>>; });
}
void LowerSetpHalf2(Lowering& l) {
  LowerSetpOperands(l, l.type());
  l.out.bytes = RelationsOf(l);
  VisitHalf(l, l.type() == Type::kBF16x2, [&]<bool kBf16, bool kFtz>() { l.out.run = SetpPair<kBf16, kFtz>; });
}
void LowerSetFloat(Lowering& l) {
  LowerSetOperands(l, l.type(0), l.type(1));
  l.out.bytes = RelationsOf(l);
  if (l.type(1) == Type::kF64) {
    l.out.run = Set<Double, uint32_t>;
  } else {
    l.out.run = l.Has("ftz") ? Set<Single<true>, uint32_t> : Set<Single<false>, uint32_t>;
  }
}
void LowerSetHalf(Lowering& l) {
  LowerSetOperands(l, l.type(0), l.type(1));
  l.out.bytes = RelationsOf(l);
  const bool narrow = ptx::TypeBytes(l.type(0)) == 2;
  VisitHalf(l, l.type(1) == Type::kBF16, [&]<bool kBf16, bool kFtz>() {
    l.out.run = narrow ? Set<Half<kBf16, kFtz>, uint16_t> : Set<Half<kBf16, kFtz>, uint32_t>;
  });
}
void LowerSetHalf2(Lowering& l) {
  const Type result = l.type(0);
  LowerSetOperands(l, result, l.type(1));
  l.out.bytes = RelationsOf(l);
  l.out.immediate = result == Type::kF16x2 ? 0x3c00 : result == Type::kBF16x2 ? 0x3f80 : 0xffff;
  VisitHalf(l, l.type(1) == Type::kBF16x2, [&]<bool kBf16, bool kFtz>() { l.out.run = SetPair<kBf16, kFtz>; });
}

}  // namespace gatefuzz::emulator
