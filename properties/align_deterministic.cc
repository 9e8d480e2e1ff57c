// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// deterministic: the same call again, and the same call under other seeds (on the emulator the ascending order of warps
// and blocks and drawn interleavings; everywhere other addresses) change no bit.
#include "fmt/format.h"
#include "harness/random.h"
#include "properties/align_relational.h"

namespace gatefuzz {
namespace {

constexpr int kSchedules = 2;  // besides the case's own

}  // namespace

Outcome CheckAlignDeterministic(const AlignCase& align_case, AlignRunner& runner) {
  const Clause clause = Clause::kDeterministic;
  AlignLaunch first, again, elsewhere;
  if (auto stop = LaunchOrStop(align_case, runner, AlignMemory::kPoison, "", &first)) return *stop;
  if (auto stop = LaunchOrStop(align_case, runner, AlignMemory::kPoison, "second run", &again)) return *stop;
  if (auto stop = StopIfDifferent(first, again, clause, "in a second run")) return *stop;

  AlignCase other = align_case;
  Random random(align_case.seed, kAlignDeterministicStream);
  for (int i = 0; i < kSchedules; ++i) {
    // The simplest one is always among those compared.
    other.seed = i == 0 && align_case.seed != 0 ? 0 : random.Next();
    if (auto stop = LaunchOrStop(other, runner, AlignMemory::kPoison, "another schedule", &elsewhere)) return *stop;
    const auto what = fmt::format("under another schedule and other addresses (seed {})", other.seed);
    if (auto stop = StopIfDifferent(first, elsewhere, clause, what)) return *stop;
  }
  return Pass{};
}

}  // namespace gatefuzz
