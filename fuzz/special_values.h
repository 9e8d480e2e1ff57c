// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Bit patterns of logits and biases that routing kernels have been seen to mishandle, drawn by class.
#ifndef GATEFUZZ_FUZZ_SPECIAL_VALUES_H_
#define GATEFUZZ_FUZZ_SPECIAL_VALUES_H_

#include <cstdint>
#include <span>
#include <string_view>

#include "harness/random.h"
#include "kernels/routing.h"

namespace gatefuzz {

struct ValueClass {
  std::string_view name;
  uint32_t (*draw)(DType dtype, Random& random);  // a bit pattern of `dtype`, zero-extended
};

// Every class, from ordinary values to NaN payloads.
std::span<const ValueClass> ValueClasses();

// A value of a class drawn evenly.
uint32_t DrawValue(DType dtype, Random& random);

// The pattern `ulps` steps up (or down) from `bits` in the order of values, where -0 and +0 are one step apart.
// Infinities and NaNs stay as they are, and no step leads beyond the largest finite value.
uint32_t StepByUlps(DType dtype, uint32_t bits, int ulps);

// Largest finite value, infinity, and the sign bit of `dtype`.
uint32_t MaxFiniteBits(DType dtype);
uint32_t InfinityBits(DType dtype);
uint32_t SignBit(DType dtype);

}  // namespace gatefuzz

#endif  // GATEFUZZ_FUZZ_SPECIAL_VALUES_H_
