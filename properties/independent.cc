// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// independent: a row's ids and weights depend on that row and the bias alone. Two derived calls: one row of the case
// alone, and all rows in reverse order among rows of NaN and infinities, so that T, position and neighbours all change.

#include <algorithm>
#include <limits>
#include <vector>

#include "fmt/format.h"
#include "harness/case_edit.h"
#include "harness/random.h"
#include "properties/relational.h"
#include "reference/float_bits.h"

namespace gatefuzz {
namespace {

// Where each row of a case went.
struct Shuffled {
  RoutingCase routing_case;
  std::vector<int64_t> position;
};

Shuffled ReversedAmongBadRows(const RoutingCase& routing_case, Random* random) {
  const int64_t tokens = routing_case.problem.tokens;
  const int64_t room = std::min(kMaxCaseTokens, kMaxCaseLogits / routing_case.problem.experts) - tokens;
  std::vector<int64_t> rows(static_cast<size_t>(tokens));
  for (int64_t i = 0; i < tokens; ++i) rows[static_cast<size_t>(i)] = tokens - 1 - i;
  Shuffled shuffled{WithRows(routing_case, rows), {}};
  for (int64_t row = 0; row < tokens; ++row) shuffled.position.push_back(tokens - 1 - row);

  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  constexpr double kBad[] = {std::numeric_limits<double>::quiet_NaN(), kInfinity, -kInfinity, 0};
  const int64_t inserted = std::min<int64_t>(room, 1 + static_cast<int64_t>(random->Below(4)));
  for (int64_t i = 0; i < inserted; ++i) {
    // One before all others, the rest anywhere.
    const int64_t at = i == 0 ? 0 : random->Between(0, shuffled.routing_case.problem.tokens);
    InsertRow(&shuffled.routing_case, at, FromDouble(routing_case.problem.dtype, kBad[random->Below(4)]));
    for (int64_t& position : shuffled.position) position += position >= at ? 1 : 0;
  }
  return shuffled;
}

}  // namespace

Outcome CheckIndependent(const RoutingCase& routing_case, Runner& runner) {
  const int64_t tokens = routing_case.problem.tokens;
  const int32_t k = routing_case.problem.k;
  if (tokens == 0) return Discard{"no rows"};
  Random random(routing_case.seed, kIndependentStream);
  RoutingResult whole;
  if (std::optional<Outcome> stop = RunOrStop(routing_case, runner, "", &whole)) return *stop;

  if (tokens > 1) {
    const int64_t row = random.Between(0, tokens - 1);
    RoutingResult alone;
    const RoutingCase derived = WithRows(routing_case, std::vector<int64_t>{row});
    if (auto stop = RunOrStop(derived, runner, fmt::format("row {} alone", row), &alone)) return *stop;
    if (auto difference = FirstDifference(Clause::kIndependent, {whole, row, k}, {alone, 0, k}, k,
                                          Compare::kIdsAndWeights, "when the row was alone")) {
      return FailOf(*difference);
    }
  }

  const Shuffled shuffled = ReversedAmongBadRows(routing_case, &random);
  RoutingResult among;
  if (auto stop = RunOrStop(shuffled.routing_case, runner, "rows reversed among bad ones", &among)) return *stop;
  for (int64_t row = 0; row < tokens; ++row) {
    const int64_t position = shuffled.position[static_cast<size_t>(row)];
    if (auto difference =
            FirstDifference(Clause::kIndependent, {whole, row, k}, {among, position, k}, k, Compare::kIdsAndWeights,
                            fmt::format("as row {} of {}, rows reversed among bad ones", position,
                                        shuffled.routing_case.problem.tokens))) {
      return FailOf(*difference);
    }
  }
  return Pass{};
}

}  // namespace gatefuzz
