// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Bit by bit against the manual's pseudo code.

#include "emulator/semantics/bits.h"

#include <algorithm>
#include <cstdint>
#include <random>
#include <type_traits>

#include "gtest/gtest.h"

namespace gatefuzz::semantics {
namespace {

template <class T>
bool Bit(T a, uint32_t i) {
  return (static_cast<uint64_t>(a) >> i & 1) != 0;
}

template <class T>
class BitsOf : public ::testing::Test {};
using Types = ::testing::Types<uint32_t, int32_t, uint64_t, int64_t>;
TYPED_TEST_SUITE(BitsOf, Types);

TYPED_TEST(BitsOf, ExtractsFields) {
  using T = TypeParam;
  constexpr uint32_t kTop = sizeof(T) * 8 - 1;
  std::mt19937_64 engine(1);
  for (int i = 0; i < 20000; ++i) {
    const T a = static_cast<T>(engine());
    const uint32_t position = engine() % (i % 2 == 0 ? 80 : 1000), length = engine() % (i % 3 == 0 ? 1000 : 80);
    const uint32_t low = sizeof(T) == 4 ? 0xff : UINT32_MAX;  // see bits.h
    const uint32_t p = position & low, n = length & low;
    const bool sign = std::is_signed_v<T> && n != 0 && Bit(a, std::min(p + n - 1, kTop));
    uint64_t expected = 0;
    for (uint32_t bit = 0; bit <= kTop; ++bit) {
      const bool set = bit < n && p + bit <= kTop ? Bit(a, p + bit) : sign;
      expected |= uint64_t{set} << bit;
    }
    EXPECT_EQ(Bfe(a, position, length), static_cast<T>(expected)) << a << " " << p << " " << n;
  }
}

TYPED_TEST(BitsOf, InsertsFields) {
  using T = std::make_unsigned_t<TypeParam>;
  constexpr uint32_t kTop = sizeof(T) * 8 - 1;
  std::mt19937_64 engine(2);
  for (int i = 0; i < 20000; ++i) {
    const T a = static_cast<T>(engine()), b = static_cast<T>(engine());
    const uint32_t p = engine() % (i % 2 == 0 ? 80 : 256), n = engine() % (i % 3 == 0 ? 256 : 80);
    T expected = b;
    for (uint32_t bit = 0; bit < n && p + bit <= kTop; ++bit) {
      expected = static_cast<T>((expected & ~(T{1} << (p + bit))) | (T{Bit(a, bit)} << (p + bit)));
    }
    EXPECT_EQ(Bfi(a, b, p, n), expected) << a << " " << b << " " << p << " " << n;
  }
}

TYPED_TEST(BitsOf, CountsAndFinds) {
  using T = TypeParam;
  constexpr int kTop = sizeof(T) * 8 - 1;
  std::mt19937_64 engine(3);
  for (int i = 0; i < 2000; ++i) {
    const T a = i == 0
                    ? T{0}
                    : (i == 1 ? static_cast<T>(-1) : static_cast<T>(static_cast<int64_t>(engine()) >> (engine() % 64)));
    uint32_t ones = 0, found = UINT32_MAX;
    T reversed = 0;
    for (int bit = 0; bit <= kTop; ++bit) {
      ones += Bit(a, bit);
      if (Bit(a, bit) != (std::is_signed_v<T> && a < 0)) found = bit;
      if (Bit(a, bit)) reversed = static_cast<T>(reversed | static_cast<T>(uint64_t{1} << (kTop - bit)));
    }
    EXPECT_EQ(Popc(a), ones);
    EXPECT_EQ(Bfind(a), found) << a;
    EXPECT_EQ(BfindShiftamt(a), found == UINT32_MAX ? UINT32_MAX : kTop - found);
    EXPECT_EQ(Brev(a), reversed);
  }
  EXPECT_EQ(Clz(T{0}), sizeof(T) * 8);
  EXPECT_EQ(Clz(T{1}), sizeof(T) * 8 - 1);
}

TYPED_TEST(BitsOf, ClampsShiftAmounts) {
  using T = TypeParam;
  constexpr uint32_t kWidth = sizeof(T) * 8;
  for (const T a : {T{1}, static_cast<T>(-5), static_cast<T>(uint64_t{1} << (kWidth - 1))}) {
    for (const uint32_t amount : {0u, 1u, kWidth - 1, kWidth, kWidth + 1, 0x80000000u, UINT32_MAX}) {
      const uint32_t n = std::min(amount, kWidth);
      EXPECT_EQ(Shl(a, amount), static_cast<T>(static_cast<unsigned __int128>(a) << n));
      EXPECT_EQ(Shr(a, amount), static_cast<T>(__int128{a} >> n));
    }
  }
}

TEST(Bits32, CombinesThreeByTable) {
  for (uint32_t lut = 0; lut < 256; ++lut) {
    EXPECT_EQ(Lop3(0xf0, 0xcc, 0xaa, lut) & 0xff, lut);  // the manual's own definition of the table
  }
}

TEST(Bits32, ShiftsThroughTwoWords) {
  const uint32_t a = 0x12345678, b = 0x9abcdef0;
  for (const uint32_t c : {0u, 1u, 8u, 31u, 32u, 33u, 64u, 255u}) {
    const uint64_t both = uint64_t{b} << 32 | a;
    EXPECT_EQ(ShfLeft<true>(a, b, c), static_cast<uint32_t>(both << (c & 31) >> 32));
    EXPECT_EQ(ShfRight<true>(a, b, c), static_cast<uint32_t>(both >> (c & 31)));
    EXPECT_EQ(ShfLeft<false>(a, b, c), static_cast<uint32_t>(both << std::min(c, 32u) >> 32));
    EXPECT_EQ(ShfRight<false>(a, b, c), static_cast<uint32_t>(both >> std::min(c, 32u)));
  }
}

TEST(Bits32, PermutesBytes) {
  const uint32_t a = 0x33221100, b = 0x77e65544;  // byte i is 0x11 i, but byte 6 is 0xe6
  EXPECT_EQ(Prmt(a, b, 0x7531), 0x77553311u);
  EXPECT_EQ(Prmt(a, b, 0x0000), 0u);
  EXPECT_EQ(Prmt(a, b, 0xe6e6), 0xffe6ffe6u);  // the top bit asks for the sign of byte 6
  EXPECT_EQ(Prmt(a, b, 0x8888), 0u);
  EXPECT_EQ(Prmt(a, b, 0xffff1234), Prmt(a, b, 0x1234));
}

// The manual's table of modes: selections of d's bytes 3 to 0 for c = 0, 1, 2, 3.
TEST(Bits32, PermutesByModes) {
  const auto selector = [](PrmtMode mode, uint32_t c) {
    switch (mode) {
      case PrmtMode::kF4e:
        return PrmtSelector<PrmtMode::kF4e>(c);
      case PrmtMode::kB4e:
        return PrmtSelector<PrmtMode::kB4e>(c);
      case PrmtMode::kRc8:
        return PrmtSelector<PrmtMode::kRc8>(c);
      case PrmtMode::kEcl:
        return PrmtSelector<PrmtMode::kEcl>(c);
      case PrmtMode::kEcr:
        return PrmtSelector<PrmtMode::kEcr>(c);
      case PrmtMode::kRc16:
        return PrmtSelector<PrmtMode::kRc16>(c);
      case PrmtMode::kIndex:
        break;
    }
    return c;
  };
  const struct {
    PrmtMode mode;
    uint32_t selectors[4];
  } kTable[] = {
      {PrmtMode::kF4e, {0x3210, 0x4321, 0x5432, 0x6543}}, {PrmtMode::kB4e, {0x5670, 0x6701, 0x7012, 0x0123}},
      {PrmtMode::kRc8, {0x0000, 0x1111, 0x2222, 0x3333}}, {PrmtMode::kEcl, {0x3210, 0x3211, 0x3222, 0x3333}},
      {PrmtMode::kEcr, {0x0000, 0x1110, 0x2210, 0x3210}}, {PrmtMode::kRc16, {0x1010, 0x3232, 0x1010, 0x3232}}};
  for (const auto& row : kTable) {
    for (uint32_t c = 0; c < 8; ++c)
      EXPECT_EQ(selector(row.mode, c), row.selectors[c & 3]) << int(row.mode) << " " << c;
  }
}

TEST(Bits32, ExtendsFromAnyWidth) {
  EXPECT_EQ((Szext<uint32_t, false>(0xffffffff, 5)), 31u);
  EXPECT_EQ((Szext<int32_t, false>(0x10, 5)), -16);
  EXPECT_EQ((Szext<int32_t, false>(-7, 0)), 0);
  EXPECT_EQ((Szext<int32_t, false>(-7, 32)), -7);
  EXPECT_EQ((Szext<int32_t, false>(-7, 1000)), -7);
  EXPECT_EQ((Szext<int32_t, true>(-7, 32)), 0);
  EXPECT_EQ((Szext<uint32_t, true>(0xff, 36)), 15u);
}

// The manual's pseudo code.
uint32_t BmskByTheBook(uint32_t a, uint32_t b, bool wrap) {
  const uint32_t a1 = a & 0x1f, b1 = b & 0x1f, sum = a1 + b1;
  uint32_t mask0 = ~0u << a1, mask1 = sum >= 32 ? 0 : ~0u << sum;
  bool position_overflow = false, width_overflow = false;
  if (!wrap) {
    if (a >= 32) {
      position_overflow = true;
      mask0 = 0;
    }
    width_overflow = b >= 32;
  }
  if (sum >= 32 || position_overflow || width_overflow) mask1 = 0;
  return mask0 & ~mask1;
}

TEST(Bits32, MakesMasks) {
  for (uint32_t a = 0; a < 70; ++a) {
    for (uint32_t b = 0; b < 70; ++b) {
      EXPECT_EQ(Bmsk<false>(a, b), BmskByTheBook(a, b, false)) << a << " " << b;
      EXPECT_EQ(Bmsk<true>(a, b), BmskByTheBook(a, b, true)) << a << " " << b;
    }
  }
}

TEST(Bits32, FindsTheNthSetBit) {
  EXPECT_EQ(Fns(0b101100, 0, 1), 2u);
  EXPECT_EQ(Fns(0b101100, 2, 1), 2u);
  EXPECT_EQ(Fns(0b101100, 3, 2), 5u);
  EXPECT_EQ(Fns(0b101100, 31, -1), 5u);
  EXPECT_EQ(Fns(0b101100, 4, -2), 2u);
  EXPECT_EQ(Fns(0b101100, 3, 0), 3u);
  EXPECT_EQ(Fns(0b101100, 1, 0), UINT32_MAX);
  EXPECT_EQ(Fns(0b101100, 0, 4), UINT32_MAX);
  EXPECT_EQ(Fns(0, 0, 1), UINT32_MAX);
}

TEST(Bits32, NegatesLogically) {
  EXPECT_EQ(Cnot(0u), 1u);
  EXPECT_EQ(Cnot(7u), 0u);
}

}  // namespace
}  // namespace gatefuzz::semantics
