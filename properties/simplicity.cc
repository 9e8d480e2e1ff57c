// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "properties/simplicity.h"

#include <bit>
#include <cmath>
#include <cstdlib>

#include "reference/float_bits.h"

namespace gatefuzz {
namespace {

constexpr uint64_t kOtherNan = 6;
constexpr uint64_t kFirstInteger = 8;
constexpr double kLargestInteger = 1e6;
constexpr uint64_t kFirstOther = uint64_t{1} << 24;

// Bits from the highest to the lowest that is set, of the number's binary expansion.
uint64_t SignificantBits(double value) {
  int exponent = 0;
  const double fraction = std::frexp(std::fabs(value), &exponent);
  const uint64_t mantissa = static_cast<uint64_t>(std::ldexp(fraction, 53));
  return static_cast<uint64_t>(53 - std::countr_zero(mantissa));
}

uint64_t ScaleComplexity(float scale) {
  if (scale == 1.0f) return 0;
  return 1 + ValueComplexity(DType::kF32, std::bit_cast<uint32_t>(scale));
}

}  // namespace

uint64_t ValueComplexity(DType dtype, uint32_t bits) {
  const double value = ToDouble(dtype, bits);
  if (std::isnan(value)) return bits == FromDouble(dtype, value) ? 2 : kOtherNan;
  if (std::isinf(value)) return value > 0 ? 3 : 4;
  if (value == 0) return std::signbit(value) ? 5 : 0;
  if (value == 1) return 1;
  const double magnitude = std::fabs(value);
  const uint64_t negative = value < 0 ? 1 : 0;
  if (magnitude <= kLargestInteger && magnitude == std::floor(magnitude)) {
    return kFirstInteger + 2 * static_cast<uint64_t>(magnitude) + negative;
  }
  // Exponents of binary32 lie within 150 of 0.
  const uint64_t exponent = static_cast<uint64_t>(std::abs(std::ilogb(value)));
  return kFirstOther + 2 * (SignificantBits(value) * 256 + exponent) + negative;
}

Complexity ComplexityOf(const RoutingCase& routing_case) {
  const RoutingProblem& problem = routing_case.problem;
  Complexity complexity;
  complexity.tokens = problem.tokens;
  complexity.experts = problem.experts;
  complexity.k = problem.k;
  complexity.options = (problem.dtype != DType::kF32 ? 1 : 0) + (routing_case.id_type != IdType::kInt32 ? 1 : 0) +
                       (problem.non_finite != NonFinitePolicy::kZeroScore ? 1 : 0) + (problem.renormalize ? 1 : 0) +
                       (problem.want_source_rows ? 1 : 0) + (problem.bias.empty() ? 0 : 1) +
                       static_cast<uint64_t>(routing_case.row_padding) + ScaleComplexity(problem.scale);
  // One group, which is kept, is the simplest; then few, all of which are kept.
  complexity.options +=
      static_cast<uint64_t>(problem.num_groups - 1) + static_cast<uint64_t>(problem.num_groups - problem.top_groups);
  if (problem.local_count >= 0) {
    // A window of all experts is the simplest one.
    complexity.options +=
        1 + static_cast<uint64_t>(problem.local_first) + static_cast<uint64_t>(problem.experts - problem.local_count);
  }
  if (!problem.finished.empty()) ++complexity.options;
  for (const uint8_t flag : problem.finished) complexity.options += flag;
  for (const uint32_t bits : problem.logits) complexity.values += ValueComplexity(problem.dtype, bits);
  for (const uint32_t bits : problem.bias) complexity.values += ValueComplexity(DType::kF32, bits);
  complexity.seed = routing_case.seed;
  return complexity;
}

}  // namespace gatefuzz
