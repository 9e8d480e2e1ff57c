// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The score functions against MPFR at 300 bits, which evaluates the contract's formulas as they are written.

#include "reference/scores.h"

#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "gtest/gtest.h"
#include "mpfr.h"

namespace gatefuzz {
namespace {

constexpr double kRelative = 0x1p-40;
// Where double itself underflows.
constexpr double kAbsolute = 0x1p-1060;
// How far exp of MPFR reaches.
constexpr double kBigRange = 1e18;

// A 300-bit number with MPFR's widest exponent range: exp(x) is neither 0 nor infinite while |x| < 3e18.
class Big {
 public:
  explicit Big(double value = 0) {
    mpfr_set_emin(mpfr_get_emin_min());
    mpfr_set_emax(mpfr_get_emax_max());
    mpfr_init2(value_, 300);
    mpfr_set_d(value_, value, MPFR_RNDN);
  }
  Big(const Big& other) : Big() { mpfr_set(value_, other.value_, MPFR_RNDN); }
  Big& operator=(const Big& other) {
    mpfr_set(value_, other.value_, MPFR_RNDN);
    return *this;
  }
  ~Big() { mpfr_clear(value_); }
  template <typename Function, typename... Arguments>
  static Big Of(Function function, const Arguments&... arguments) {
    Big out;
    function(out.value_, arguments.value_..., MPFR_RNDN);
    return out;
  }
  double ToDouble() const { return mpfr_get_d(value_, MPFR_RNDN); }

 private:
  mpfr_t value_;
};

Big Exp(const Big& x) { return Big::Of(mpfr_exp, x); }
Big Log(const Big& x) { return Big::Of(mpfr_log, x); }
Big Log1p(const Big& x) { return Big::Of(mpfr_log1p, x); }
Big operator+(const Big& a, const Big& b) { return Big::Of(mpfr_add, a, b); }
Big operator-(const Big& a, const Big& b) { return Big::Of(mpfr_sub, a, b); }
Big operator/(const Big& a, const Big& b) { return Big::Of(mpfr_div, a, b); }

Big ExactSigmoid(double x) { return Big(1) / (Big(1) + Exp(Big(-x))); }
Big ExactSoftplusSqrt(double x) { return Big::Of(mpfr_sqrt, Log1p(Exp(Big(x)))); }

std::vector<double> SpecialValues() {
  std::vector<double> out = {0.0,
                             -0.0,
                             0x1p-149,
                             0x1p-126,
                             1e-30,
                             0x1p-24,
                             0.5,
                             1.0,
                             5.0,
                             16.6,
                             17.0,
                             39.9999,
                             40.0,
                             40.001,
                             87.3,
                             88.72,
                             88.73,
                             103.97,
                             104.0,
                             708.0,
                             709.8,
                             744.0,
                             745.2,
                             746.0,
                             1488.0,
                             1491.0,
                             65504.0,
                             1e6,
                             1e10,
                             1e30,
                             3.4028234663852886e38};
  const size_t count = out.size();
  for (size_t i = 0; i < count; ++i) out.push_back(-out[i]);
  return out;
}

std::vector<double> RandomValues(size_t count) {
  std::mt19937_64 random(20261123);
  std::uniform_real_distribution<double> narrow(-20, 20);
  std::uniform_real_distribution<double> wide(-900, 900);
  std::vector<double> out;
  while (out.size() < count) out.push_back(static_cast<float>(out.size() % 2 == 0 ? narrow(random) : wide(random)));
  return out;
}

void ExpectClose(double actual, const Big& exact, const std::string& what) {
  const double expected = exact.ToDouble();
  ASSERT_TRUE(std::isfinite(expected)) << what;
  EXPECT_LE(std::abs(actual - expected), std::abs(expected) * kRelative + kAbsolute)
      << what << ": " << actual << ", exactly " << expected;
}

void ExpectElementwise(const std::vector<double>& values) {
  for (const double x : values) {
    const std::string at = " at " + std::to_string(x);
    ExpectClose(Sigmoid(x), ExactSigmoid(x), "sigmoid" + at);
    if (x > kBigRange) {
      EXPECT_NEAR(SoftplusSqrt(x), std::sqrt(x), std::sqrt(x) * kRelative);
    } else {
      ExpectClose(SoftplusSqrt(x), ExactSoftplusSqrt(x), "softplus_sqrt" + at);
    }
    if (std::abs(x) > kBigRange) continue;  // there the logarithms are 0, x or x/2 to far more than double's digits
    ExpectClose(LogSigmoid(x), Big(0) - Log1p(Exp(Big(-x))), "log sigmoid" + at);
    ExpectClose(LogSoftplusSqrt(x), Log(Log1p(Exp(Big(x)))) / Big(2), "log softplus_sqrt" + at);
  }
}

void ExpectSoftmax(const std::vector<double>& row) {
  std::vector<double> scores;
  Softmax(row, &scores);
  ASSERT_EQ(scores.size(), row.size());
  Big sum(0);
  for (const double x : row) sum = sum + Exp(Big(x) - Big(row[0]));
  for (size_t i = 0; i < row.size(); ++i) {
    ExpectClose(scores[i], Exp(Big(row[i]) - Big(row[0])) / sum, "softmax at " + std::to_string(row[i]));
  }
}

TEST(Scores, SigmoidAndSoftplusSqrtAreExactToTwoToTheMinusFortyAtAThousandRandomLogits) {
  ExpectElementwise(RandomValues(1000));
}

TEST(Scores, SigmoidAndSoftplusSqrtAreExactToTwoToTheMinusFortyAtSpecialLogits) { ExpectElementwise(SpecialValues()); }

TEST(Scores, SoftmaxIsExactToTwoToTheMinusFortyAtAThousandRandomLogits) {
  const std::vector<double> values = RandomValues(1000);
  ExpectSoftmax(values);
  for (size_t i = 0; i < values.size(); i += 8) {
    ExpectSoftmax(std::vector<double>(values.begin() + static_cast<ptrdiff_t>(i),
                                      values.begin() + static_cast<ptrdiff_t>(i) + 8));
  }
}

TEST(Scores, SoftmaxIsExactToTwoToTheMinusFortyForEveryPairOfSpecialLogits) {
  for (const double x : SpecialValues()) {
    for (const double y : SpecialValues()) {
      // Beyond it the smaller score is 0 in double anyway.
      if (std::abs(x - y) < kBigRange) ExpectSoftmax({x, y, y});
    }
  }
}

TEST(Scores, SoftmaxOfEqualLogitsIsUniformHoweverLargeTheyAre) {
  for (const double x : SpecialValues()) {
    std::vector<double> scores;
    EXPECT_EQ(Softmax({x, x, x, x}, &scores), 4);
    for (const double score : scores) EXPECT_EQ(score, 0.25);
  }
}

TEST(Scores, MinusInfinityScoresZeroAndPlusInfinityOne) {
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(Sigmoid(-infinity), 0);
  EXPECT_EQ(Sigmoid(infinity), 1);
  EXPECT_EQ(SoftplusSqrt(-infinity), 0);
  std::vector<double> scores;
  EXPECT_EQ(Softmax({-infinity, 3, -infinity}, &scores), 1);
  EXPECT_EQ(scores, (std::vector<double>{0, 1, 0}));
  EXPECT_EQ(Softmax({-infinity, -infinity}, &scores), 0);
  EXPECT_EQ(scores, (std::vector<double>{0, 0}));
}

TEST(Scores, LogarithmsStayFiniteAndDistinctWhereScoresUnderflow) {
  EXPECT_EQ(Sigmoid(-1000), 0);
  EXPECT_EQ(LogSigmoid(-1000), -1000);
  EXPECT_EQ(LogSigmoid(-1e30), -1e30);
  EXPECT_EQ(SoftplusSqrt(-2000), 0);
  EXPECT_EQ(LogSoftplusSqrt(-2000), -1000);
}

}  // namespace
}  // namespace gatefuzz
