// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The counters that guide libFuzzer, as the program itself sees them: the emulator keeps them in the linker section
// that libFuzzer reads. libFuzzer sets them to 0 before each execution.
#ifndef GATEFUZZ_FUZZ_FEEDBACK_COUNTERS_H_
#define GATEFUZZ_FUZZ_FEEDBACK_COUNTERS_H_

#include <cstdint>
#include <span>

namespace gatefuzz {

// Empty where nothing in the program has such counters (a build for a GPU).
std::span<const uint8_t> FeedbackCounters();

// True if some counter is not 0: a kernel's instructions were seen.
bool AnyFeedback();

// Marks what the counters show in `map`, one byte a counter and one bit a class of count, as libFuzzer does. Returns
// how many of these features were new. Several processes may share one map. Requires: map.size() ==
// FeedbackCounters().size().
uint64_t AddFeatures(std::span<uint8_t> map);

// Which features were seen in at least one, two, three executions: what an estimate of the features still unseen rests
// on. Maps as AddFeatures'.
struct FeatureSightings {
  std::span<uint8_t> once;
  std::span<uint8_t> twice;
  std::span<uint8_t> thrice;
};
struct SightingCounts {
  uint64_t once = 0;
  uint64_t twice = 0;
  uint64_t thrice = 0;
};
// Adds one execution, which the counters show; returns how many features moved up into each map.
SightingCounts AddSightings(const FeatureSightings& sightings);

}  // namespace gatefuzz

#endif  // GATEFUZZ_FUZZ_FEEDBACK_COUNTERS_H_
