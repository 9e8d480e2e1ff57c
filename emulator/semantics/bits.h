// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// PTX bit manipulation: popc to bmsk of 9.7.1, shifts and lop3 of 9.7.8, prmt of 9.7.9. T is the C++ type of the
// instruction's type.
#ifndef GATEFUZZ_EMULATOR_SEMANTICS_BITS_H_
#define GATEFUZZ_EMULATOR_SEMANTICS_BITS_H_

#include <bit>
#include <cstdint>
#include <type_traits>

#include "emulator/semantics/float_bits.h"

namespace gatefuzz::semantics {

template <class T>
GATEFUZZ_SEMANTICS uint32_t Popc(T a) {
  return static_cast<uint32_t>(std::popcount(static_cast<std::make_unsigned_t<T>>(a)));
}
template <class T>
GATEFUZZ_SEMANTICS uint32_t Clz(T a) {
  return static_cast<uint32_t>(std::countl_zero(static_cast<std::make_unsigned_t<T>>(a)));
}

// The position of the highest bit that differs from the sign (of unsigned types: that is set); all ones if none.
template <class T>
GATEFUZZ_SEMANTICS uint32_t Bfind(T a) {
  if constexpr (std::is_signed_v<T>) a = a < 0 ? ~a : a;
  return sizeof(T) * 8 - 1 - Clz(a);  // 2^32 - 1 where no bit is set
}
// .shiftamt: how far to shift left to bring that bit to the top; all ones if none.
template <class T>
GATEFUZZ_SEMANTICS uint32_t BfindShiftamt(T a) {
  const uint32_t position = Bfind(a);
  return position == UINT32_MAX ? UINT32_MAX : sizeof(T) * 8 - 1 - position;
}

template <class T>
GATEFUZZ_SEMANTICS T Brev(T a) {
  if constexpr (sizeof(T) == 4) {
    return __builtin_bitreverse32(a);
  } else {
    return __builtin_bitreverse64(a);
  }
}

// `length` bits of a from bit `position`; bits beyond a's top are its sign, or 0 if unsigned. PTX gives a meaning to
// positions and lengths below 256. Of others hardware takes the low 8 bits at 32 bits, and all of them at 64.
template <class T>
GATEFUZZ_SEMANTICS uint32_t FieldNumber(uint32_t n) {
  return sizeof(T) == 4 ? n & 0xff : n;
}
template <class T>
GATEFUZZ_SEMANTICS T Bfe(T a, uint32_t position, uint32_t length) {
  using Word = std::conditional_t<std::is_signed_v<T>, int64_t, uint64_t>;
  position = FieldNumber<T>(position);
  length = FieldNumber<T>(length);
  const uint32_t shift = position < 63 ? position : 63;
  Word field = static_cast<Word>(a) >> shift;
  if (std::is_unsigned_v<T> && position > 63) field = 0;
  const uint32_t unused = length < 64 ? 64 - length : 0;
  const Word cut = static_cast<Word>(static_cast<uint64_t>(field) << (unused & 63)) >> (unused & 63);
  return length == 0 ? T{0} : static_cast<T>(cut);
}

// b with `length` bits from bit `position` on replaced by the low bits of a.
template <class T>
GATEFUZZ_SEMANTICS T Bfi(T a, T b, uint32_t position, uint32_t length) {
  static_assert(std::is_unsigned_v<T>);
  constexpr uint32_t kWidth = sizeof(T) * 8;
  position = FieldNumber<T>(position);
  length = FieldNumber<T>(length);
  const T ones = length >= kWidth ? static_cast<T>(~T{0}) : static_cast<T>((T{1} << (length & (kWidth - 1))) - 1);
  const T mask = static_cast<T>(ones << (position & (kWidth - 1)));
  const T moved = static_cast<T>(a << (position & (kWidth - 1)));
  return position >= kWidth ? b : static_cast<T>((b & ~mask) | (moved & mask));
}

// The n-th set bit of mask, counted from `base` up for offset > 0, down for offset < 0; base itself for 0, if it is
// set. All ones if there is none.
GATEFUZZ_SEMANTICS uint32_t Fns(uint32_t mask, uint32_t base, int32_t offset) {
  base &= 31;
  const int step = offset < 0 ? -1 : 1;
  int64_t left = offset == 0 ? 1 : (offset < 0 ? -int64_t{offset} : offset);
  for (int bit = static_cast<int>(base); bit >= 0 && bit < 32; bit += step) {
    if ((mask >> bit & 1) != 0 && --left == 0) return static_cast<uint32_t>(bit);
    if (offset == 0) break;
  }
  return UINT32_MAX;
}

// The low n bits of a, sign-extended if T is signed. n >= 32: a itself (.clamp), or n modulo 32 (.wrap).
template <class T, bool kWrap>
GATEFUZZ_SEMANTICS T Szext(T a, uint32_t n) {
  static_assert(sizeof(T) == 4);
  if (kWrap) n &= 31;
  const uint32_t unused = n < 32 ? 32 - n : 0;
  const T cut = static_cast<T>(static_cast<T>(static_cast<uint32_t>(a) << (unused & 31)) >> (unused & 31));
  return n == 0 ? T{0} : cut;
}

// `width` ones from bit `position` on.
template <bool kWrap>
GATEFUZZ_SEMANTICS uint32_t Bmsk(uint32_t position, uint32_t width) {
  if (kWrap) {
    position &= 31;
    width &= 31;
  }
  const uint64_t ones = width >= 32 ? 0xffffffffu : (uint64_t{1} << (width & 31)) - 1;
  return position >= 32 ? 0 : static_cast<uint32_t>(ones << (position & 31));
}

// immLut's bit 4a+2b+c is the result for bits a, b, c.
GATEFUZZ_SEMANTICS uint32_t Lop3(uint32_t a, uint32_t b, uint32_t c, uint32_t lut) {
  uint32_t result = 0;
  for (uint32_t i = 0; i < 8; ++i) {
    const uint32_t chosen = 0 - (lut >> i & 1);
    result |= chosen & ((i & 4) != 0 ? a : ~a) & ((i & 2) != 0 ? b : ~b) & ((i & 1) != 0 ? c : ~c);
  }
  return result;
}

// Funnel shift of b:a. .l gives the high word of (b:a << c), .r the low word of (b:a >> c).
template <bool kWrap>
GATEFUZZ_SEMANTICS uint32_t ShfLeft(uint32_t a, uint32_t b, uint32_t c) {
  const uint32_t n = kWrap ? c & 31 : (c < 32 ? c : 32);
  return static_cast<uint32_t>(((uint64_t{b} << 32 | a) << n) >> 32);
}
template <bool kWrap>
GATEFUZZ_SEMANTICS uint32_t ShfRight(uint32_t a, uint32_t b, uint32_t c) {
  const uint32_t n = kWrap ? c & 31 : (c < 32 ? c : 32);
  return static_cast<uint32_t>((uint64_t{b} << 32 | a) >> n);
}

// Shift amounts above the width count as the width.
template <class T>
GATEFUZZ_SEMANTICS T Shl(T a, uint32_t amount) {
  constexpr uint32_t kWidth = sizeof(T) * 8;
  using U = std::conditional_t<sizeof(T) == 8, uint64_t, uint32_t>;
  const T shifted = static_cast<T>(static_cast<U>(a) << (amount & (kWidth - 1)));
  return amount < kWidth ? shifted : T{0};
}
template <class T>
GATEFUZZ_SEMANTICS T Shr(T a, uint32_t amount) {
  constexpr uint32_t kWidth = sizeof(T) * 8;
  if constexpr (std::is_signed_v<T>) {
    return static_cast<T>(a >> (amount < kWidth ? amount : kWidth - 1));
  } else {
    const T shifted = static_cast<T>(a >> (amount & (kWidth - 1)));
    return amount < kWidth ? shifted : T{0};
  }
}

template <class T>
GATEFUZZ_SEMANTICS T Cnot(T a) {
  return a == 0 ? T{1} : T{0};
}

// prmt: the bytes b:a are numbered 7..0. Each nibble of the selector picks one; its top bit replicates the byte's sign.
enum class PrmtMode { kIndex, kF4e, kB4e, kRc8, kEcl, kEcr, kRc16 };

// The selector that makes the default mode do what `mode` does with c.
template <PrmtMode kMode>
GATEFUZZ_SEMANTICS uint32_t PrmtSelector(uint32_t c) {
  const uint32_t n = c & 3;
  switch (kMode) {
    case PrmtMode::kIndex:
      return c;
    case PrmtMode::kF4e:
      return 0x3210 + 0x1111 * n;
    case PrmtMode::kB4e:
      return ((n + 5) & 7) << 12 | ((n + 6) & 7) << 8 | ((n + 7) & 7) << 4 | n;
    case PrmtMode::kRc8:
      return 0x1111 * n;
    case PrmtMode::kEcl:
      return (3 > n ? 3u : n) << 12 | (2 > n ? 2u : n) << 8 | (1 > n ? 1u : n) << 4 | n;
    case PrmtMode::kEcr:
      return n << 12 | (n < 2 ? n : 2u) << 8 | (n < 1 ? n : 1u) << 4;
    case PrmtMode::kRc16:
      return (n & 1) != 0 ? 0x3232 : 0x1010;
  }
  return c;
}
GATEFUZZ_SEMANTICS uint32_t Prmt(uint32_t a, uint32_t b, uint32_t selector) {
  const uint64_t bytes = uint64_t{b} << 32 | a;
  uint32_t result = 0;
  for (int i = 0; i < 4; ++i) {
    const uint32_t pick = selector >> (4 * i);
    const uint32_t byte = static_cast<uint32_t>(bytes >> (8 * (pick & 7))) & 0xff;
    const uint32_t sign = (byte & 0x80) != 0 ? 0xff : 0;
    result |= ((pick & 8) != 0 ? sign : byte) << (8 * i);
  }
  return result;
}

}  // namespace gatefuzz::semantics

#endif  // GATEFUZZ_EMULATOR_SEMANTICS_BITS_H_
