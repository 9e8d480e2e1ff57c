// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0

#include "emulator/semantics/integer.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <random>
#include <type_traits>
#include <vector>

#include "gtest/gtest.h"

namespace gatefuzz::semantics {
namespace {

template <class T>
class Integer : public ::testing::Test {};
using Types = ::testing::Types<uint16_t, int16_t, uint32_t, int32_t, uint64_t, int64_t>;
TYPED_TEST_SUITE(Integer, Types);

// Pairs of edge and random values, with the operation in 128 bits as the reference.
template <class T, class Check>
void ForPairs(Check check) {
  constexpr T kLow = std::numeric_limits<T>::min(), kHigh = std::numeric_limits<T>::max();
  std::vector<T> values = {0,
                           1,
                           2,
                           3,
                           7,
                           static_cast<T>(-1),
                           static_cast<T>(-2),
                           kLow,
                           static_cast<T>(kLow + 1),
                           kHigh,
                           static_cast<T>(kHigh - 1),
                           static_cast<T>(kHigh / 2)};
  std::mt19937_64 engine(1);
  while (values.size() < 60) values.push_back(static_cast<T>(engine() >> (engine() % 64)));
  for (const T a : values) {
    for (const T b : values) check(a, b);
  }
}

TYPED_TEST(Integer, WrapsAround) {
  using T = TypeParam;
  ForPairs<T>([](T a, T b) {
    const __int128 x = a, y = b;
    EXPECT_EQ(Add(a, b), static_cast<T>(x + y));
    EXPECT_EQ(Sub(a, b), static_cast<T>(x - y));
    EXPECT_EQ(MulLo(a, b), static_cast<T>(static_cast<unsigned __int128>(x) * static_cast<unsigned __int128>(y)));
    EXPECT_EQ(Neg(a), static_cast<T>(-x));
    EXPECT_EQ(Abs(a), static_cast<T>(x < 0 ? -x : x));
    EXPECT_EQ(Min(a, b), static_cast<T>(x < y ? x : y));
    EXPECT_EQ(MaxRelu(a, b), static_cast<T>(std::max<__int128>(0, std::max(x, y))));
    EXPECT_EQ(Sad(a, b, T{5}), static_cast<T>(5 + (x < y ? y - x : x - y)));
  });
}

TYPED_TEST(Integer, KeepsTheWholeProduct) {
  using T = TypeParam;
  ForPairs<T>([](T a, T b) {
    using Full = std::conditional_t<std::is_signed_v<T>, __int128, unsigned __int128>;
    const Full product = static_cast<Full>(a) * static_cast<Full>(b);
    EXPECT_TRUE(MulWide(a, b) == static_cast<Wide<T>>(product));
    EXPECT_EQ(MulHi(a, b), static_cast<T>(product >> (sizeof(T) * 8)));
    EXPECT_EQ(MadHi(a, b, T{3}), static_cast<T>((product >> (sizeof(T) * 8)) + 3));
  });
}

TYPED_TEST(Integer, DividesTowardZero) {
  using T = TypeParam;
  ForPairs<T>([](T a, T b) {
    const T quotient = b == 0 ? static_cast<T>(-1) : static_cast<T>(__int128{a} / b);
    const T remainder = b == 0 ? static_cast<T>(-1) : static_cast<T>(__int128{a} % b);
    EXPECT_EQ(Div(a, b), quotient) << +a << " " << +b;
    EXPECT_EQ(Rem(a, b), remainder) << +a << " " << +b;
  });
}

TYPED_TEST(Integer, CarriesBetweenWords) {
  using T = std::make_unsigned_t<TypeParam>;
  ForPairs<T>([](T a, T b) {
    for (uint32_t in = 0; in < 2; ++in) {
      uint32_t carry = 2, borrow = 2;
      const unsigned __int128 sum = static_cast<unsigned __int128>(a) + b + in;
      const __int128 difference = static_cast<__int128>(a) - b - in;
      EXPECT_EQ(AddCarry(a, b, in, &carry), static_cast<T>(sum));
      EXPECT_EQ(carry, static_cast<uint32_t>(sum >> (sizeof(T) * 8)));
      EXPECT_EQ(SubBorrow(a, b, in, &borrow), static_cast<T>(difference));
      EXPECT_EQ(borrow, difference < 0 ? 1u : 0u);
    }
  });
}

TEST(Integer32, Saturates) {
  EXPECT_EQ(AddSat(INT32_MAX, 1), INT32_MAX);
  EXPECT_EQ(AddSat(INT32_MIN, -1), INT32_MIN);
  EXPECT_EQ(SubSat(INT32_MIN, 1), INT32_MIN);
  EXPECT_EQ(SubSat(0, INT32_MIN), INT32_MAX);
  EXPECT_EQ(MadHiSat(INT32_MIN, INT32_MIN, INT32_MAX), INT32_MAX);
}

TEST(Integer32, Multiplies24Bits) {
  EXPECT_EQ(Mul24Lo<uint32_t>(0xff000003, 5), 15u);
  EXPECT_EQ(Mul24Lo<int32_t>(0x00ffffff, 5), -5);
  EXPECT_EQ(Mul24Hi<uint32_t>(0x00ffffff, 0x00ffffff), 0xfffffe00u);
  EXPECT_EQ(Mul24Hi<int32_t>(0x00800000, 0x00800000), 0x40000000);
}

TEST(Integer32, AddsDotProducts) {
  EXPECT_EQ(Dp4a<uint32_t>(0xff010203u, 0x01020304u, 7u), 0xffu + 2 + 6 + 12 + 7);
  EXPECT_EQ(Dp4a(int32_t{-1}, int32_t{0x01020304}, 0u), static_cast<uint32_t>(-10));
  EXPECT_EQ(Dp4a(0xffffffffu, int32_t{-1}, 0u), static_cast<uint32_t>(-4 * 255));
  EXPECT_EQ(Dp2aLo(int32_t{0x7fff8000}, int32_t{0x11228001}, 1u), static_cast<uint32_t>(-32768 + 32767 * -128 + 1));
  EXPECT_EQ(Dp2aHi(0x00020003u, 0x11228001u, 0u), 3u * 0x22 + 2u * 0x11);
}

}  // namespace
}  // namespace gatefuzz::semantics
