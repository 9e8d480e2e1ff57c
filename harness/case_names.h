// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Names of the enumerations in a case, as JSON and descriptions spell them. Element types: reference/float_bits.h.
#ifndef GATEFUZZ_HARNESS_CASE_NAMES_H_
#define GATEFUZZ_HARNESS_CASE_NAMES_H_

#include "kernels/routing.h"

namespace gatefuzz {

inline constexpr const char* kIdTypeNames[] = {"int32", "uint32", "int64"};
inline constexpr const char* kNonFinitePolicyNames[] = {"zero_score", "mask"};

inline const char* IdTypeName(IdType type) { return kIdTypeNames[static_cast<int>(type)]; }
inline const char* NonFinitePolicyName(NonFinitePolicy policy) {
  return kNonFinitePolicyNames[static_cast<int>(policy)];
}

}  // namespace gatefuzz

#endif  // GATEFUZZ_HARNESS_CASE_NAMES_H_
