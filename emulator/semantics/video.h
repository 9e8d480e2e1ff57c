// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// PTX 9.7.18: absolute differences of the unsigned bytes or half-words of two words.
#ifndef GATEFUZZ_EMULATOR_SEMANTICS_VIDEO_H_
#define GATEFUZZ_EMULATOR_SEMANTICS_VIDEO_H_

#include <cstdint>

#include "emulator/semantics/float_bits.h"

namespace gatefuzz::semantics {

// kParts: 2 half-words or 4 bytes. kAdd: the differences' sum is added to c, else they are put side by side.
template <int kParts, bool kAdd>
GATEFUZZ_SEMANTICS uint32_t Vabsdiff(uint32_t a, uint32_t b, uint32_t c) {
  constexpr int kBits = 32 / kParts;
  constexpr uint32_t kMask = (1u << kBits) - 1;
  uint32_t result = kAdd ? c : 0;
  for (int i = 0; i < kParts; ++i) {
    const uint32_t x = a >> (i * kBits) & kMask, y = b >> (i * kBits) & kMask;
    const uint32_t difference = x > y ? x - y : y - x;
    result = kAdd ? result + difference : result | difference << (i * kBits);
  }
  return result;
}

}  // namespace gatefuzz::semantics

#endif  // GATEFUZZ_EMULATOR_SEMANTICS_VIDEO_H_
