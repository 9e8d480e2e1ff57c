// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// PTX 9.7.2, extended precision: the carry flag is one bit of each lane, kept in Warp::carry. For subtraction it holds
// the borrow.
#include <bit>

#include "emulator/exec/lowering.h"
#include "emulator/semantics/integer.h"

namespace gatefuzz::emulator {
namespace {

// F: (a, b, c, carry in, &carry out) -> result.
template <class F, class T, bool kReads, bool kWrites>
const Decoded* CarryHandler(Warp& w, const Decoded* d, uint32_t lanes) {
  const T* a = w.At<const T>(d->a);
  const T* b = w.At<const T>(d->b);
  const T* c = w.At<const T>(d->c);
  const uint32_t carry = w.carry;
  T result[32];
  uint8_t carried[32];
  for (int i = 0; i < 32; ++i) {
    uint32_t out = 0;
    result[i] = F{}(a[i], b[i], c[i], kReads ? carry >> i & 1 : 0, &out);
    carried[i] = static_cast<uint8_t>(out);
  }
  StoreLanes<T>(w, d->d, lanes, [&](int i) { return result[i]; });
  if constexpr (kWrites) w.carry = (w.carry & ~lanes) | (LaneMask([&](int i) { return carried[i] != 0; }) & lanes);
  [[clang::musttail]] return RunNext(w, d, lanes);
}

template <class F>
void LowerCarry(Lowering& l, bool reads, F) {
  const bool is_mad = l.in.operands.size() == 4;
  VisitBytes(ptx::TypeBytes(l.type()), [&]<class T>(Tag<T>) {
    if constexpr (sizeof(T) >= 4) {
      l.out.d = l.Dest(l.operand(0), sizeof(T));
      l.out.a = l.Source(1, l.type());
      l.out.b = l.Source(2, l.type());
      l.out.c = is_mad ? l.Source(3, l.type()) : l.out.b;
      VisitBool(reads, [&]<bool kReads>(std::bool_constant<kReads>) {
        VisitBool(l.Has("cc"),
                  [&]<bool kWrites>(std::bool_constant<kWrites>) { l.out.run = CarryHandler<F, T, kReads, kWrites>; });
      });
    }
  });
}

constexpr auto kAdd = [](auto a, auto b, auto, uint32_t in, uint32_t* out) {
  return semantics::AddCarry(a, b, in, out);
};
constexpr auto kSub = [](auto a, auto b, auto, uint32_t in, uint32_t* out) {
  return semantics::SubBorrow(a, b, in, out);
};
constexpr auto kMadLo = [](auto a, auto b, auto c, uint32_t in, uint32_t* out) {
  return semantics::AddCarry(semantics::MulLo(a, b), c, in, out);
};
// The high half of a product depends on signedness.
constexpr auto kMadHiUnsigned = [](auto a, auto b, auto c, uint32_t in, uint32_t* out) {
  return semantics::AddCarry(semantics::MulHi(a, b), c, in, out);
};
constexpr auto kMadHiSigned = [](auto a, auto b, auto c, uint32_t in, uint32_t* out) {
  using S = std::make_signed_t<decltype(a)>;
  const auto high = static_cast<decltype(a)>(semantics::MulHi(static_cast<S>(a), static_cast<S>(b)));
  return semantics::AddCarry(high, c, in, out);
};

void LowerMad(Lowering& l, bool reads) {
  if (l.Has("lo")) return LowerCarry(l, reads, kMadLo);
  if (l.type() == ptx::Type::kS32 || l.type() == ptx::Type::kS64) return LowerCarry(l, reads, kMadHiSigned);
  LowerCarry(l, reads, kMadHiUnsigned);
}

}  // namespace

void LowerAddCc(Lowering& l) { LowerCarry(l, false, kAdd); }
void LowerAddc(Lowering& l) { LowerCarry(l, true, kAdd); }
void LowerSubCc(Lowering& l) { LowerCarry(l, false, kSub); }
void LowerSubc(Lowering& l) { LowerCarry(l, true, kSub); }
void LowerMadCc(Lowering& l) { LowerMad(l, false); }
void LowerMadc(Lowering& l) { LowerMad(l, true); }

}  // namespace gatefuzz::emulator
