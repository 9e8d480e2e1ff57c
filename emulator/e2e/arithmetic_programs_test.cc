// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/e2e/arithmetic_programs.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <limits>
#include <string>

#include "gtest/gtest.h"

namespace {

const std::vector<float>& Floats() {
  static const std::vector<float> values = [] {
    std::vector<float> v = {0.0f,   -0.0f, 1.0f,     -1.0f,    3.0f,  0.1f, -2.5f,
                            1e-30f, 1e30f, 65504.0f, 65520.0f, 6e-8f, 88.0f};
    for (int i = 0; i < 300; ++i)
      v.push_back(std::ldexp(1.0f + static_cast<float>(i * 37 % 101) / 101.0f, i % 24 - 12));
    return v;
  }();
  return values;
}

uint32_t Bits(float x) {
  uint32_t bits;
  std::memcpy(&bits, &x, sizeof bits);
  return bits;
}

TEST(ArithmeticTest, IntegerDivision) {
  std::vector<int32_t> a, b;
  for (int i = 0; i < 200; ++i) {
    a.push_back(static_cast<int32_t>(static_cast<uint32_t>(i) * 2654435761u));
    b.push_back(i % 2 == 0 ? i * i + 1 : -(i * 7 + 3));
  }
  const std::vector<Quotients> results = Divide(a, b);
  for (size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(results[i].signed_quotient, a[i] / b[i]) << i;
    EXPECT_EQ(results[i].signed_remainder, a[i] % b[i]) << i;
    const uint64_t wide_a = static_cast<uint64_t>(a[i]) * 0x9E3779B97F4A7C15u;
    const uint64_t wide_b = static_cast<uint32_t>(b[i]) * 77777ull;
    EXPECT_EQ(results[i].wide_quotient, wide_a / wide_b) << i;
    EXPECT_EQ(results[i].wide_remainder, wide_a % wide_b) << i;
  }
}

TEST(ArithmeticTest, RoundedOperationsAreExact) {
  std::vector<float> a = Floats(), b = Floats();
  std::rotate(b.begin(), b.begin() + 5, b.end());
  for (float& value : a) value = std::fabs(value);
  for (float& value : b) value += value == 0.0f ? 2.0f : 0.0f;
  const std::vector<Exact> results = ExactFloats(a, b);
  for (size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(Bits(results[i].quotient), Bits(a[i] / b[i])) << a[i] << " / " << b[i];
    EXPECT_EQ(Bits(results[i].root), Bits(std::sqrt(a[i]))) << a[i];
    EXPECT_EQ(Bits(results[i].fused), Bits(std::fma(a[i], b[i], 1.0f))) << a[i] << " * " << b[i];
    EXPECT_EQ(results[i].wide_quotient, static_cast<double>(a[i]) / static_cast<double>(b[i]));
  }
}

// Relative error in units of 2^-23.
double Ulps(float result, double exact) {
  if (static_cast<float>(exact) == result) return 0;
  return std::fabs(static_cast<double>(result) - exact) / (std::fabs(exact) * std::ldexp(1.0, -23));
}

TEST(ArithmeticTest, ElementaryFunctionsAreWithinTheBoundsOfTheManual) {
  std::vector<float> x;
  for (float value : Floats()) {
    if (value != 0 && std::fabs(value) < 80 && std::fabs(value) > 1e-4f) x.push_back(value);
  }
  const std::vector<Elementary> results = ElementaryFunctions(x);
  for (size_t i = 0; i < x.size(); ++i) {
    const double exact = static_cast<double>(x[i]);
    EXPECT_LE(Ulps(results[i].exponential, std::exp(exact)), 2.0) << x[i];
    if (x[i] != 1.0f && x[i] != -1.0f) {
      EXPECT_LE(Ulps(results[i].logarithm, std::log(std::fabs(exact))), 2.0) << x[i];
    }
    EXPECT_LE(Ulps(results[i].fast_exponential, std::exp(exact)), 2.0 + std::fabs(1.173 * exact) + 1) << x[i];
    EXPECT_LE(std::fabs(static_cast<double>(results[i].sine) - std::sin(exact)), 2e-6) << x[i];
    EXPECT_LE(Ulps(results[i].sigmoid, 1 / (1 + std::exp(-exact))), 4.0) << x[i];
  }
}

TEST(ArithmeticTest, BfloatIsTheUpperHalfOfAFloatRoundedToEven) {
  const std::vector<Narrow> results = NarrowFloats(Floats());
  for (size_t i = 0; i < Floats().size(); ++i) {
    const uint32_t bits = Bits(Floats()[i]);
    const uint16_t expected = static_cast<uint16_t>((bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
    EXPECT_EQ(results[i].bfloat_bits, expected) << Floats()[i];
    const uint32_t widened = uint32_t{expected} << 16;
    float value;
    std::memcpy(&value, &widened, sizeof value);
    EXPECT_EQ(results[i].bfloat_twice, 2 * value);
  }
}

TEST(ArithmeticTest, HalfOverflowsAndUnderflowsWhereItShould) {
  const std::vector<Narrow> results =
      NarrowFloats({1.0f, 65504.0f, 65519.0f, 65520.0f, 6e-8f, 2e-8f, -0.0f, 1.0009765625f, 1.00048828125f});
  EXPECT_EQ(results[0].half_bits, 0x3C00);
  EXPECT_EQ(results[0].half_twice, 2.0f);
  EXPECT_EQ(results[1].half_bits, 0x7BFF);
  EXPECT_EQ(results[1].half_twice, std::numeric_limits<float>::infinity());
  EXPECT_EQ(results[2].half_bits, 0x7BFF);
  EXPECT_EQ(results[3].half_bits, 0x7C00);
  EXPECT_EQ(results[4].half_bits, 0x0001);
  EXPECT_EQ(results[5].half_bits, 0x0000);
  EXPECT_EQ(results[6].half_bits, 0x8000);
  EXPECT_EQ(results[7].half_bits, 0x3C01);
  EXPECT_EQ(results[8].half_bits, 0x3C00) << "a tie goes to even";
}

TEST(MemorySpacesTest, LocalArraysAreIndexedAtRunTime) {
  EXPECT_EQ(SortInLocalMemory({5, -2, 9, 9, 0, 3, -7, 1}), (std::vector<int>{-7, -2, 0, 1, 3, 5, 9, 9}));
}

TEST(DeviceFunctionTest, Recursion) {
  EXPECT_EQ(Fibonacci({0, 1, 2, 3, 4, 10, 12, 7}), (std::vector<int>{0, 1, 1, 2, 3, 55, 144, 13}));
}

TEST(MemorySpacesTest, ConstantsAndVariablesKeepTheirValues) {
  EXPECT_EQ(ScaleAndCount({1, 2, 3, 4, 5}, {1, 10, 100, 1000}), (std::vector<float>{2, 21, 301, 4001, 6}));
  EXPECT_EQ(ScaleAndCount({1, 1}, {2, 3, 4, 5}), (std::vector<float>{4, 5}));
}

TEST(PrintfTest, LinesOfEveryThreadReachStdout) {
  testing::internal::CaptureStdout();
  PrintFromThreads();
  std::fflush(stdout);
  const std::string output = testing::internal::GetCapturedStdout();
  EXPECT_NE(output.find("thread 0 of 3: 0\n"), std::string::npos) << output;
  EXPECT_NE(output.find("thread 1 of 3: 0.5\n"), std::string::npos) << output;
  EXPECT_NE(output.find("thread 2 of 3: 1\n"), std::string::npos) << output;
}

}  // namespace
