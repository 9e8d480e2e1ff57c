// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The question and the answer of an align_experts call as plain host memory. A slot is the number t*k+j of choice j of
// token t. Holds no pointers to device memory and knows no CUDA runtime.
#ifndef GATEFUZZ_REFERENCE_ALIGN_PROBLEM_H_
#define GATEFUZZ_REFERENCE_ALIGN_PROBLEM_H_

#include <cstdint>
#include <string>
#include <vector>

#include "kernels/routing.h"

namespace gatefuzz {

// One call's input.
struct AlignProblem {
  IdType id_type = IdType::kInt32;
  int64_t tokens = 0;        // T
  int32_t k = 0;             // choices a token
  int32_t experts = 0;       // E
  int32_t block_size = 0;    // B
  std::vector<int64_t> ids;  // T*k, row-major; each is a value of id_type, otherwise any

  int64_t slots() const { return tokens * k; }
  // Elements of `sorted`: T*k + E*(B-1), rounded up to a multiple of B.
  int64_t capacity() const {
    const int64_t most = slots() + int64_t{experts} * (block_size - 1);
    return (most + block_size - 1) / block_size * block_size;
  }
};

// One call's output.
struct AlignResult {
  std::vector<int32_t> sorted;         // capacity C
  std::vector<int32_t> block_experts;  // C / B
  int32_t total = 0;
  int32_t error = 0;

  bool operator==(const AlignResult&) const = default;
};

// Is this a value of the type?
constexpr bool IsValueOf(IdType type, int64_t id) {
  switch (type) {
    case IdType::kInt32:
      return id >= INT32_MIN && id <= INT32_MAX;
    case IdType::kUint32:
      return id >= 0 && id <= int64_t{UINT32_MAX};
    case IdType::kInt64:
      return true;
  }
  return false;
}

// The value of an id of the type whose lower bits these are.
constexpr int64_t IdFromBits(IdType type, uint64_t bits) {
  switch (type) {
    case IdType::kInt32:
      return static_cast<int32_t>(bits);
    case IdType::kUint32:
      return static_cast<uint32_t>(bits);
    case IdType::kInt64:
      break;
  }
  return static_cast<int64_t>(bits);
}

// Does the id name an expert? What does not is skipped: the sentinel E in silence, any other with an error.
constexpr bool NamesExpert(int64_t id, int32_t experts) { return id >= 0 && id < experts; }
constexpr bool IsIdError(int64_t id, int32_t experts) { return id < 0 || id > experts; }

// Empty if the problem is within the contract's bounds and its ids fit their type, else what is wrong.
std::string ValidateAlignProblem(const AlignProblem& problem);

}  // namespace gatefuzz

#endif  // GATEFUZZ_REFERENCE_ALIGN_PROBLEM_H_
