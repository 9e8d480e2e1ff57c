// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Small problems for tests, written as lists of values.
#ifndef GATEFUZZ_REFERENCE_TEST_PROBLEMS_H_
#define GATEFUZZ_REFERENCE_TEST_PROBLEMS_H_

#include <limits>
#include <string>
#include <vector>

#include "reference/checker.h"
#include "reference/float_bits.h"
#include "reference/oracle.h"
#include "reference/routing_problem.h"

namespace gatefuzz {

inline constexpr double kInf = std::numeric_limits<double>::infinity();
inline constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// One f32 row; change members of the answer for the rest.
inline RoutingProblem OneRow(Operation operation, const std::vector<double>& logits, int32_t k) {
  RoutingProblem problem;
  problem.operation = operation;
  problem.tokens = 1;
  problem.experts = static_cast<int32_t>(logits.size());
  problem.k = k;
  for (const double x : logits) problem.logits.push_back(FromDouble(DType::kF32, x));
  return problem;
}

inline RoutingProblem WithBias(RoutingProblem problem, const std::vector<double>& bias) {
  for (const double b : bias) problem.bias.push_back(FromDouble(DType::kF32, b));
  return problem;
}

inline RoutingProblem Renormalized(RoutingProblem problem) {
  problem.renormalize = true;
  return problem;
}

inline RoutingProblem Masking(RoutingProblem problem) {
  problem.non_finite = NonFinitePolicy::kMask;
  return problem;
}

inline RoutingProblem Windowed(RoutingProblem problem, int32_t first, int32_t count) {
  problem.local_first = first;
  problem.local_count = count;
  return problem;
}

inline RoutingProblem Grouped(RoutingProblem problem, int32_t count, int32_t kept) {
  problem.num_groups = count;
  problem.top_groups = kept;
  return problem;
}

inline RoutingResult Answer(const std::vector<int64_t>& ids, const std::vector<double>& weights) {
  RoutingResult result;
  result.ids = ids;
  for (const double w : weights) result.weights.push_back(FromDouble(DType::kF32, w));
  return result;
}

// The names of the clauses that the checker finds broken, once each: "" for a legal result, "order value" for two.
inline std::string Broken(const RoutingProblem& problem, const RoutingResult& result,
                          Agreement agreement = Agreement::kExact) {
  std::string names;
  std::string last;
  for (const Violation& violation : CheckResult(problem, result, agreement)) {
    const std::string name(ClauseName(violation.clause));
    if (name == last) continue;
    names += (names.empty() ? "" : " ") + name;
    last = name;
  }
  return names;
}

// All messages, one a line, for test failures.
inline std::string Messages(const RoutingProblem& problem, const RoutingResult& result, Agreement agreement) {
  std::string out;
  for (const Violation& violation : CheckResult(problem, result, agreement)) out += violation.message + "\n";
  return out;
}

}  // namespace gatefuzz

#endif  // GATEFUZZ_REFERENCE_TEST_PROBLEMS_H_
