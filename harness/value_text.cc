// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "harness/value_text.h"

#include <cmath>
#include <cstdlib>

#include "fmt/format.h"
#include "reference/float_bits.h"

namespace gatefuzz {
namespace {

constexpr int kEnoughDigits = 9;  // any binary32 reads back from so many

// The smallest normal's bit pattern.
uint32_t SmallestNormal(DType dtype) {
  switch (dtype) {
    case DType::kF16:
      return 0x0400;
    case DType::kBF16:
      return 0x0080;
    case DType::kF32:
      break;
  }
  return 0x00800000;
}

}  // namespace

uint32_t WidthMask(DType dtype) { return DTypeSize(dtype) == 4 ? 0xffffffffu : 0xffffu; }

bool IsDenormal(DType dtype, uint32_t bits) {
  const uint32_t magnitude = bits & (WidthMask(dtype) >> 1);
  return magnitude != 0 && magnitude < SmallestNormal(dtype);
}

std::string PatternText(DType dtype, uint32_t bits) {
  return DTypeSize(dtype) == 4 ? fmt::format("0x{:08x}", bits) : fmt::format("0x{:04x}", bits & 0xffff);
}

std::optional<std::string> DecimalText(DType dtype, uint32_t bits) {
  if (!IsFinite(dtype, bits)) return std::nullopt;
  const double value = ToDouble(dtype, bits);
  for (int digits = 1; digits <= kEnoughDigits; ++digits) {
    std::string text = fmt::format("{:.{}g}", value, digits);
    if (FromDouble(dtype, std::strtod(text.c_str(), nullptr)) != bits) continue;
    if (text.find_first_of(".e") == std::string::npos) text += ".0";
    return text;
  }
  return std::nullopt;
}

std::string ValueText(DType dtype, uint32_t bits) {
  if (IsNan(dtype, bits)) return fmt::format("NaN({})", PatternText(dtype, bits));
  if (!IsFinite(dtype, bits)) return ToDouble(dtype, bits) > 0 ? "+Inf" : "-Inf";
  const std::optional<std::string> decimal = DecimalText(dtype, bits);
  if (!decimal) return PatternText(dtype, bits);
  std::string text = *decimal;
  if (text.ends_with(".0")) text.resize(text.size() - 2);
  if (IsDenormal(dtype, bits)) text += fmt::format("({}, denormal)", PatternText(dtype, bits));
  return text;
}

}  // namespace gatefuzz
