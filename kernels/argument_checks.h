// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What checks of an argument struct are made of. Host code; touches no device memory and calls no CUDA runtime.
#ifndef GATEFUZZ_KERNELS_ARGUMENT_CHECKS_H_
#define GATEFUZZ_KERNELS_ARGUMENT_CHECKS_H_

#include <cstdint>

#include "kernels/routing.h"

namespace gatefuzz {

// Refuses the member of this name. Both are string literals.
inline Status InvalidArgument(const char* argument, const char* reason) {
  return {StatusCode::kInvalidArgument, argument, reason, cudaSuccess};
}

// Null is aligned to everything.
inline bool IsMisaligned(const void* pointer, int64_t alignment) {
  return reinterpret_cast<uintptr_t>(pointer) % static_cast<uintptr_t>(alignment) != 0;
}

inline int64_t BytesOfId(IdType type) { return type == IdType::kInt64 ? 8 : 4; }

// Is this no enumerator from 0 to `last`? An enumeration may hold any number when it comes from C or from a decoder.
template <typename Enum>
bool IsOutside(Enum value, Enum last) {
  return static_cast<int32_t>(value) < 0 || value > last;
}

}  // namespace gatefuzz

#endif  // GATEFUZZ_KERNELS_ARGUMENT_CHECKS_H_
