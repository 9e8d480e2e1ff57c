// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The hostile classes of values, and rows and biases made of them. Bit patterns throughout, so that NaN payloads, signs
// of zeros and denormals are drawn, not rounded to.
#ifndef GATEFUZZ_PROPERTIES_VALUES_H_
#define GATEFUZZ_PROPERTIES_VALUES_H_

#include <cstdint>
#include <span>
#include <vector>

#include "harness/random.h"
#include "kernels/routing.h"

namespace gatefuzz {

enum class ValueClass {
  kNormal,        // like a router's output: normal, deviation 2
  kSmallInteger,  // -4 to 4: many ties
  kTie,           // one of three values drawn for the row
  kNearTie,       // a few units in the last place around one value drawn for the row
  kZero,          // +0 or -0
  kDenormal,
  kNan,  // quiet and signalling, both signs, any payload
  kPlusInf,
  kMinusInf,
  kExtreme,    // the largest and the smallest normal numbers, both signs
  kUnderflow,  // so far below the rest that its exponential underflows: -60 to -800
  kSaturated,  // 10 to 120, where sigmoids and exponentials saturate
  kAnyBits,
  kCount
};

// Draws values of a row; what is common to the row (ties, the centre of near ties) is drawn at construction.
class ValueDrawer {
 public:
  ValueDrawer(DType dtype, Random* random);

  uint32_t Draw(ValueClass value_class);
  // Any class, each as likely as the next.
  ValueClass DrawClass();

 private:
  uint32_t FromNumber(double value) const;

  DType dtype_;
  Random& random_;
  uint32_t ties_[3];
  uint32_t centre_;
};

// Fills a row of logits by a pattern: one class; a mixture of classes by element; all bad; partly bad; a winner at an
// index (`winner` < 0: drawn, boundaries preferred); sorted either way; one value throughout.
void FillRow(DType dtype, int64_t winner, Random* random, std::span<uint32_t> row);

// A correction bias, binary32: zero, small, all alike, very negative (-2, -2e4, -1e30, -Inf), +12, with NaN, any bits.
std::vector<uint32_t> DrawBias(int32_t experts, Random* random);

// A scale of weights: 1 in `ones` of 100 cases, else 0, 2.5, 0.1, a denormal, or near an end of binary32's range.
float DrawScale(int ones, Random* random);

}  // namespace gatefuzz

#endif  // GATEFUZZ_PROPERTIES_VALUES_H_
