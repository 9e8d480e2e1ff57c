// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What a drawn row is made by: at most two classes of values, how they mix, and what stands out. A class is one formula
// whose constants say which class it is, so that the lanes that make elements do not branch on it.
#ifndef GATEFUZZ_VERIFY_ROW_RECIPE_CUH_
#define GATEFUZZ_VERIFY_ROW_RECIPE_CUH_

#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <cuda_runtime.h>

#include <cmath>
#include <cstdint>

#include "kernels/routing.h"
#include "verify/philox.cuh"

namespace gatefuzz::verify {

// Of an element type, as a pattern.
struct FloatFormat {
  uint32_t sign;
  uint32_t infinity;
  int mantissa_bits;

  __device__ uint32_t mantissa() const { return (1u << mantissa_bits) - 1; }
};

__device__ inline FloatFormat FormatOf(DType dtype) {
  if (dtype == DType::kF16) return {0x8000, 0x7c00, 10};
  if (dtype == DType::kBF16) return {0x8000, 0x7f80, 7};
  return {0x80000000u, 0x7f800000u, 23};
}

__device__ inline uint32_t PatternOf(DType dtype, float x) {
  if (dtype == DType::kF16) return __half_as_ushort(__float2half_rn(x));
  if (dtype == DType::kBF16) return __bfloat16_as_ushort(__float2bfloat16_rn(x));
  return __float_as_uint(x);
}

// A class of values. Of random bits r, and t in (-1/2, 1/2) made of them:
//   patterns  base + (r & mask)
//   numbers   centre + (a sign as t's) * gap + t * (slope + t * (bend + t * cube)), to whole numbers or not
struct ValueClass {
  uint32_t base;
  uint32_t mask;
  float centre, gap, slope, bend, cube;
  uint8_t numbers;
  uint8_t whole;
};

struct RowRecipe {
  ValueClass common;
  ValueClass other;
  uint32_t salt;
  uint32_t other_of_256;  // share of elements that are of the other class
  int32_t special;        // the one expert that has `special_bits`; -1: none
  uint32_t special_bits;
  uint32_t gap_bits;  // behind the row's end
  int8_t slope;       // 1, -1: t rises, falls with the expert's number instead of being drawn
};

enum class ValueKind : uint32_t {
  kNormal,
  kSmallInteger,
  kTie,
  kNearTie,
  kZero,
  kDenormal,
  kNan,
  kPlusInf,
  kMinusInf,
  kExtreme,
  kUnderflow,
  kSaturated,
  kAnyBits,
  kCount
};

// Random words of one row, from a counter of its own.
class RowDraws {
 public:
  __device__ RowDraws(uint64_t seed, uint64_t row) : key_{Low(seed), High(seed)}, row_{row} {}

  __device__ uint32_t Next() {
    if (left_ == 0) {
      words_ = Philox({blocks_++, Low(row_), High(row_), kTag}, key_);
      left_ = 4;
    }
    --left_;
    return left_ == 3 ? words_.x : left_ == 2 ? words_.y : left_ == 1 ? words_.z : words_.w;
  }
  __device__ uint32_t Below(uint32_t bound) { return __umulhi(Next(), bound); }
  // In (-1/2, 1/2).
  __device__ float Centred() { return (static_cast<float>(Next() >> 8) + 0.5f) * 0x1p-24f - 0.5f; }

  static __device__ uint32_t Low(uint64_t x) { return static_cast<uint32_t>(x); }
  static __device__ uint32_t High(uint64_t x) { return static_cast<uint32_t>(x >> 32); }
  static constexpr uint32_t kTag = 0x52654369u;  // elements have 0 there

 private:
  uint2 key_;
  uint64_t row_;
  uint4 words_ = {};
  uint32_t blocks_ = 0;
  int left_ = 0;
};

// Close to the quantile of a normal distribution of deviation 2.
inline constexpr float kNormalSlope = 5.0f;
inline constexpr float kNormalCube = 28.0f;

__device__ inline float NormalAt(float t) { return t * (kNormalSlope + kNormalCube * t * t); }

__device__ inline ValueClass Patterns(uint32_t base, uint32_t mask) { return {base, mask, 0, 0, 0, 0, 0, 0, 0}; }

__device__ inline ValueClass MakeClass(ValueKind kind, DType dtype, RowDraws& draws) {
  const FloatFormat format = FormatOf(dtype);
  const uint32_t sign = (draws.Next() & 1) != 0 ? format.sign : 0;
  switch (kind) {
    case ValueKind::kNormal:
      return {0, 0, 0, 0, kNormalSlope, 0, kNormalCube, 1, 0};
    case ValueKind::kSmallInteger:
      return {0, 0, 0, 0, 9, 0, 0, 1, 1};
    case ValueKind::kTie: {  // four values of one magnitude, or eight with both signs
      const uint32_t mask = 3u << (format.mantissa_bits - 2);
      const uint32_t centre = PatternOf(dtype, 1.5f * NormalAt(draws.Centred()));
      return Patterns(centre & ~mask & ~sign, mask | sign);
    }
    case ValueKind::kNearTie: {
      const uint32_t centre = PatternOf(dtype, 1.5f * NormalAt(draws.Centred()));
      return Patterns(centre & ~7u, 7);
    }
    case ValueKind::kZero:
      return Patterns(0, format.sign);
    case ValueKind::kDenormal:
      return Patterns(0, format.sign | format.mantissa());
    case ValueKind::kNan: {  // one bit of the payload is always set
      const uint32_t bit = 1u << draws.Below(static_cast<uint32_t>(format.mantissa_bits));
      return Patterns(format.infinity | bit, (format.sign | format.mantissa()) & ~bit);
    }
    case ValueKind::kPlusInf:
      return Patterns(format.infinity, 0);
    case ValueKind::kMinusInf:
      return Patterns(format.infinity | format.sign, 0);
    case ValueKind::kExtreme:
      return Patterns((draws.Next() & 1) != 0 ? format.infinity - 4 : format.mantissa() - 1, format.sign | 3);
    case ValueKind::kUnderflow:  // -60 to -800, more of them near -60
      return {0, 0, -60, 0, 0, -2960, 0, 1, 0};
    case ValueKind::kSaturated:  // 10 to 120, both signs
      return {0, 0, 0, 10, 220, 0, 0, 1, 0};
    case ValueKind::kAnyBits:
    case ValueKind::kCount:
      break;
  }
  return Patterns(0, ~0u);
}

__device__ inline ValueKind AnyKind(RowDraws& draws) {
  return static_cast<ValueKind>(draws.Below(static_cast<uint32_t>(ValueKind::kCount)));
}

__device__ inline ValueKind BadKind(RowDraws& draws) {
  return static_cast<ValueKind>(static_cast<uint32_t>(ValueKind::kNan) + draws.Below(3));
}

// A place in the row, its ends and the edges of warps preferred.
__device__ inline int32_t AnyPlace(int32_t experts, RowDraws& draws) {
  const uint32_t draw = draws.Next();
  if (draw % 4 == 0) return experts - 1;
  const int32_t edge = (1 << (draw >> 2) % 11) - static_cast<int32_t>(draw >> 8 & 1);
  if (draw % 4 == 1 && edge < experts) return edge;
  return static_cast<int32_t>(draws.Below(static_cast<uint32_t>(experts)));
}

// Of 100 rows, as properties/values.h's FillRow: what each pattern gets.
__device__ inline RowRecipe MakeRecipe(DType dtype, int32_t experts, RowDraws& draws) {
  const FloatFormat format = FormatOf(dtype);
  RowRecipe recipe = {};
  recipe.special = -1;
  recipe.salt = draws.Next();
  recipe.gap_bits = (recipe.salt & 3) == 0   ? format.infinity
                    : (recipe.salt & 3) == 1 ? format.infinity - 1
                    : (recipe.salt & 3) == 2 ? format.infinity + 1
                                             : format.sign | (format.sign - 1);
  ValueKind common = ValueKind::kNormal;
  ValueKind other = ValueKind::kNormal;
  const uint32_t pattern = draws.Below(100);
  if (pattern < 28) {
    // Like a router's output.
  } else if (pattern < 42) {
    common = AnyKind(draws);
  } else if (pattern < 60) {
    common = AnyKind(draws);
    other = AnyKind(draws);
    recipe.other_of_256 = 1 + draws.Below(255);
  } else if (pattern < 66) {
    common = BadKind(draws);
  } else if (pattern < 70) {  // one bad value
    const ValueClass bad = MakeClass(BadKind(draws), dtype, draws);
    recipe.special = AnyPlace(experts, draws);
    recipe.special_bits = bad.base + (draws.Next() & bad.mask);
  } else if (pattern < 80) {  // some, or all but some
    if (draws.Below(10) < 3) common = AnyKind(draws);
    other = BadKind(draws);
    const uint32_t share = draws.Below(3);
    recipe.other_of_256 = share == 0 ? 1 + draws.Below(16) : share == 1 ? draws.Below(256) : 240 + draws.Below(16);
  } else if (pattern < 90) {
    if ((draws.Next() & 1) != 0) common = ValueKind::kSmallInteger;
    recipe.special = AnyPlace(experts, draws);
    recipe.special_bits = PatternOf(dtype, (draws.Next() & 1) != 0 ? 20.0f : 1000.0f);
  } else if (pattern < 95) {
    recipe.slope = (draws.Next() & 1) != 0 ? 1 : -1;
    if ((draws.Next() & 1) != 0) common = ValueKind::kSmallInteger;
  }
  recipe.common = MakeClass(common, dtype, draws);
  recipe.other = recipe.other_of_256 != 0 ? MakeClass(other, dtype, draws) : recipe.common;
  if (pattern >= 95) {  // one value throughout
    const ValueClass one = MakeClass(AnyKind(draws), dtype, draws);
    const uint32_t bits =
        one.numbers != 0 ? PatternOf(dtype, NormalAt(draws.Centred())) : one.base + (draws.Next() & one.mask);
    recipe.common = recipe.other = Patterns(bits, 0);
  }
  return recipe;
}

// The element of expert `e` from random bits, of which only the low ones count where elements have 16 bits.
template <DType kDType>
__device__ inline uint32_t MakeElement(const RowRecipe& recipe, uint32_t bits, int32_t e, float step) {
  if (e == recipe.special) return recipe.special_bits;
  const bool is_other = ((bits ^ recipe.salt) * 0x9E3779B1u >> 24) < recipe.other_of_256;
  const ValueClass& value_class = is_other ? recipe.other : recipe.common;
  if (value_class.numbers == 0) return value_class.base + (bits & value_class.mask);
  float t = kDType == DType::kF32 ? (static_cast<float>(bits >> 8) + 0.5f) * 0x1p-24f - 0.5f
                                  : (static_cast<float>(bits) + 0.5f) * 0x1p-16f - 0.5f;
  if (recipe.slope != 0) t = static_cast<float>(recipe.slope) * ((static_cast<float>(e) + 0.5f) * step - 0.5f);
  float x = value_class.centre + copysignf(value_class.gap, t) +
            t * (value_class.slope + t * (value_class.bend + t * value_class.cube));
  if (value_class.whole != 0) x = rintf(x);
  return PatternOf(kDType, x);
}

}  // namespace gatefuzz::verify

#endif  // GATEFUZZ_VERIFY_ROW_RECIPE_CUH_
