// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// One description of the three formats (exponent and mantissa widths) and integer arithmetic on it. Written against the
// format's definition rather than with a compiler's half types, whose conversions kernels use.

#include "reference/float_bits.h"

#include <bit>
#include <limits>

namespace gatefuzz {
namespace {

struct Format {
  int exponent_bits;
  int mantissa_bits;

  constexpr int bias() const { return (1 << (exponent_bits - 1)) - 1; }
  constexpr uint32_t mantissa_mask() const { return (1u << mantissa_bits) - 1; }
  constexpr uint32_t exponent_mask() const { return (1u << exponent_bits) - 1; }
  constexpr uint32_t infinity() const { return exponent_mask() << mantissa_bits; }
};

constexpr Format FormatOf(DType dtype) {
  switch (dtype) {
    case DType::kF16:
      return {5, 10};
    case DType::kBF16:
      return {8, 7};
    case DType::kF32:
      break;
  }
  return {8, 23};
}

// 2^exponent for a normal double.
double PowerOfTwo(int exponent) { return std::bit_cast<double>(static_cast<uint64_t>(exponent + 1023) << 52); }

}  // namespace

int DTypeSize(DType dtype) { return dtype == DType::kF32 ? 4 : 2; }

const char* DTypeName(DType dtype) {
  switch (dtype) {
    case DType::kF16:
      return "f16";
    case DType::kBF16:
      return "bf16";
    case DType::kF32:
      break;
  }
  return "f32";
}

double ToDouble(DType dtype, uint32_t bits) {
  const Format format = FormatOf(dtype);
  const uint32_t exponent = (bits >> format.mantissa_bits) & format.exponent_mask();
  const uint32_t mantissa = bits & format.mantissa_mask();
  const bool negative = (bits >> (format.mantissa_bits + format.exponent_bits)) & 1;
  if (exponent == format.exponent_mask()) {
    if (mantissa != 0) return std::numeric_limits<double>::quiet_NaN();
    const double infinity = std::numeric_limits<double>::infinity();
    return negative ? -infinity : infinity;
  }
  // Denormals share the exponent of the smallest normal and lack the hidden bit.
  const uint32_t significand = exponent == 0 ? mantissa : mantissa | (1u << format.mantissa_bits);
  const int scale = static_cast<int>(exponent == 0 ? 1 : exponent) - format.bias() - format.mantissa_bits;
  const double magnitude = significand * PowerOfTwo(scale);
  return negative ? -magnitude : magnitude;
}

uint32_t FromDouble(DType dtype, double value) {
  const Format format = FormatOf(dtype);
  const uint64_t source = std::bit_cast<uint64_t>(value);
  const uint32_t sign = static_cast<uint32_t>(source >> 63) << (format.exponent_bits + format.mantissa_bits);
  const int exponent = static_cast<int>((source >> 52) & 0x7FF);
  const uint64_t fraction = source & ((uint64_t{1} << 52) - 1);
  if (exponent == 0x7FF && fraction != 0) return format.infinity() | (1u << (format.mantissa_bits - 1));
  if (exponent == 0x7FF) return sign | format.infinity();
  if (exponent == 0) return sign;  // below half of every format's smallest denormal

  // value = significand * 2^(exponent - 1075). Drop the bits that the target cannot hold; below its smallest normal,
  // more.
  const uint64_t significand = fraction | (uint64_t{1} << 52);
  int target = exponent - 1023 + format.bias();
  int drop = 52 - format.mantissa_bits;
  if (target < 1) {
    drop += 1 - target;
    target = 1;
    if (drop > 54) return sign;  // less than half of the smallest denormal
  }
  uint64_t kept = significand >> drop;
  const uint64_t rest = significand & ((uint64_t{1} << drop) - 1);
  const uint64_t half = uint64_t{1} << (drop - 1);
  if (rest > half || (rest == half && (kept & 1) != 0)) ++kept;
  // The hidden bit, if there is one, adds one to the exponent field: a carry out of the mantissa comes out right too.
  const uint64_t bits = (static_cast<uint64_t>(target - 1) << format.mantissa_bits) + kept;
  if (bits >= format.infinity()) return sign | format.infinity();
  return sign | static_cast<uint32_t>(bits);
}

bool IsNan(DType dtype, uint32_t bits) {
  const Format format = FormatOf(dtype);
  const uint32_t magnitude = bits & ((format.exponent_mask() << format.mantissa_bits) | format.mantissa_mask());
  return magnitude > format.infinity();
}

bool IsFinite(DType dtype, uint32_t bits) {
  const Format format = FormatOf(dtype);
  return ((bits >> format.mantissa_bits) & format.exponent_mask()) != format.exponent_mask();
}

}  // namespace gatefuzz
