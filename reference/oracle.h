// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The expected result of a routing call, in double precision, by the plainest method: score every expert, sort, take k.
// Shares no arithmetic with kernels/. Source of the definitions: docs/contract.md.
#ifndef GATEFUZZ_REFERENCE_ORACLE_H_
#define GATEFUZZ_REFERENCE_ORACLE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "reference/routing_problem.h"

namespace gatefuzz {

// One row worked out exactly (to double's precision).
struct OracleRow {
  std::vector<double> logit;            // E values
  std::vector<double> effective_logit;  // E: the logit, or -Inf where the policy makes the score 0
  std::vector<double> score;            // E scores s, after the non-finite policy; topk_then_softmax: effective_logit
  std::vector<double> choice;           // E choice scores c = s + b; a NaN c is -Inf
  std::vector<double> relative_tolerance;  // E: contract.md's relative tolerance of each score
  std::vector<bool> masked;                // E: takes no part (policy `mask`)
  std::vector<double> group_score;         // grouped: G scores, on choice's scale; -Inf too where none takes part
  std::vector<bool> survives;              // grouped: G, which groups' experts may be chosen
  std::vector<int32_t> ranking;            // all E experts, those of surviving groups first, best first among them
  std::vector<double> weight;              // k expected weights for ranking[0..k)
  double max_logit = 0;                    // of the finite effective logits, 0 if there is none
  double exp_sum = 0;                      // softmax: the sum of exp(x - max_logit)
  bool bad = false;                        // zero_score: the whole row's scores are 0
};

// Requires: the problem is valid (see ValidateProblem), 0 <= row < tokens.
OracleRow SolveRow(const RoutingProblem& problem, int64_t row);

// The part of SolveRow that is about single experts: all but `ranking` and `weight`, which are left alone. For the
// checker, which judges without a ranking. Reuses the vectors of `out`. Same requirements.
void ScoreRow(const RoutingProblem& problem, int64_t row, OracleRow* out);

// The `count` best experts of a scored row, best first: by choice score (without bias: by logit, so that no underflow
// makes a tie), equals by rising id, masked experts last; all after experts of groups that survive. Reuses `ranking`.
void RankRow(const RoutingProblem& problem, const OracleRow& row, int32_t count, std::vector<int32_t>* ranking);

// The expected result of the whole problem, ids with window and finished rows applied, weights rounded to binary32.
RoutingResult Solve(const RoutingProblem& problem);

// Empty if the problem is within the contract's bounds and its vectors have the right sizes, else what is wrong.
std::string ValidateProblem(const RoutingProblem& problem);

}  // namespace gatefuzz

#endif  // GATEFUZZ_REFERENCE_ORACLE_H_
