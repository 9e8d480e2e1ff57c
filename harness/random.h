// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The one source of drawn numbers in harness/ and properties/: a function of its seed alone, the same on every machine
// (the standard library's distributions are not). Method: a Weyl sequence through a 64-bit finaliser.
#ifndef GATEFUZZ_HARNESS_RANDOM_H_
#define GATEFUZZ_HARNESS_RANDOM_H_

#include <cstdint>

namespace gatefuzz {

class Random {
 public:
  // Different `stream`s of one seed are independent draws.
  explicit Random(uint64_t seed, uint64_t stream = 0) : state_(Mix(seed) ^ Mix(stream + kWeyl)) {}

  uint64_t Next() { return Mix(state_ += kWeyl); }
  // In [0, bound). Requires: bound > 0.
  uint64_t Below(uint64_t bound) {
    return static_cast<uint64_t>((static_cast<unsigned __int128>(Next()) * bound) >> 64);
  }
  // In [low, high]. Requires: low <= high.
  int64_t Between(int64_t low, int64_t high) {
    return low + static_cast<int64_t>(Below(static_cast<uint64_t>(high - low) + 1));
  }
  // True with the probability of `percent` in 100.
  bool Percent(int percent) { return Below(100) < static_cast<uint64_t>(percent); }
  // In [0, 1).
  double Unit() { return static_cast<double>(Next() >> 11) * 0x1p-53; }

 private:
  static constexpr uint64_t kWeyl = 0x9E3779B97F4A7C15u;

  static constexpr uint64_t Mix(uint64_t x) {
    x = (x ^ (x >> 32)) * 0xD6E8FEB86659FD93u;
    x = (x ^ (x >> 32)) * 0xD6E8FEB86659FD93u;
    return x ^ (x >> 32);
  }

  uint64_t state_;
};

}  // namespace gatefuzz

#endif  // GATEFUZZ_HARNESS_RANDOM_H_
