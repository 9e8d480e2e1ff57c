// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// prefix: without renormalisation the first j of a top-k are the top-j. A case that renormalises is tried without.

#include "fmt/format.h"
#include "harness/random.h"
#include "properties/property.h"
#include "properties/relational.h"

namespace gatefuzz {

Outcome CheckPrefix(const RoutingCase& routing_case, Runner& runner) {
  if (!Concerns(Clause::kPrefix, runner.kernel().operation)) return Discard{"the operation is grouped"};
  const RoutingProblem& problem = routing_case.problem;
  if (problem.tokens == 0) return Discard{"no rows"};
  if (problem.k == 1) return Discard{"k is 1"};
  RoutingCase more = routing_case;
  more.problem.renormalize = false;
  RoutingCase fewer = more;
  fewer.problem.k = static_cast<int32_t>(Random(routing_case.seed, kPrefixStream).Between(1, problem.k - 1));
  RoutingResult top_k, top_j;
  if (std::optional<Outcome> stop = RunOrStop(more, runner, "", &top_k)) return *stop;
  const std::string what = fmt::format("with k = {} in place of {}", fewer.problem.k, problem.k);
  if (std::optional<Outcome> stop = RunOrStop(fewer, runner, what, &top_j)) return *stop;

  // Softmax over the chosen depends on how many are chosen; a kernel held to a tolerance may compute with another
  // algorithm at another k.
  const KernelInfo& kernel = runner.kernel();
  const bool weights = kernel.operation != Operation::kTopkThenSoftmax && kernel.agreement == Agreement::kExact;
  for (int64_t row = 0; row < problem.tokens; ++row) {
    if (auto difference = FirstDifference(Clause::kPrefix, {top_k, row, problem.k}, {top_j, row, fewer.problem.k},
                                          fewer.problem.k, weights ? Compare::kIdsAndWeights : Compare::kIds, what)) {
      return FailOf(*difference);
    }
  }
  return Pass{};
}

}  // namespace gatefuzz
