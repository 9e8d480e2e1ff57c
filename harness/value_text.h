// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Bit patterns of logits and biases as text. Pure functions.
#ifndef GATEFUZZ_HARNESS_VALUE_TEXT_H_
#define GATEFUZZ_HARNESS_VALUE_TEXT_H_

#include <cstdint>
#include <optional>
#include <string>

#include "kernels/routing.h"

namespace gatefuzz {

// "0x7fc00001": the pattern with all the digits of its width.
std::string PatternText(DType dtype, uint32_t bits);

// The shortest decimal that reads back to the same bits ("0.1", "-0.0", "1e-45"), always with a '.', an 'e' or an 'E'
// so that it stays a floating-point number; nothing for NaN and infinities.
std::optional<std::string> DecimalText(DType dtype, uint32_t bits);

// For people: "0.1", "-0", "+Inf", "NaN(0x7fc00001)", "1e-45(0x00000001, denormal)".
std::string ValueText(DType dtype, uint32_t bits);

// Not zero, and below the smallest normal.
bool IsDenormal(DType dtype, uint32_t bits);

// 0xffffffff or 0xffff.
uint32_t WidthMask(DType dtype);

}  // namespace gatefuzz

#endif  // GATEFUZZ_HARNESS_VALUE_TEXT_H_
