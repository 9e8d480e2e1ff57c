// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Directed rounding is compared with the host's own rounding modes.

#include "emulator/semantics/float64.h"

#include <cfenv>
#include <cmath>
#include <random>
#include <vector>

#include "gtest/gtest.h"

namespace gatefuzz::semantics {
namespace {

std::vector<double> InterestingDoubles() {
  std::vector<double> values;
  for (const uint64_t bits : std::vector<uint64_t>{
           0x0000000000000000u, 0x0000000000000001u, 0x000fffffffffffffu, 0x0010000000000000u, 0x0010000000000001u,
           0x0370000000000001u, 0x1ff0000000000003u, 0x3ca0000000000000u, 0x3fe0000000000000u, 0x3fefffffffffffffu,
           0x3ff0000000000000u, 0x3ff0000000000001u, 0x3ff8000000000000u, 0x400921fb54442d18u, 0x4330000000000001u,
           0x5ff0000000000007u, 0x7fdfffffffffffffu, 0x7fe0000000000000u, 0x7fefffffffffffffu}) {
    values.push_back(F64(bits));
    values.push_back(F64(bits | kSignF64));
  }
  std::mt19937_64 engine(1);
  while (values.size() < 70) {
    const double value = F64(engine());
    if (std::isfinite(value)) values.push_back(value);
  }
  return values;
}

// The host's result in the rounding mode. volatile: nothing may be computed before the mode is set.
template <class Operation>
double OnHost(int mode, Operation operation, double a, double b = 0, double c = 0) {
  volatile double x = a, y = b, z = c;
  std::fesetround(mode);
  volatile double result = operation(x, y, z);
  std::fesetround(FE_TONEAREST);
  return result;
}

template <Rounding R>
void CheckAll(int mode) {
  const std::vector<double> values = InterestingDoubles();
  const auto same = [](double result, double expected, const char* what, double a, double b) {
    EXPECT_EQ(Bits(result), Bits(expected)) << what << " " << a << " " << b;
  };
  for (const double a : values) {
    if (a > 0)
      same(SqrtF64<R>(a), OnHost(mode, [](double x, double, double) { return std::sqrt(x); }, a), "sqrt", a, 0);
    for (const double b : values) {
      same(AddF64<R>(a, b), OnHost(mode, [](double x, double y, double) { return x + y; }, a, b), "add", a, b);
      same(SubF64<R>(a, b), OnHost(mode, [](double x, double y, double) { return x - y; }, a, b), "sub", a, b);
      same(MulF64<R>(a, b), OnHost(mode, [](double x, double y, double) { return x * y; }, a, b), "mul", a, b);
      if (a != 0 && b != 0) {
        same(DivF64<R>(a, b), OnHost(mode, [](double x, double y, double) { return x / y; }, a, b), "div", a, b);
      }
    }
  }
}

TEST(Float64, RoundsToNearest) { CheckAll<Rounding::kNearest>(FE_TONEAREST); }
TEST(Float64, RoundsTowardZero) { CheckAll<Rounding::kZero>(FE_TOWARDZERO); }
TEST(Float64, RoundsDown) { CheckAll<Rounding::kDown>(FE_DOWNWARD); }
TEST(Float64, RoundsUp) { CheckAll<Rounding::kUp>(FE_UPWARD); }

TEST(Float64, FusesMultiplyAndAddInEveryDirection) {
  const std::vector<double> values = InterestingDoubles();
  const auto fma = [](double x, double y, double z) { return std::fma(x, y, z); };
  for (size_t i = 0; i < values.size(); i += 2) {
    for (size_t j = 1; j < values.size(); j += 3) {
      for (size_t k = 0; k < values.size(); k += 3) {
        const double a = values[i], b = values[j], c = values[k];
        EXPECT_EQ(Bits(FmaF64<Rounding::kDown>(a, b, c)), Bits(OnHost(FE_DOWNWARD, fma, a, b, c)))
            << a << " " << b << " " << c;
        EXPECT_EQ(Bits(FmaF64<Rounding::kUp>(a, b, c)), Bits(OnHost(FE_UPWARD, fma, a, b, c)))
            << a << " " << b << " " << c;
        EXPECT_EQ(Bits(FmaF64<Rounding::kZero>(a, b, c)), Bits(OnHost(FE_TOWARDZERO, fma, a, b, c)))
            << a << " " << b << " " << c;
      }
    }
  }
}

TEST(Float64, KeepsPayloadsAndPrefersTheSecondOperandsNan) {
  const double a = F64(0x7ff0000000000aaa), b = F64(0xfff8000000000bbb), c = F64(0x7ff8000000000ccc);
  EXPECT_EQ(Bits(AddF64<Rounding::kNearest>(a, b)), 0xfff8000000000bbbu);
  EXPECT_EQ(Bits(AddF64<Rounding::kNearest>(a, 1.0)), 0x7ff8000000000aaau);
  EXPECT_EQ(Bits(SubF64<Rounding::kNearest>(1.0, b)), 0xfff8000000000bbbu);
  EXPECT_EQ(Bits(DivF64<Rounding::kNearest>(a, b)), 0x7ff8000000000aaau);
  EXPECT_EQ(Bits(FmaF64<Rounding::kNearest>(a, b, c)), 0xfff8000000000bbbu);
  EXPECT_EQ(Bits(FmaF64<Rounding::kNearest>(a, 1.0, c)), 0x7ff8000000000cccu);
  EXPECT_EQ(Bits(MinF64(a, b)), 0xfff8000000000bbbu);
  EXPECT_EQ(MaxF64(a, 2.0), 2.0);
  EXPECT_EQ(Bits(MulF64<Rounding::kNearest>(HUGE_VAL, 0.0)), kInvalidF64);
  EXPECT_EQ(Bits(SqrtF64<Rounding::kNearest>(-1.0)), kInvalidF64);
  EXPECT_EQ(Bits(NegF64(c)), 0x7ff8000000000cccu);
  EXPECT_EQ(Bits(AbsF64(b)), 0xfff8000000000bbbu);
}

TEST(Float64, OrdersZeros) {
  EXPECT_TRUE(std::signbit(MinF64(0.0, -0.0)) && std::signbit(MinF64(-0.0, 0.0)));
  EXPECT_FALSE(std::signbit(MaxF64(0.0, -0.0)) || std::signbit(MaxF64(-0.0, 0.0)));
}

}  // namespace
}  // namespace gatefuzz::semantics
