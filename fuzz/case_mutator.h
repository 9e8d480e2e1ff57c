// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Structure-aware mutation of routing cases for libFuzzer: decodes the input, changes the case by meaning
// (mutations.h), encodes it again. Deterministic: equal input and seed give an equal mutant.
#ifndef GATEFUZZ_FUZZ_CASE_MUTATOR_H_
#define GATEFUZZ_FUZZ_CASE_MUTATOR_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "fuzz/mutations.h"
#include "harness/routing_case.h"

namespace gatefuzz {

// Changes the case by one to a few mutations. The result is valid, within `limits`, and nearly always different.
void MutateCase(RoutingCase* routing_case, const MutationLimits& limits, Random& random);

// A valid case within `limits` with each option from one of the two, and rows of both.
RoutingCase CrossOverCases(const RoutingCase& a, const RoutingCase& b, const MutationLimits& limits, Random& random);

// Cuts rows off until the case is within `limits`, then rows and experts until its encoding is within `max_bytes`. A
// case of one token and one expert is the smallest there is, whatever `max_bytes`.
void BoundCase(RoutingCase* routing_case, const MutationLimits& limits, size_t max_bytes);

// libFuzzer's LLVMFuzzerMutate, or a stand-in: changes data[0, size) in place, returns the new size <= max_size.
using ByteMutator = size_t (*)(uint8_t* data, size_t size, size_t max_size);

// LLVMFuzzerCustomMutator: the mutant replaces data[0, size); returns its size, in (0, max_size]. Now and then the
// payload's bytes go through `byte_mutator`, which knows what comparisons in the target looked for.
// Requires: max_size > 0 bytes at `data`.
size_t MutateEncodedCase(uint8_t* data, size_t size, size_t max_size, uint32_t seed, ByteMutator byte_mutator);

// LLVMFuzzerCustomCrossOver: writes at most out.size() bytes, returns their number.
size_t CrossOverEncodedCases(std::span<const uint8_t> a, std::span<const uint8_t> b, std::span<uint8_t> out,
                             uint32_t seed);

}  // namespace gatefuzz

#endif  // GATEFUZZ_FUZZ_CASE_MUTATOR_H_
