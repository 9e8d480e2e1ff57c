// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "harness/case_edit.h"

#include <algorithm>

namespace gatefuzz {
namespace {

// Everything but logits and flags.
RoutingCase WithoutRows(const RoutingCase& routing_case) {
  const RoutingProblem& old = routing_case.problem;
  RoutingCase result;
  result.id_type = routing_case.id_type;
  result.row_padding = routing_case.row_padding;
  result.seed = routing_case.seed;
  RoutingProblem& problem = result.problem;
  problem.operation = old.operation;
  problem.dtype = old.dtype;
  problem.non_finite = old.non_finite;
  problem.experts = old.experts;
  problem.k = old.k;
  problem.num_groups = old.num_groups;
  problem.top_groups = old.top_groups;
  problem.renormalize = old.renormalize;
  problem.scale = old.scale;
  problem.bias = old.bias;
  problem.local_first = old.local_first;
  problem.local_count = old.local_count;
  problem.want_source_rows = old.want_source_rows;
  return result;
}

}  // namespace

std::span<uint32_t> LogitRow(RoutingCase* routing_case, int64_t row) {
  const size_t experts = static_cast<size_t>(routing_case->problem.experts);
  return std::span(routing_case->problem.logits).subspan(static_cast<size_t>(row) * experts, experts);
}

std::span<const uint32_t> LogitRow(const RoutingCase& routing_case, int64_t row) {
  const size_t experts = static_cast<size_t>(routing_case.problem.experts);
  return std::span(routing_case.problem.logits).subspan(static_cast<size_t>(row) * experts, experts);
}

RoutingCase WithRows(const RoutingCase& routing_case, std::span<const int64_t> rows) {
  RoutingCase result = WithoutRows(routing_case);
  RoutingProblem& problem = result.problem;
  problem.tokens = static_cast<int64_t>(rows.size());
  problem.logits.reserve(rows.size() * static_cast<size_t>(problem.experts));
  for (const int64_t row : rows) {
    const std::span<const uint32_t> logits = LogitRow(routing_case, row);
    problem.logits.insert(problem.logits.end(), logits.begin(), logits.end());
    if (!routing_case.problem.finished.empty()) {
      problem.finished.push_back(routing_case.problem.finished[static_cast<size_t>(row)]);
    }
  }
  return result;
}

RoutingCase WithExperts(const RoutingCase& routing_case, std::span<const int32_t> experts) {
  RoutingCase result = WithoutRows(routing_case);
  RoutingProblem& problem = result.problem;
  problem.experts = static_cast<int32_t>(experts.size());
  problem.tokens = routing_case.problem.tokens;
  problem.finished = routing_case.problem.finished;
  problem.logits.reserve(static_cast<size_t>(problem.tokens) * experts.size());
  for (int64_t row = 0; row < problem.tokens; ++row) {
    const std::span<const uint32_t> logits = LogitRow(routing_case, row);
    for (const int32_t expert : experts) problem.logits.push_back(logits[static_cast<size_t>(expert)]);
  }
  if (!routing_case.problem.bias.empty()) {
    problem.bias.clear();
    for (const int32_t expert : experts) problem.bias.push_back(routing_case.problem.bias[static_cast<size_t>(expert)]);
  }
  Canonicalize(&result);
  return result;
}

void InsertRow(RoutingCase* routing_case, int64_t at, uint32_t bits) {
  RoutingProblem& problem = routing_case->problem;
  const int64_t experts = problem.experts;
  problem.logits.insert(problem.logits.begin() + at * experts, static_cast<size_t>(experts), bits);
  if (!problem.finished.empty()) problem.finished.insert(problem.finished.begin() + at, 0);
  ++problem.tokens;
}

}  // namespace gatefuzz
