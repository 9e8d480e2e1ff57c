// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Element types, floats as unsigned integers that sort the same way, and candidates for choice as integers of their
// own.
//
// A float's bits are sign and magnitude: with the sign bit flipped, or all bits where it is set, they sort like the
// values. +0 is added first, which turns -0 into +0 and every NaN into the one positive NaN that lies above +Inf. So
// the largest key of a row tells at once whether it holds a NaN or +Inf, or nothing but -Inf.
//
// Elements of 16 bits are handled in pairs, as they lie in a word: two for the price of one.
#ifndef GATEFUZZ_KERNELS_SORT_KEY_CUH_
#define GATEFUZZ_KERNELS_SORT_KEY_CUH_

#include <cuda_fp16.h>

#include <cstdint>

#include "kernels/routing.h"

namespace gatefuzz {

inline constexpr uint32_t kSignBit = 0x80000000u;

__device__ inline float NegativeInfinity() { return __uint_as_float(0xFF800000u); }

// The signs of a word's halves, each as 16 bits.
__device__ inline uint32_t SignsOfHalves(uint32_t word) {
  uint32_t signs;
  asm("prmt.b32 %0, %1, 0, 0xbb99;" : "=r"(signs) : "r"(word));
  return signs;
}

// Words of bfloat16 and half pairs. kExponent: the exponent's bits in one half.
template <uint32_t kExponent>
struct HalfPairs {
  static constexpr int kBytes = 2;
  static constexpr int kPerWord = 2;
  static constexpr uint32_t kNegativeInfinities = 0x80008000u | kExponent << 16 | kExponent;
  // Of keys in the upper half of 32 bits: at or above the one a number is +Inf or a NaN, at or below the other -Inf.
  static constexpr uint32_t kKeyOfPositiveInfinity = (kExponent | 0x8000u) << 16;
  static constexpr uint32_t kKeyOfNegativeInfinity = (0x7FFFu - kExponent) << 16 | 0xFFFFu;

  static __device__ uint32_t Keys(uint32_t word) { return word ^ (SignsOfHalves(word) | 0x80008000u); }
  // The key of one of the elements, in the upper end of 32 bits.
  static __device__ uint32_t Key(uint32_t keys, int half) { return half == 0 ? keys << 16 : keys & 0xFFFF0000u; }
  static __device__ uint32_t MaskNonFinite(uint32_t word) {
    // An exponent of ones carries into the sign's place.
    constexpr uint32_t kOne = kExponent & (0u - kExponent);
    const uint32_t carry = (word & (kExponent << 16 | kExponent)) + (kOne << 16 | kOne);
    const uint32_t non_finite = SignsOfHalves(carry);
    return (word & ~non_finite) | (kNegativeInfinities & non_finite);
  }
};

// An element type: how it lies in words and what its keys are.
template <DType kDType>
struct Format;

template <>
struct Format<DType::kBF16> : HalfPairs<0x7F80u> {
  static __device__ float ToFloat(uint32_t upper) { return __uint_as_float(upper); }
  static __device__ uint32_t AddZero(uint32_t word) {
    uint32_t sum;
    asm("fma.rn.bf16x2 %0, %1, %2, %3;" : "=r"(sum) : "r"(word), "r"(0x3F803F80u), "r"(0u));
    return sum;
  }
  static __device__ uint32_t MaskNan(uint32_t word) {
    uint32_t max;
    asm("max.bf16x2 %0, %1, %2;" : "=r"(max) : "r"(word), "r"(kNegativeInfinities));
    return max;
  }
};

template <>
struct Format<DType::kF16> : HalfPairs<0x7C00u> {
  static __device__ float ToFloat(uint32_t upper) {
    return __half2float(__ushort_as_half(static_cast<unsigned short>(upper >> 16)));
  }
  static __device__ uint32_t AddZero(uint32_t word) {
    uint32_t sum;
    asm("fma.rn.f16x2 %0, %1, %2, %3;" : "=r"(sum) : "r"(word), "r"(0x3C003C00u), "r"(0u));
    return sum;
  }
  static __device__ uint32_t MaskNan(uint32_t word) {
    uint32_t max;
    asm("max.f16x2 %0, %1, %2;" : "=r"(max) : "r"(word), "r"(kNegativeInfinities));
    return max;
  }
};

template <>
struct Format<DType::kF32> {
  static constexpr int kBytes = 4;
  static constexpr int kPerWord = 1;
  static constexpr uint32_t kNegativeInfinities = 0xFF800000u;
  static constexpr uint32_t kKeyOfPositiveInfinity = 0xFF800000u;
  static constexpr uint32_t kKeyOfNegativeInfinity = 0x007FFFFFu;

  static __device__ float ToFloat(uint32_t bits) { return __uint_as_float(bits); }
  static __device__ uint32_t AddZero(uint32_t word) { return __float_as_uint(__uint_as_float(word) + 0.0f); }
  static __device__ uint32_t Keys(uint32_t word) {
    return word ^ (static_cast<uint32_t>(static_cast<int32_t>(word) >> 31) | kSignBit);
  }
  static __device__ uint32_t Key(uint32_t keys, int) { return keys; }
  static __device__ uint32_t MaskNonFinite(uint32_t word) {
    return fabsf(__uint_as_float(word)) < __uint_as_float(0x7F800000u) ? word : kNegativeInfinities;
  }
  static __device__ uint32_t MaskNan(uint32_t word) {
    // A maximum takes the number where the other is a NaN.
    return __float_as_uint(fmaxf(__uint_as_float(word), NegativeInfinity()));
  }
};

using FloatFormat = Format<DType::kF32>;

// Below every number's key.
inline constexpr uint32_t kKeyOfMasked = 0x00400000u;

__device__ inline uint32_t KeyFromFloat(float value) {
  return FloatFormat::Keys(FloatFormat::AddZero(__float_as_uint(value)));
}

// The number that a key in the upper end of 32 bits stands for, but for the sign of zero.
template <typename F>
__device__ float FloatFromKey(uint32_t key) {
  return F::ToFloat((key & kSignBit) != 0 ? key ^ kSignBit : ~key & (F::kBytes == 2 ? 0xFFFF0000u : 0xFFFFFFFFu));
}

// A row has no softmax if it holds a NaN or +Inf, or nothing above -Inf; `largest` is its largest key, or a candidate
// that holds it.
template <typename F>
__device__ bool HasNoSoftmax(uint32_t largest) {
  return largest >= F::kKeyOfPositiveInfinity || largest <= F::kKeyOfNegativeInfinity;
}

constexpr __host__ __device__ int Log2(int value) { return value <= 1 ? 0 : 1 + Log2((value + 1) / 2); }

// A candidate for choice as one integer: the upper bits of its key, and below them its expert, complemented so that of
// equals the smaller one is larger. No two experts of a row have the same. Keys of 16 bits fit in whole. Of others the
// lower bits are left out, so that candidates that agree in the upper bits may stand in the wrong order: whoever cannot
// rule that out compares whole keys.
template <typename F, int kExperts>
struct Candidate {
  static constexpr bool kWholeKey = F::kBytes == 2;
  static constexpr int kIndexBits = kWholeKey ? 16 : Log2(kExperts);
  static constexpr uint32_t kIndexMask = (1u << kIndexBits) - 1;
  static __device__ uint32_t Make(uint32_t key, uint32_t expert) { return (key & ~kIndexMask) | (kIndexMask - expert); }
  static __device__ int Expert(uint32_t candidate) { return static_cast<int>(~candidate & kIndexMask); }
  static __device__ uint32_t UpperBits(uint32_t candidate) { return candidate & ~kIndexMask; }
};

}  // namespace gatefuzz

#endif  // GATEFUZZ_KERNELS_SORT_KEY_CUH_
