// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Linked whole (alwayslink): libFuzzer finds the hooks by name.
#include "fuzz/custom_mutator.h"

#include <cstddef>
#include <cstdint>
#include <utility>

#include "fuzz/align_mutator.h"
#include "fuzz/case_mutator.h"

namespace gatefuzz {
namespace {

CaseKind kind_of_process = CaseKind::kRouting;
bool mutated = false;

}  // namespace

void MutateCasesOf(CaseKind kind) { kind_of_process = kind; }

bool TakeMutated() { return std::exchange(mutated, false); }

}  // namespace gatefuzz

// Weak: a target's regression test links this file and no libFuzzer, and mutates nothing.
extern "C" __attribute__((weak)) size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t max_size);

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size, unsigned int seed) {
  gatefuzz::mutated = true;
  return gatefuzz::kind_of_process == gatefuzz::CaseKind::kAlign
             ? gatefuzz::MutateEncodedAlignCase(data, size, max_size, seed, LLVMFuzzerMutate)
             : gatefuzz::MutateEncodedCase(data, size, max_size, seed, LLVMFuzzerMutate);
}

extern "C" size_t LLVMFuzzerCustomCrossOver(const uint8_t* data1, size_t size1, const uint8_t* data2, size_t size2,
                                            uint8_t* out, size_t max_out_size, unsigned int seed) {
  gatefuzz::mutated = true;
  const auto cross_over = gatefuzz::kind_of_process == gatefuzz::CaseKind::kAlign ? gatefuzz::CrossOverEncodedAlignCases
                                                                                  : gatefuzz::CrossOverEncodedCases;
  return cross_over({data1, size1}, {data2, size2}, {out, max_out_size}, seed);
}
