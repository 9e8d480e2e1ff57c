// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Floats as unsigned integers that sort the same way.
//
// A float's bits are sign and magnitude. As a two's complement number they sort like the values, and -0 meets +0.
// Counted from -Inf they are unsigned: -Inf is 0, finite values follow, +Inf is twice infinity's bits, and a NaN of
// either sign lies above that (a negative one wraps around). So the maximum of a row's keys tells at once whether the
// row holds a NaN or +Inf, or nothing but -Inf.
#ifndef GATEFUZZ_KERNELS_SORT_KEY_CUH_
#define GATEFUZZ_KERNELS_SORT_KEY_CUH_

#include <cuda_fp16.h>

#include <cstdint>

#include "kernels/routing.h"

namespace gatefuzz {

inline constexpr uint32_t kSignBit = 0x80000000u;

// An element type. `bits` below always means the element's bits in the upper end of 32, the rest 0: bfloat16 is then
// the float of the same value.
template <DType kDType>
struct Format {
  static constexpr int kBytes = 4;
  static constexpr uint32_t kInfinity = 0x7F800000u;
  static __device__ float ToFloat(uint32_t bits) { return __uint_as_float(bits); }
};

template <>
struct Format<DType::kBF16> {
  static constexpr int kBytes = 2;
  static constexpr uint32_t kInfinity = 0x7F800000u;
  static __device__ float ToFloat(uint32_t bits) { return __uint_as_float(bits); }
};

template <>
struct Format<DType::kF16> {
  static constexpr int kBytes = 2;
  static constexpr uint32_t kInfinity = 0x7C000000u;
  static __device__ float ToFloat(uint32_t bits) {
    return __half2float(__ushort_as_half(static_cast<unsigned short>(bits >> 16)));
  }
};

using FloatFormat = Format<DType::kF32>;

template <typename F>
__device__ uint32_t KeyFromBits(uint32_t bits) {
  return (static_cast<int32_t>(bits) < 0 ? kSignBit - bits : bits) + F::kInfinity;
}

// The inverse, but for the sign of zero. Requires: the key of a number.
template <typename F>
__device__ uint32_t BitsFromKey(uint32_t key) {
  const uint32_t value = key - F::kInfinity;
  return static_cast<int32_t>(value) < 0 ? kSignBit - value : value;
}

template <typename F>
inline constexpr uint32_t kNegativeInfinity = kSignBit | F::kInfinity;

// Whether a row whose largest key is `key` has no softmax: a NaN or +Inf in it, or nothing above -Inf.
template <typename F>
__device__ bool HasNoSoftmax(uint32_t key) {
  return key == 0 || key >= 2 * F::kInfinity;
}

template <typename F>
__device__ bool IsFinite(uint32_t bits) {
  return (bits & ~kSignBit) < F::kInfinity;
}

// Order of candidates: an unsigned integer that is larger for the better one, between equal keys for the smaller
// expert. No two experts of a row have the same, and 0 is no expert's. Where a key fills the upper half only, the
// expert goes below it.
template <typename T>
struct Entry;

template <>
struct Entry<uint32_t> {
  static __device__ uint32_t Make(uint32_t key, int expert) { return key + (0xFFFFu - expert); }
  static __device__ uint32_t Key(uint32_t entry) { return entry & 0xFFFF0000u; }
  static __device__ int Expert(uint32_t entry) { return 0xFFFF - static_cast<int>(entry & 0xFFFFu); }
};

template <>
struct Entry<uint64_t> {
  static __device__ uint64_t Make(uint32_t key, int expert) {
    return static_cast<uint64_t>(key) << 32 | (0xFFFFFFFFu - expert);
  }
  static __device__ uint32_t Key(uint64_t entry) { return static_cast<uint32_t>(entry >> 32); }
  static __device__ int Expert(uint64_t entry) { return static_cast<int>(0xFFFFFFFFu - static_cast<uint32_t>(entry)); }
};

}  // namespace gatefuzz

#endif  // GATEFUZZ_KERNELS_SORT_KEY_CUH_
