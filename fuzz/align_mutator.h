// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Structure-aware mutation of align cases for libFuzzer, as case_mutator.h has it for routing cases: decodes the input,
// changes the case by meaning, encodes it again. Deterministic: equal input and seed give an equal mutant.
#ifndef GATEFUZZ_FUZZ_ALIGN_MUTATOR_H_
#define GATEFUZZ_FUZZ_ALIGN_MUTATOR_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "fuzz/case_mutator.h"
#include "harness/align_case.h"
#include "harness/random.h"

namespace gatefuzz {

// How large a mutant may grow, for the sake of executions a second.
struct AlignLimits {
  int64_t max_slots = 64;       // tokens * k, where there is more than one token
  int64_t max_capacity = 2048;  // E * B: every element is written, padding too; where B is above 1
};

struct AlignMutation {
  std::string_view name;
  int weight;  // how often it is drawn, relative to the others
  void (*apply)(AlignCase* align_case, const AlignLimits& limits, Random& random);
};
// Each may leave the case out of bounds: BoundCase follows.
std::span<const AlignMutation> AlignMutations();

// Changes the case by one to a few mutations. The result is valid, within `limits`, and nearly always different.
void MutateCase(AlignCase* align_case, const AlignLimits& limits, Random& random);

// A valid case within `limits` with each option from one of the two, and ids of both.
AlignCase CrossOverCases(const AlignCase& a, const AlignCase& b, const AlignLimits& limits, Random& random);

// Makes the case valid, then drops tokens and halves blocks until it is within `limits` and its encoding within
// `max_bytes`. A case of one token and one choice is the smallest there is, whatever `max_bytes`.
void BoundCase(AlignCase* align_case, const AlignLimits& limits, size_t max_bytes);

// As MutateEncodedCase and CrossOverEncodedCases of case_mutator.h.
size_t MutateEncodedAlignCase(uint8_t* data, size_t size, size_t max_size, uint32_t seed, ByteMutator byte_mutator);
size_t CrossOverEncodedAlignCases(std::span<const uint8_t> a, std::span<const uint8_t> b, std::span<uint8_t> out,
                                  uint32_t seed);

}  // namespace gatefuzz

#endif  // GATEFUZZ_FUZZ_ALIGN_MUTATOR_H_
