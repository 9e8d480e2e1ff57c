// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// cvt. Registers may be wider than the types: a source is cut, a result extended by its own sign. Two kinds of handler:
// the common conversions, with registers of their natural widths, are vectorised loops for one set of modifiers each;
// all others share one loop for each pair of types, which looks at the modifiers lane by lane. (One loop for each set
// of modifiers would be thousands.)
#ifndef GATEFUZZ_EMULATOR_EXEC_CONVERT_HANDLERS_H_
#define GATEFUZZ_EMULATOR_EXEC_CONVERT_HANDLERS_H_

#include "emulator/exec/float_modifiers.h"
#include "emulator/exec/lowering.h"
#include "emulator/semantics/rounding.h"

namespace gatefuzz::emulator {

// Modifiers at run time, in Decoded::variant.
struct Modifiers {
  semantics::Rounding rounding = semantics::Rounding::kNearest;
  bool to_integral = false, ftz = false, sat = false, relu = false, satfinite = false;

  uint8_t Pack() const {
    return static_cast<uint8_t>(static_cast<int>(rounding) | to_integral << 2 | ftz << 3 | sat << 4 | relu << 5 |
                                satfinite << 6);
  }
  static Modifiers Unpack(uint8_t bits) {
    return {static_cast<semantics::Rounding>(bits & 3),
            (bits & 4) != 0,
            (bits & 8) != 0,
            (bits & 16) != 0,
            (bits & 32) != 0,
            (bits & 64) != 0};
  }
};

inline Modifiers ModifiersOf(const Lowering& l) {
  Modifiers m;
  VisitRounding(l, [&]<semantics::Rounding R>(RoundingTag<R>) { m.rounding = R; });
  m.to_integral = l.Has("rni") || l.Has("rzi") || l.Has("rmi") || l.Has("rpi");
  m.ftz = l.Has("ftz");
  m.sat = l.Has("sat");
  m.relu = l.Has("relu");
  m.satfinite = l.Has("satfinite");
  return m;
}

// Calls f(RoundingTag<R>{}) for a rounding known at run time only.
template <class F>
auto WithRounding(semantics::Rounding rounding, F f) {
  using enum semantics::Rounding;
  switch (rounding) {
    case kZero:
      return f(RoundingTag<kZero>{});
    case kDown:
      return f(RoundingTag<kDown>{});
    case kUp:
      return f(RoundingTag<kUp>{});
    default:
      return f(RoundingTag<kNearest>{});
  }
}

// The narrowest register that holds a T.
template <class T>
inline constexpr int kNaturalBytes = sizeof(T) == 1 ? 2 : static_cast<int>(sizeof(T));

// d = F(a), registers of To's and From's own widths.
template <class F, class To, class From>
const Decoded* ConvertHandler(Warp& w, const Decoded* d, uint32_t lanes) {
  const From* a = w.At<const From>(d->a);
  StoreLanes<To, kWidest<To, From>>(w, d->d, lanes, [=](int i) { return static_cast<To>(F{}(a[i])); });
  [[clang::musttail]] return RunNext(w, d, lanes);
}

// d = F(a, modifiers), registers of any widths: `bytes` of d, `address_bytes` of a.
template <class F, class To, class From>
const Decoded* ConvertAnyHandler(Warp& w, const Decoded* d, uint32_t lanes) {
  const auto* a = w.At<const uint8_t>(d->a);
  auto* to = w.At<uint8_t>(d->d);
  const Modifiers modifiers = Modifiers::Unpack(d->variant);
  ForLanes(lanes, [&](int i) {
    From x;
    std::memcpy(&x, a + i * d->address_bytes, sizeof x);
    const To result = static_cast<To>(F{}(x, modifiers));
    uint64_t bits = 0;
    if constexpr (std::is_integral_v<To>) {
      bits = static_cast<uint64_t>(result);
    } else {
      std::memcpy(&bits, &result, sizeof result);
    }
    std::memcpy(to + i * d->bytes, &bits, d->bytes);
  });
  [[clang::musttail]] return RunNext(w, d, lanes);
}

// Operands, and the handler for any modifiers. A half is uint16_t bits.
template <class To, class From, class F>
void LowerConvert(Lowering& l, F) {
  const int to_bytes = l.RegisterBytes(l.operand(0));
  const bool is_register = l.RegisterBytes(l.operand(1)) != 0;
  // Constants and special registers come at the natural width.
  const int from_bytes = is_register ? l.RegisterBytes(l.operand(1)) : kNaturalBytes<From>;
  if (to_bytes < static_cast<int>(sizeof(To)) || from_bytes < static_cast<int>(sizeof(From))) {
    return l.Fail("a register is narrower than its type");
  }
  if (to_bytes > 8) return l.Fail("a conversion gives no 128 bits");
  l.out.d = l.Dest(l.operand(0), to_bytes);
  const ptx::Type bits = from_bytes == 2 ? ptx::Type::kB16 : from_bytes == 4 ? ptx::Type::kB32 : ptx::Type::kB64;
  l.out.a = l.Source(1, is_register || sizeof(From) == 1 ? bits : l.type(1));
  l.out.bytes = static_cast<uint8_t>(to_bytes);
  l.out.address_bytes = static_cast<uint8_t>(from_bytes);
  l.out.variant = ModifiersOf(l).Pack();
  l.out.run = ConvertAnyHandler<F, To, From>;
}

// After LowerConvert: the vectorised handler, if `applies` and the registers have their natural widths.
template <class To, class From, class F>
void Quicken(Lowering& l, bool applies, F) {
  if (applies && l.out.bytes == sizeof(To) && l.out.address_bytes == sizeof(From))
    l.out.run = ConvertHandler<F, To, From>;
}

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_EXEC_CONVERT_HANDLERS_H_
