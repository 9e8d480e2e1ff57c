// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/feedback/counters.h"

#include <bit>
#include <cstring>

namespace gatefuzz::emulator::feedback {
namespace {

uint8_t seen[kCounters];  // one bit for each magnitude
size_t seen_count = 0;

// Whole blocks at a time, as vector instructions: nearly all counters are 0.
constexpr size_t kBlock = 64;
bool IsZero(const uint8_t* block) {
  uint64_t words[kBlock / sizeof(uint64_t)];
  std::memcpy(words, block, sizeof words);
  uint64_t any = 0;
  for (const uint64_t word : words) any |= word;
  return any == 0;
}

uint8_t MagnitudeBit(uint8_t count) {
  if (count <= 3) return static_cast<uint8_t>(1u << (count - 1));
  const int width = std::bit_width(count);  // 3: 4-7, 4: 8-15, 5: 16-31, 6 and 7: 32-127, 8: the rest
  return static_cast<uint8_t>(1u << (width <= 5 ? width : width <= 7 ? 6 : 7));
}

}  // namespace

// Aligned so that the scan below (and libFuzzer's) can go by words.
__attribute__((section("__libfuzzer_extra_counters"), aligned(64), used)) uint8_t counters[kCounters];

void ClearCounters() { std::memset(counters, 0, sizeof counters); }

size_t CollectNewFeatures() {
  const size_t before = seen_count;
  for (size_t i = 0; i < kCounters; i += sizeof(uint64_t)) {
    if (i % kBlock == 0 && IsZero(counters + i)) {
      i += kBlock - sizeof(uint64_t);
      continue;
    }
    uint64_t word;
    std::memcpy(&word, counters + i, sizeof word);
    if (word == 0) continue;
    for (size_t j = i; j < i + sizeof word; ++j) {
      if (counters[j] == 0) continue;
      const uint8_t bit = MagnitudeBit(counters[j]);
      seen_count += (seen[j] & bit) == 0;
      seen[j] |= bit;
    }
  }
  return seen_count - before;
}

size_t FeaturesSeen() { return seen_count; }

void ClearFeatures() {
  std::memset(seen, 0, sizeof seen);
  seen_count = 0;
}

}  // namespace gatefuzz::emulator::feedback
