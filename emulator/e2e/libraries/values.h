// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Values for the library tests: always the same, in no order.
#ifndef GATEFUZZ_EMULATOR_E2E_LIBRARIES_VALUES_H_
#define GATEFUZZ_EMULATOR_E2E_LIBRARIES_VALUES_H_

#include <cstddef>
#include <cstdint>
#include <vector>

inline std::vector<uint32_t> ScrambledWords(size_t count) {
  std::vector<uint32_t> values(count);
  uint32_t state = 12345;
  for (uint32_t& value : values) {
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    value = state;
  }
  return values;
}

// Of [0, modulus).
inline std::vector<int> ScrambledInts(size_t count, int modulus) {
  std::vector<int> values;
  for (const uint32_t word : ScrambledWords(count))
    values.push_back(static_cast<int>(word % static_cast<uint32_t>(modulus)));
  return values;
}

#endif  // GATEFUZZ_EMULATOR_E2E_LIBRARIES_VALUES_H_
