// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The counters that guide a fuzzer: one byte each, saturating, of one execution. They stand in the section that
// libFuzzer reads and clears around every execution; without libFuzzer they are an array like any other.
//
// Not thread-safe: kernels run one at a time.
#ifndef GATEFUZZ_EMULATOR_FEEDBACK_COUNTERS_H_
#define GATEFUZZ_EMULATOR_FEEDBACK_COUNTERS_H_

#include <cstddef>
#include <cstdint>

namespace gatefuzz::emulator::feedback {

// libFuzzer walks all of them once an execution (some 3 us), so they are no more than kernels fill sparsely.
inline constexpr int kCounterBits = 16;
inline constexpr size_t kCounters = size_t{1} << kCounterBits;

extern uint8_t counters[kCounters];

inline void Count(size_t index) { counters[index] = static_cast<uint8_t>(counters[index] + (counters[index] != 255)); }

void ClearCounters();

// A feature is a counter together with the magnitude of its count: 1, 2, 3, 4-7, 8-15, 16-31, 32-127, 128 and more (as
// libFuzzer has it). Adds those of the counters to the ones seen in this process; returns how many are new.
size_t CollectNewFeatures();
size_t FeaturesSeen();
// Forgets what was seen.
void ClearFeatures();

}  // namespace gatefuzz::emulator::feedback

#endif  // GATEFUZZ_EMULATOR_FEEDBACK_COUNTERS_H_
