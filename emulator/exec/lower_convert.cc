// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// PTX 9.7.9, cvt between integers, and its packing forms.
#include "emulator/exec/convert_handlers.h"
#include "emulator/semantics/convert.h"

namespace gatefuzz::emulator {
namespace {

using namespace semantics;  // NOLINT: these files only name its functions
using ptx::Type;

}  // namespace

void LowerCvtIntInt(Lowering& l) {
  VisitAnyInteger(l.type(0), [&]<class To>(Tag<To>) {
    VisitAnyInteger(l.type(1), [&]<class From>(Tag<From>) {
      LowerConvert<To, From>(
          l, [](From x, Modifiers m) { return m.sat ? IntToInt<To, From, true>(x) : IntToInt<To, From, false>(x); });
      // The result's sign does not matter where no bits are added: half of the loops serve all.
      if constexpr (sizeof(From) > 1 && sizeof(To) > 1) {
        using Bits = std::make_unsigned_t<To>;
        Quicken<Bits, From>(l, !l.Has("sat"), [](From x) { return static_cast<Bits>(x); });
      }
    });
  });
}

void LowerCvtPack(Lowering& l) {
  if (l.type(0) == Type::kS16) {
    return l.Binary<uint32_t, int32_t, int32_t>([](int32_t a, int32_t b) { return CvtPack<int16_t>(a, b); }, Type::kS32,
                                                Type::kS32);
  }
  l.Binary<uint32_t, int32_t, int32_t>([](int32_t a, int32_t b) { return CvtPack<uint16_t>(a, b); }, Type::kS32,
                                       Type::kS32);
}

void LowerCvtPack8(Lowering& l) {
  if (l.type(0) == Type::kS8) {
    return l.Ternary<uint32_t, int32_t, int32_t, uint32_t>(
        [](int32_t a, int32_t b, uint32_t c) { return CvtPack8<int8_t>(a, b, c); }, Type::kS32, Type::kS32, Type::kB32);
  }
  l.Ternary<uint32_t, int32_t, int32_t, uint32_t>(
      [](int32_t a, int32_t b, uint32_t c) { return CvtPack8<uint8_t>(a, b, c); }, Type::kS32, Type::kS32, Type::kB32);
}

}  // namespace gatefuzz::emulator
