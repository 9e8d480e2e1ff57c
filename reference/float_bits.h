// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Bit patterns of binary32, binary16 and bfloat16, to and from double. Exact; pure functions.
#ifndef GATEFUZZ_REFERENCE_FLOAT_BITS_H_
#define GATEFUZZ_REFERENCE_FLOAT_BITS_H_

#include <cstdint>

#include "kernels/routing.h"

namespace gatefuzz {

// Bytes of one element: 4 or 2.
int DTypeSize(DType dtype);
// "f32", "f16", "bf16".
const char* DTypeName(DType dtype);
// The value of a bit pattern, exactly (NaN for a NaN). Bits above the width are ignored.
double ToDouble(DType dtype, uint32_t bits);
// The nearest value in `dtype`, ties to even, overflow to infinity; a NaN gives the canonical quiet NaN.
uint32_t FromDouble(DType dtype, double value);
bool IsNan(DType dtype, uint32_t bits);
bool IsFinite(DType dtype, uint32_t bits);

}  // namespace gatefuzz

#endif  // GATEFUZZ_REFERENCE_FLOAT_BITS_H_
