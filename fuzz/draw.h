// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Draws that mutators make often, on top of harness/random.h.
#ifndef GATEFUZZ_FUZZ_DRAW_H_
#define GATEFUZZ_FUZZ_DRAW_H_

#include <cstdint>
#include <span>

#include "harness/random.h"

namespace gatefuzz {

// True once in `n` draws. Requires: n > 0.
inline bool OneIn(uint64_t n, Random& random) { return random.Below(n) == 0; }

// One of `choices`. Requires: not empty.
template <typename T>
const T& Pick(std::span<const T> choices, Random& random) {
  return choices[random.Below(choices.size())];
}
template <typename T, size_t kCount>
const T& Pick(const T (&choices)[kCount], Random& random) {
  return choices[random.Below(kCount)];
}

}  // namespace gatefuzz

#endif  // GATEFUZZ_FUZZ_DRAW_H_
