// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// PTX 9.7.1 and 9.7.2: integer arithmetic. T is the C++ type of the instruction's type, uint16_t to int64_t. Arithmetic
// wraps. Division and remainder by zero, which PTX leaves open, give all ones, as measured on an H100.
#ifndef GATEFUZZ_EMULATOR_SEMANTICS_INTEGER_H_
#define GATEFUZZ_EMULATOR_SEMANTICS_INTEGER_H_

#include <cstdint>
#include <limits>
#include <type_traits>

#include "emulator/semantics/float_bits.h"

namespace gatefuzz::semantics {

template <class T>
using Unsigned = std::make_unsigned_t<T>;
// An unsigned type at least as wide as unsigned int, so that products of 16-bit values do not overflow int.
template <class T>
using Wrapping = std::conditional_t<sizeof(T) == 8, uint64_t, uint32_t>;
// Twice as wide, of the same sign.
template <class T>
using Wide =
    std::conditional_t<sizeof(T) == 2, std::conditional_t<std::is_signed_v<T>, int32_t, uint32_t>,
                       std::conditional_t<sizeof(T) == 4, std::conditional_t<std::is_signed_v<T>, int64_t, uint64_t>,
                                          std::conditional_t<std::is_signed_v<T>, __int128, unsigned __int128>>>;

template <class T>
GATEFUZZ_SEMANTICS T Add(T a, T b) {
  return static_cast<T>(static_cast<Wrapping<T>>(a) + static_cast<Wrapping<T>>(b));
}
template <class T>
GATEFUZZ_SEMANTICS T Sub(T a, T b) {
  return static_cast<T>(static_cast<Wrapping<T>>(a) - static_cast<Wrapping<T>>(b));
}
template <class T>
GATEFUZZ_SEMANTICS T MulLo(T a, T b) {
  return static_cast<T>(static_cast<Wrapping<T>>(a) * static_cast<Wrapping<T>>(b));
}
template <class T>
GATEFUZZ_SEMANTICS Wide<T> MulWide(T a, T b) {
  return static_cast<Wide<T>>(a) * static_cast<Wide<T>>(b);
}
template <class T>
GATEFUZZ_SEMANTICS T MulHi(T a, T b) {
  return static_cast<T>(MulWide(a, b) >> (sizeof(T) * 8));
}
template <class T>
GATEFUZZ_SEMANTICS T MadLo(T a, T b, T c) {
  return Add(MulLo(a, b), c);
}
template <class T>
GATEFUZZ_SEMANTICS T MadHi(T a, T b, T c) {
  return Add(MulHi(a, b), c);
}
template <class T>
GATEFUZZ_SEMANTICS Wide<T> MadWide(T a, T b, Wide<T> c) {
  return Add(MulWide(a, b), c);
}

// .sat, which exists for .s32 alone
GATEFUZZ_SEMANTICS int32_t ClampToS32(int64_t x) {
  const int64_t low = x < INT32_MIN ? INT32_MIN : x;
  return static_cast<int32_t>(low > INT32_MAX ? INT32_MAX : low);
}
GATEFUZZ_SEMANTICS int32_t AddSat(int32_t a, int32_t b) { return ClampToS32(int64_t{a} + b); }
GATEFUZZ_SEMANTICS int32_t SubSat(int32_t a, int32_t b) { return ClampToS32(int64_t{a} - b); }
GATEFUZZ_SEMANTICS int32_t MadHiSat(int32_t a, int32_t b, int32_t c) { return AddSat(MulHi(a, b), c); }

// mul24: the low 24 bits of a and b, sign-extended if T is signed, give a product of 48 bits.
template <class T>
GATEFUZZ_SEMANTICS Wide<T> Mul24Product(T a, T b) {
  static_assert(sizeof(T) == 4);
  const T short_a = static_cast<T>(static_cast<T>(static_cast<uint32_t>(a) << 8) >> 8);
  const T short_b = static_cast<T>(static_cast<T>(static_cast<uint32_t>(b) << 8) >> 8);
  return MulWide(short_a, short_b);
}
template <class T>
GATEFUZZ_SEMANTICS T Mul24Lo(T a, T b) {
  return static_cast<T>(Mul24Product(a, b));
}
template <class T>
GATEFUZZ_SEMANTICS T Mul24Hi(T a, T b) {
  return static_cast<T>(Mul24Product(a, b) >> 16);
}

template <class T>
GATEFUZZ_SEMANTICS T Div(T a, T b) {
  if (b == 0) return static_cast<T>(-1);
  if constexpr (std::is_signed_v<T>) {
    if (b == -1) return Sub(T{0}, a);  // the smallest number has no negative: it stays
  }
  return static_cast<T>(a / b);
}
template <class T>
GATEFUZZ_SEMANTICS T Rem(T a, T b) {
  if (b == 0) return static_cast<T>(-1);
  if constexpr (std::is_signed_v<T>) {
    if (b == -1) return 0;
  }
  return static_cast<T>(a % b);
}

template <class T>
GATEFUZZ_SEMANTICS T Neg(T a) {
  return Sub(T{0}, a);
}
template <class T>
GATEFUZZ_SEMANTICS T Abs(T a) {
  return a < 0 ? Neg(a) : a;
}
template <class T>
GATEFUZZ_SEMANTICS T Min(T a, T b) {
  return a < b ? a : b;
}
template <class T>
GATEFUZZ_SEMANTICS T Max(T a, T b) {
  return a > b ? a : b;
}
// .relu: below 0 becomes 0
template <class T>
GATEFUZZ_SEMANTICS T MinRelu(T a, T b) {
  return Max(Min(a, b), T{0});
}
template <class T>
GATEFUZZ_SEMANTICS T MaxRelu(T a, T b) {
  return Max(Max(a, b), T{0});
}
// c + |a - b|
template <class T>
GATEFUZZ_SEMANTICS T Sad(T a, T b, T c) {
  return Add(c, a < b ? Sub(b, a) : Sub(a, b));
}

// Dot product of the bytes of a (signed if A is) and b (if B is), added to c.
template <class A, class B>
GATEFUZZ_SEMANTICS uint32_t Dp4a(A a, B b, uint32_t c) {
  using ByteA = std::conditional_t<std::is_signed_v<A>, int8_t, uint8_t>;
  using ByteB = std::conditional_t<std::is_signed_v<B>, int8_t, uint8_t>;
  for (int i = 0; i < 4; ++i) {
    const int32_t x = static_cast<ByteA>(static_cast<uint32_t>(a) >> (8 * i));
    const int32_t y = static_cast<ByteB>(static_cast<uint32_t>(b) >> (8 * i));
    c += static_cast<uint32_t>(x * y);
  }
  return c;
}
// The two 16-bit halves of a with two bytes of b: its low two, or its high two.
template <class A, class B>
GATEFUZZ_SEMANTICS uint32_t Dp2a(A a, B b, uint32_t c, int first_byte) {
  using HalfA = std::conditional_t<std::is_signed_v<A>, int16_t, uint16_t>;
  using ByteB = std::conditional_t<std::is_signed_v<B>, int8_t, uint8_t>;
  for (int i = 0; i < 2; ++i) {
    const int32_t x = static_cast<HalfA>(static_cast<uint32_t>(a) >> (16 * i));
    const int32_t y = static_cast<ByteB>(static_cast<uint32_t>(b) >> (8 * (i + first_byte)));
    c += static_cast<uint32_t>(x * y);
  }
  return c;
}
template <class A, class B>
GATEFUZZ_SEMANTICS uint32_t Dp2aLo(A a, B b, uint32_t c) {
  return Dp2a(a, b, c, 0);
}
template <class A, class B>
GATEFUZZ_SEMANTICS uint32_t Dp2aHi(A a, B b, uint32_t c) {
  return Dp2a(a, b, c, 2);
}

// Extended precision, T unsigned. Carry and borrow are 0 or 1.
template <class T>
GATEFUZZ_SEMANTICS T AddCarry(T a, T b, uint32_t carry_in, uint32_t* carry_out) {
  static_assert(std::is_unsigned_v<T>);
  const T sum = static_cast<T>(a + b);
  const T result = static_cast<T>(sum + carry_in);
  *carry_out = static_cast<uint32_t>(sum < a) | static_cast<uint32_t>(result < sum);
  return result;
}
template <class T>
GATEFUZZ_SEMANTICS T SubBorrow(T a, T b, uint32_t borrow_in, uint32_t* borrow_out) {
  static_assert(std::is_unsigned_v<T>);
  const T difference = static_cast<T>(a - b);
  const T result = static_cast<T>(difference - borrow_in);
  *borrow_out = static_cast<uint32_t>(a < b) | static_cast<uint32_t>(difference < borrow_in);
  return result;
}

}  // namespace gatefuzz::semantics

#endif  // GATEFUZZ_EMULATOR_SEMANTICS_INTEGER_H_
