// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// For any problem over hostile values: what the oracle answers the checker accepts, and what f32 arithmetic of the
// plain kind answers it accepts within tolerance; an answer with one id changed it rejects.

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <numeric>
#include <utility>

#include "gtest/gtest.h"
#include "rapidcheck.h"
#include "reference/score_rule.h"
#include "reference/test_problems.h"

namespace gatefuzz {
namespace {

// Classes of values, so that ties, near ties and special values meet often.
rc::Gen<uint32_t> LogitBits(DType dtype) {
  const auto pick = [dtype](std::vector<double> values) {
    std::vector<uint32_t> bits;
    for (const double v : values) bits.push_back(FromDouble(dtype, v));
    return rc::gen::elementOf(bits);
  };
  const uint32_t mask = dtype == DType::kF32 ? 0xFFFFFFFFu : 0xFFFFu;
  return rc::gen::oneOf(
      pick({0.0, -0.0, 1, -1, 2, 5, 17, 20, 40, 1 + 0x1p-23, 1 + 0x1p-7, 0x1p-149, 0x1p-126, -0x1p-24}),
      pick({kNan, kInf, -kInf, 3e38, -3e38, 6e4, -6e4}),
      pick({-50, -80, -86, -87, -87.3, -87.5, -88, -90, -100, -103, -104, -150, -200, -700, -800, 88, 89, 90, 100}),
      rc::gen::map(rc::gen::inRange(-4000, 4000), [dtype](int i) { return FromDouble(dtype, i / 256.0); }),
      rc::gen::map(rc::gen::arbitrary<uint32_t>(), [mask](uint32_t bits) { return bits & mask; }));
}

template <typename Make>
std::vector<uint32_t> Bits(int64_t count, Make make) {
  std::vector<uint32_t> out(static_cast<size_t>(count));
  for (uint32_t& bits : out) bits = *make();
  return out;
}

RoutingProblem AnyProblem() {
  RoutingProblem p;
  p.operation = static_cast<Operation>(*rc::gen::inRange(0, 6));
  p.dtype = static_cast<DType>(*rc::gen::inRange(0, 3));
  p.non_finite = static_cast<NonFinitePolicy>(*rc::gen::inRange(0, 2));
  p.tokens = *rc::gen::inRange(1, 4);
  p.experts = *rc::gen::inRange(1, 24);
  if (*rc::gen::arbitrary<bool>()) {
    std::vector<int32_t> divisors;
    for (int32_t d = 1; d <= p.experts; ++d) {
      if (p.experts % d == 0) divisors.push_back(d);
    }
    p.num_groups = *rc::gen::elementOf(divisors);
    p.top_groups = *rc::gen::inRange(1, p.num_groups + 1);
  }
  p.k = *rc::gen::inRange(1, p.top_groups * (p.experts / p.num_groups) + 1);
  p.renormalize = *rc::gen::arbitrary<bool>();
  p.scale = *rc::gen::element(1.0f, 1.0f, 2.5f, 0.0f, 1e-40f, 1e-20f, 1e20f, 3.4028234e38f);
  // Rows of few classes, else one NaN in 24 spoils nearly every row.
  const bool tame = *rc::gen::arbitrary<bool>();
  p.logits = Bits(p.tokens * p.experts, [&] {
    return tame ? rc::gen::map(rc::gen::inRange(-900, 200), [&](int i) { return FromDouble(p.dtype, i / 8.0); })
                : LogitBits(p.dtype);
  });
  if (*rc::gen::arbitrary<bool>()) p.bias = Bits(p.experts, [] { return LogitBits(DType::kF32); });
  if (*rc::gen::arbitrary<bool>()) {
    p.local_first = *rc::gen::inRange(0, p.experts + 1);
    p.local_count = *rc::gen::inRange(0, p.experts - p.local_first + 1);
  }
  if (*rc::gen::arbitrary<bool>()) {
    for (int64_t t = 0; t < p.tokens; ++t) p.finished.push_back(*rc::gen::element<uint8_t>(0, 0, 1, 255));
  }
  p.want_source_rows = *rc::gen::arbitrary<bool>();
  return p;
}

constexpr Agreement kLevels[] = {Agreement::kExact, Agreement::kWithinTolerance};

TEST(SolveProperty, TheOraclesAnswerIsLegalAtBothLevels) {
  EXPECT_TRUE(rc::check("the oracle's answer is legal at both levels", [] {
    const RoutingProblem problem = AnyProblem();
    RC_ASSERT(ValidateProblem(problem) == "");
    const RoutingResult result = Solve(problem);
    for (const Agreement level : kLevels) RC_ASSERT(Messages(problem, result, level) == "");
  }));
}

// Scores in f32 with the C library's functions, ranked by f32 choice scores: a kernel at the tolerance level.
// `flush`: results below the smallest normal become 0, as with -ftz.
class PlainF32Kernel {
 public:
  PlainF32Kernel(const RoutingProblem& problem, bool flush) : p_(problem), flush_(flush) {}

  RoutingResult Route() {
    RoutingResult out;
    for (int64_t t = 0; t < p_.tokens; ++t) Row(t, &out);
    return out;
  }

 private:
  float Flush(float x) const { return flush_ && std::abs(x) < 0x1p-126f ? 0 * x : x; }
  static float Logit(DType dtype, uint32_t bits) { return static_cast<float>(ToDouble(dtype, bits)); }

  std::vector<float> Scores(const std::vector<float>& x) const {
    const bool mask = p_.non_finite == NonFinitePolicy::kMask;
    std::vector<float> s(x.size());
    float max = -INFINITY;
    for (const float v : x) {
      if (std::isfinite(v) || !mask) max = std::isnan(v) || v > max ? v : max;
    }
    float sum = 0;
    for (size_t e = 0; e < x.size(); ++e) {
      if (mask && !std::isfinite(x[e])) continue;
      switch (ScoreRuleOf(p_.operation)) {
        case ScoreRule::kSoftmax:
          sum += s[e] = Flush(std::exp(x[e] - max));
          break;
        case ScoreRule::kSigmoid:
          s[e] = Flush(1 / (1 + std::exp(-x[e])));
          break;
        case ScoreRule::kSoftplusSqrt:
          s[e] = std::sqrt(x[e] > 20 ? x[e] : Flush(std::log1p(Flush(std::exp(x[e])))));
          break;
        case ScoreRule::kThenSoftmax:
          s[e] = x[e];
          break;
      }
    }
    if (ScoreRuleOf(p_.operation) == ScoreRule::kSoftmax) {
      for (float& v : s) v = Flush(v / sum);
    }
    if (ScoreRuleOf(p_.operation) == ScoreRule::kThenSoftmax) {
      const bool bad = !mask && std::any_of(x.begin(), x.end(), [](float v) { return std::isnan(v) || v == INFINITY; });
      if (bad || max == -INFINITY) std::fill(s.begin(), s.end(), 0.0f);
      return s;
    }
    for (float& v : s) v = std::isfinite(v) ? v : 0;
    return s;
  }

  void Row(int64_t t, RoutingResult* out) const {
    std::vector<float> x;
    for (int32_t e = 0; e < p_.experts; ++e)
      x.push_back(Logit(p_.dtype, p_.logits[static_cast<size_t>(t * p_.experts + e)]));
    const std::vector<float> s = Scores(x);
    std::vector<float> c = s;
    for (size_t e = 0; e < p_.bias.size(); ++e) c[e] = Flush(s[e] + Logit(DType::kF32, p_.bias[e]));
    const auto masked = [&](int32_t e) {
      return p_.non_finite == NonFinitePolicy::kMask && !std::isfinite(x[static_cast<size_t>(e)]);
    };
    std::vector<int32_t> ids(x.size());
    std::iota(ids.begin(), ids.end(), 0);
    for (float& v : c) v = std::isnan(v) ? -INFINITY : v;
    const std::vector<bool> survives = Survivors(c, masked);
    const int32_t size = GroupsOf(p_).size;
    std::sort(ids.begin(), ids.end(), [&](int32_t a, int32_t b) {
      const bool sa = survives[static_cast<size_t>(a / size)], sb = survives[static_cast<size_t>(b / size)];
      if (sa != sb) return sa;
      if (masked(a) != masked(b)) return masked(b);
      const float ca = c[static_cast<size_t>(a)], cb = c[static_cast<size_t>(b)];
      return !masked(a) && ca != cb ? ca > cb : a < b;
    });
    ids.resize(static_cast<size_t>(p_.k));
    Write(t, ids, Weights(s, x, ids, masked), out);
  }

  // Which groups survive, by sums in f32.
  template <typename Masked>
  std::vector<bool> Survivors(const std::vector<float>& c, Masked masked) const {
    const Groups groups = GroupsOf(p_);
    std::vector<std::pair<bool, float>> scores;  // has it a participant, and the score
    for (int32_t group = 0; group < groups.count; ++group) {
      std::vector<float> part;
      for (int32_t e = group * groups.size; e < (group + 1) * groups.size; ++e) {
        if (!masked(e)) part.push_back(c[static_cast<size_t>(e)]);
      }
      std::sort(part.begin(), part.end(), std::greater<>());
      float score = part.empty() ? -INFINITY : part[0];
      if (!p_.bias.empty() && part.size() > 1) score = Flush(part[0] + part[1]);
      scores.emplace_back(!part.empty(), std::isnan(score) ? -INFINITY : score);
    }
    std::vector<bool> survives(scores.size(), false);
    for (int32_t kept = 0; kept < groups.kept; ++kept) {
      size_t best = scores.size();
      for (size_t g = 0; g < scores.size(); ++g) {
        if (!survives[g] && (best == scores.size() || scores[g] > scores[best])) best = g;
      }
      survives[best] = true;
    }
    return survives;
  }

  template <typename Masked>
  std::vector<float> Weights(const std::vector<float>& s, const std::vector<float>& x, const std::vector<int32_t>& ids,
                             Masked masked) const {
    std::vector<float> w;
    float best = -INFINITY;
    bool bad = false;  // topk_then_softmax: Scores has zeroed the row
    for (const float v : x) bad = bad || std::isnan(v) || v == INFINITY;
    bad = bad && p_.non_finite == NonFinitePolicy::kZeroScore;
    for (const int32_t e : ids) {
      if (!masked(e)) best = std::max(best, s[static_cast<size_t>(e)]);
    }
    const bool then = ScoreRuleOf(p_.operation) == ScoreRule::kThenSoftmax;
    bool all_minus_infinity = true;
    for (const float v : x) all_minus_infinity = all_minus_infinity && v == -INFINITY;
    for (const int32_t e : ids) {
      const float score = s[static_cast<size_t>(e)];
      if (!then) {
        w.push_back(score);
      } else {
        const bool none = masked(e) || bad || all_minus_infinity || best == -INFINITY;
        w.push_back(none ? 0 : Flush(std::exp(score - best)));
      }
    }
    float sum = 0;
    for (const float v : w) sum += v;
    for (float& v : w) {
      if (p_.renormalize || then) v = sum > 0 ? v / sum : 0;
      v = Flush(v * p_.scale);
    }
    return w;
  }

  void Write(int64_t t, const std::vector<int32_t>& ids, const std::vector<float>& weights, RoutingResult* out) const {
    for (int32_t j = 0; j < p_.k; ++j) {
      const int32_t local =
          p_.local_count < 0 ? ids[static_cast<size_t>(j)] : ids[static_cast<size_t>(j)] - p_.local_first;
      const bool inside = p_.local_count < 0 || (local >= 0 && local < p_.local_count);
      const bool finished = !p_.finished.empty() && p_.finished[static_cast<size_t>(t)] != 0;
      out->ids.push_back(inside && !finished ? local : p_.experts);
      out->weights.push_back(FromDouble(DType::kF32, weights[static_cast<size_t>(j)]));
      if (p_.want_source_rows) out->source_rows.push_back(static_cast<int32_t>(j * p_.tokens + t));
    }
  }

  const RoutingProblem& p_;
  const bool flush_;
};

TEST(SolveProperty, PlainF32ArithmeticIsLegalWithinTolerance) {
  EXPECT_TRUE(rc::check("plain f32 arithmetic, flushing denormals, is legal within tolerance", [] {
    const RoutingProblem problem = AnyProblem();
    RC_ASSERT(Messages(problem, PlainF32Kernel(problem, true).Route(), Agreement::kWithinTolerance) == "");
  }));
}

TEST(SolveProperty, AtTheExactLevelAnyOtherVisibleIdIsIllegal) {
  EXPECT_TRUE(rc::check("changing one visible id breaks a clause", [] {
    RoutingProblem problem = AnyProblem();
    problem.bias.clear();
    RoutingResult result = Solve(problem);
    const size_t slot = static_cast<size_t>(*rc::gen::inRange<int64_t>(0, problem.tokens * problem.k));
    const int64_t id = *rc::gen::inRange<int64_t>(-1, problem.experts + 2);
    RC_PRE(id != result.ids[slot]);
    result.ids[slot] = id;
    RC_ASSERT(Broken(problem, result) != "");
  }));
}

TEST(SolveProperty, AWeightFarOffIsIllegal) {
  EXPECT_TRUE(rc::check("a weight off by a thousandth breaks a clause at the exact level", [] {
    const RoutingProblem problem = AnyProblem();
    RC_PRE(problem.bias.empty());
    RoutingResult result = Solve(problem);
    const size_t slot = static_cast<size_t>(*rc::gen::inRange<int64_t>(0, problem.tokens * problem.k));
    const double weight = ToDouble(DType::kF32, result.weights[slot]);
    // Away from the region where flushing excuses much.
    RC_PRE(weight > 1e-20 * problem.scale && weight > 1e-30);
    const OracleRow row = SolveRow(problem, static_cast<int64_t>(slot) / problem.k);
    const size_t expert = static_cast<size_t>(row.ranking[slot % static_cast<size_t>(problem.k)]);
    RC_PRE(ScoreRuleOf(problem.operation) == ScoreRule::kThenSoftmax || row.score[expert] > 1e-15);
    result.weights[slot] = FromDouble(DType::kF32, weight * 1.002);
    RC_PRE(std::isfinite(ToDouble(DType::kF32, result.weights[slot])));
    RC_ASSERT(Broken(problem, result) != "");
  }));
}

}  // namespace
}  // namespace gatefuzz

int main(int argc, char** argv) {
  // The same cases in every run; a person who wants others sets RC_PARAMS.
  setenv("RC_PARAMS", "seed=20261123 max_success=3000", /*overwrite=*/0);
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
