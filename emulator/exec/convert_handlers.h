// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// cvt where registers may be wider than the types.
#ifndef GATEFUZZ_EMULATOR_EXEC_CONVERT_HANDLERS_H_
#define GATEFUZZ_EMULATOR_EXEC_CONVERT_HANDLERS_H_

#include "emulator/exec/lowering.h"

namespace gatefuzz::emulator {


// DR, AR: unsigned types of the registers' widths. A signed result is extended by its sign.
template <class F, class To, class From, class DR, class AR>
const Decoded* ConvertHandler(Warp& w, const Decoded* d, uint32_t lanes) {
  const AR* a = w.At<const AR>(d->a);
  StoreLanes<DR>(w, d->d, lanes, [=](int i) {
    From x;
    const AR bits = a[i];
    std::memcpy(&x, &bits, sizeof x);
    const To result = static_cast<To>(F{}(x));
    if constexpr (std::is_integral_v<To>) {
      return static_cast<DR>(result);
    } else {
      DR out = 0;
      std::memcpy(&out, &result, sizeof result);
      return out;
    }
  });
  return d + 1;
}

// d = f(a), with registers at least as wide as To and From. `To` is a half: uint16_t bits.
template <class To, class From, class F>
void LowerConvert(Lowering& l, F) {
  int to_bytes = l.RegisterBytes(l.operand(0)), from_bytes = l.RegisterBytes(l.operand(1));
  if (to_bytes == 0) return l.Fail("the destination is not a register");
  // Constants and special registers come at the width of the type, 8-bit ones at 16.
  constexpr int kFromBytes = sizeof(From) == 1 ? 2 : sizeof(From);
  if (from_bytes == 0) from_bytes = kFromBytes;
  if (to_bytes < static_cast<int>(sizeof(To)) || from_bytes < static_cast<int>(sizeof(From))) {
    return l.Fail("a register is narrower than its type");
  }
  l.out.d = l.Dest(l.operand(0), to_bytes);
  const bool is_register = l.RegisterBytes(l.operand(1)) != 0;
  const ptx::Type bits = from_bytes == 2 ? ptx::Type::kB16 : from_bytes == 4 ? ptx::Type::kB32 : ptx::Type::kB64;
  l.out.a = l.Source(1, is_register || sizeof(From) == 1 ? bits : l.type(1));
  VisitBytes(to_bytes, [&]<class DR>(Tag<DR>) {
    VisitBytes(from_bytes, [&]<class AR>(Tag<AR>) {
      if constexpr (sizeof(DR) >= 2 && sizeof(AR) >= 2 && sizeof(DR) >= sizeof(To) && sizeof(AR) >= sizeof(From)) {
        l.out.run = ConvertHandler<F, To, From, DR, AR>;
      }
    });
  });
}

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_EXEC_CONVERT_HANDLERS_H_
