// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// deterministic: the same call again, and the same call under other seeds (on the emulator the ascending order of warps
// and blocks and drawn interleavings; everywhere other addresses and other garbage in the gaps between rows) change no
// bit.

#include <string>

#include "fmt/format.h"
#include "harness/random.h"
#include "properties/relational.h"

namespace gatefuzz {
namespace {

constexpr int kSchedules = 2;  // besides the case's own

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
  Random random(routing_case.seed, kDeterministicStream);
  for (int i = 0; i < kSchedules; ++i) {
    // The simplest one is always among those compared.
    other.seed = i == 0 && routing_case.seed != 0 ? 0 : random.Next();
    if (std::optional<Outcome> stop = RunOrStop(other, runner, "another schedule", &elsewhere)) return *stop;
    const std::string what = fmt::format("under another schedule and other addresses (seed {})", other.seed);
    if (auto difference = AnyDifference(routing_case, first, elsewhere, what)) return FailOf(*difference);
  }
  return Pass{};
}

}  // namespace gatefuzz
