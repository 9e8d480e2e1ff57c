// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// deterministic: the same call again, and the same call under another seed (on the emulator another order of warps and
// blocks; everywhere other addresses and other garbage in the gaps between rows) change no bit.

#include "harness/random.h"
#include "properties/relational.h"

namespace gatefuzz {
namespace {

std::optional<Violation> AnyDifference(const RoutingCase& routing_case, const RoutingResult& a, const RoutingResult& b,
                                       std::string_view what) {
  const int32_t k = routing_case.problem.k;
  for (int64_t row = 0; row < routing_case.problem.tokens; ++row) {
    if (auto difference =
            FirstDifference(Clause::kDeterministic, {a, row, k}, {b, row, k}, k, Compare::kIdsAndWeights, what)) {
      return difference;
    }
  }
  if (a.source_rows != b.source_rows)
    return Violation{Clause::kDeterministic, -1, -1, "source_rows changed " + std::string(what)};
  return std::nullopt;
}

}  // namespace

Outcome CheckDeterministic(const RoutingCase& routing_case, Runner& runner) {
  if (routing_case.problem.tokens == 0) return Discard{"no rows"};
  RoutingResult first, again, elsewhere;
  if (std::optional<Outcome> stop = RunOrStop(routing_case, runner, "", &first)) return *stop;
  if (std::optional<Outcome> stop = RunOrStop(routing_case, runner, "second run", &again)) return *stop;
  if (auto difference = AnyDifference(routing_case, first, again, "in a second run")) return FailOf(*difference);

  RoutingCase other = routing_case;
  other.seed = Random(routing_case.seed, kDeterministicStream).Next();
  if (std::optional<Outcome> stop = RunOrStop(other, runner, "another schedule", &elsewhere)) return *stop;
  if (auto difference = AnyDifference(routing_case, first, elsewhere, "under another schedule and other addresses")) {
    return FailOf(*difference);
  }
  return Pass{};
}

}  // namespace gatefuzz
