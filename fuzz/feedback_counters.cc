// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "fuzz/feedback_counters.h"

#include <atomic>
#include <bit>
#include <cstddef>
#include <cstring>

// Made by the linker where the section exists.
extern "C" {
__attribute__((weak)) extern uint8_t __start___libfuzzer_extra_counters[];
__attribute__((weak)) extern uint8_t __stop___libfuzzer_extra_counters[];
}

namespace gatefuzz {
namespace {

// Counts 1, 2, 3, 4-7, 8-15, 16-31, 32-127, 128 and more: each a feature of its own.
uint8_t ClassOf(uint8_t count) {
  if (count <= 3) return static_cast<uint8_t>(1u << (count - 1));
  if (count >= 128) return 1u << 7;
  if (count >= 32) return 1u << 6;
  return static_cast<uint8_t>(1u << std::bit_width(static_cast<unsigned>(count)));
}

// True if the 64 counters at `counters` are all 0. Written so that it becomes vector instructions.
bool NoneOf64(const uint8_t* counters) {
  uint64_t words[8];
  std::memcpy(words, counters, sizeof words);
  uint64_t any = 0;
  for (const uint64_t word : words) any |= word;
  return any == 0;
}

// The first index from `from` on whose counter is not 0, many at a time: nearly all are 0.
size_t NextCounted(std::span<const uint8_t> counters, size_t from) {
  for (; from + 8 <= counters.size(); from += 8) {
    while (from + 64 <= counters.size() && NoneOf64(&counters[from])) from += 64;
    if (from + 8 > counters.size()) break;
    uint64_t eight;
    std::memcpy(&eight, &counters[from], 8);
    if (eight != 0) return from + static_cast<size_t>(std::countr_zero(eight)) / 8;
  }
  while (from < counters.size() && counters[from] == 0) ++from;
  return from;
}

// Sets the bit; true if it was not set.
bool Mark(uint8_t* byte, uint8_t bit) {
  if ((*byte & bit) != 0) return false;
  return (std::atomic_ref(*byte).fetch_or(bit, std::memory_order_relaxed) & bit) == 0;
}

}  // namespace

std::span<const uint8_t> FeedbackCounters() {
  const uint8_t* const begin = __start___libfuzzer_extra_counters;
  if (begin == nullptr) return {};
  return {begin, static_cast<size_t>(__stop___libfuzzer_extra_counters - begin)};
}

bool AnyFeedback() {
  const std::span<const uint8_t> counters = FeedbackCounters();
  return NextCounted(counters, 0) < counters.size();
}

uint64_t AddFeatures(std::span<uint8_t> map) {
  const std::span<const uint8_t> counters = FeedbackCounters();
  uint64_t added = 0;
  for (size_t i = NextCounted(counters, 0); i < counters.size(); i = NextCounted(counters, i + 1)) {
    added += Mark(&map[i], ClassOf(counters[i]));
  }
  return added;
}

SightingCounts AddSightings(const FeatureSightings& sightings) {
  const std::span<const uint8_t> counters = FeedbackCounters();
  SightingCounts counts;
  for (size_t i = NextCounted(counters, 0); i < counters.size(); i = NextCounted(counters, i + 1)) {
    const uint8_t feature = ClassOf(counters[i]);
    // The common case first.
    if ((sightings.thrice[i] & feature) != 0) continue;
    if (Mark(&sightings.once[i], feature)) {
      ++counts.once;
    } else if (Mark(&sightings.twice[i], feature)) {
      ++counts.twice;
    } else if (Mark(&sightings.thrice[i], feature)) {
      ++counts.thrice;
    }
  }
  return counts;
}

}  // namespace gatefuzz
