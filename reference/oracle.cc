// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The non-finite policy is applied once, by turning each logit into an "effective" one: -Inf for every expert whose
// score the policy makes 0. From there on scores, ranking and weights need no special cases.

#include "reference/oracle.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "reference/float_bits.h"
#include "reference/group_scores.h"
#include "reference/score_rule.h"
#include "reference/scores.h"
#include "reference/tolerance.h"
#include "reference/weights.h"

namespace gatefuzz {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// zero_score: is the whole row's score 0?
bool IsBadRow(const RoutingProblem& problem, const std::vector<double>& logits) {
  if (problem.non_finite != NonFinitePolicy::kZeroScore || !IsRowWide(ScoreRuleOf(problem.operation))) return false;
  bool all_minus_infinity = true;
  for (const double x : logits) {
    if (std::isnan(x) || x == kInfinity) return true;
    all_minus_infinity = all_minus_infinity && x == -kInfinity;
  }
  return all_minus_infinity;
}

double EffectiveLogit(const RoutingProblem& problem, double x, bool bad_row) {
  if (bad_row) return -kInfinity;
  if (std::isfinite(x)) return x;
  // Of the non-finite logits only sigmoid's +Inf has a score that is neither 0 nor infinite: 1.
  const bool counts = ScoreRuleOf(problem.operation) == ScoreRule::kSigmoid && x == kInfinity &&
                      problem.non_finite == NonFinitePolicy::kZeroScore;
  return counts ? x : -kInfinity;
}

void FillScores(const RoutingProblem& problem, OracleRow* row) {
  const std::vector<double>& logits = row->effective_logit;
  switch (ScoreRuleOf(problem.operation)) {
    case ScoreRule::kSoftmax:
      row->exp_sum = Softmax(logits, &row->score);
      break;
    case ScoreRule::kSigmoid:
      std::transform(logits.begin(), logits.end(), row->score.begin(), Sigmoid);
      break;
    case ScoreRule::kSoftplusSqrt:
      std::transform(logits.begin(), logits.end(), row->score.begin(), SoftplusSqrt);
      break;
    case ScoreRule::kThenSoftmax:
      // It chooses by the logits, and a bad row's are as good as equal: 0, so that a bias alone decides.
      if (row->bad) {
        std::fill(row->score.begin(), row->score.end(), 0.0);
      } else {
        row->score = logits;
      }
      break;
  }
}

void FillChoices(const RoutingProblem& problem, OracleRow* row) {
  row->choice = row->score;
  for (size_t e = 0; e < problem.bias.size(); ++e) {
    const double choice = row->score[e] + ToDouble(DType::kF32, problem.bias[e]);
    row->choice[e] = std::isnan(choice) ? -kInfinity : choice;
  }
}

}  // namespace

void ScoreRow(const RoutingProblem& problem, int64_t row, OracleRow* out) {
  const size_t experts = static_cast<size_t>(problem.experts);
  out->logit.resize(experts);
  out->effective_logit.resize(experts);
  out->score.resize(experts);
  out->relative_tolerance.resize(experts);
  out->masked.resize(experts);
  out->exp_sum = 0;

  const uint32_t* bits = problem.logits.data() + row * problem.experts;
  for (size_t e = 0; e < experts; ++e) out->logit[e] = ToDouble(problem.dtype, bits[e]);
  out->bad = IsBadRow(problem, out->logit);
  double max = -kInfinity;
  for (size_t e = 0; e < experts; ++e) {
    const double x = EffectiveLogit(problem, out->logit[e], out->bad);
    out->effective_logit[e] = x;
    out->masked[e] = problem.non_finite == NonFinitePolicy::kMask && !std::isfinite(out->logit[e]);
    if (std::isfinite(x)) max = std::max(max, x);
  }
  out->max_logit = std::isfinite(max) ? max : 0;
  FillScores(problem, out);
  FillChoices(problem, out);
  ScoreGroups(problem, out);
  for (size_t e = 0; e < experts; ++e) {
    out->relative_tolerance[e] = ScoreTolerance(problem.operation, out->effective_logit[e], out->max_logit);
  }
}

void RankRow(const RoutingProblem& problem, const OracleRow& row, int32_t count, std::vector<int32_t>* ranking) {
  const std::vector<double>& key = problem.bias.empty() ? row.effective_logit : row.choice;
  ranking->resize(static_cast<size_t>(problem.experts));
  std::iota(ranking->begin(), ranking->end(), 0);
  const Groups groups = GroupsOf(problem);
  const bool all_survive = groups.kept == groups.count;
  const auto before = [&](int32_t a, int32_t b) {
    if (!all_survive) {
      const bool a_survives = row.survives[static_cast<size_t>(a / groups.size)];
      if (a_survives != row.survives[static_cast<size_t>(b / groups.size)]) return a_survives;
    }
    if (row.masked[a] != row.masked[b]) return static_cast<bool>(row.masked[b]);
    if (!row.masked[a] && key[a] != key[b]) return key[a] > key[b];
    return a < b;
  };
  // partial_sort of everything is a heap sort, which takes several times as long as sort.
  if (count == problem.experts) {
    std::sort(ranking->begin(), ranking->end(), before);
  } else {
    std::partial_sort(ranking->begin(), ranking->begin() + count, ranking->end(), before);
  }
  ranking->resize(static_cast<size_t>(count));
}

OracleRow SolveRow(const RoutingProblem& problem, int64_t row) {
  OracleRow out;
  ScoreRow(problem, row, &out);
  RankRow(problem, out, problem.experts, &out.ranking);
  out.weight = ChosenWeights(problem, out, std::span(out.ranking).first(static_cast<size_t>(problem.k)));
  return out;
}

RoutingResult Solve(const RoutingProblem& problem) {
  RoutingResult result;
  for (int64_t t = 0; t < problem.tokens; ++t) {
    const OracleRow row = SolveRow(problem, t);
    const bool finished = !problem.finished.empty() && problem.finished[static_cast<size_t>(t)] != 0;
    for (int32_t j = 0; j < problem.k; ++j) {
      const int32_t expert = row.ranking[static_cast<size_t>(j)];
      const int32_t local = problem.local_count < 0 ? expert : expert - problem.local_first;
      const bool inside = problem.local_count < 0 || (local >= 0 && local < problem.local_count);
      result.ids.push_back(inside && !finished ? local : problem.experts);
      result.weights.push_back(FromDouble(DType::kF32, row.weight[static_cast<size_t>(j)]));
      if (problem.want_source_rows) result.source_rows.push_back(static_cast<int32_t>(j * problem.tokens + t));
    }
  }
  return result;
}

}  // namespace gatefuzz
