// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The hooks by which libFuzzer mutates cases, LLVMFuzzerCustomMutator and LLVMFuzzerCustomCrossOver. Linked whole.
#ifndef GATEFUZZ_FUZZ_CUSTOM_MUTATOR_H_
#define GATEFUZZ_FUZZ_CUSTOM_MUTATOR_H_

#include "fuzz/kernel_under_test.h"

namespace gatefuzz {

// libFuzzer's limit of an input: above the largest mutant.
inline constexpr char kMaxLengthFlag[] = "-max_len=65536";

// The kind of case that this process mutates from now on; routing cases until then. One kind a process, since bytes
// without a header do not say theirs. Call it before libFuzzer starts.
void MutateCasesOf(CaseKind kind);

// True if a hook has been called since this was last asked: the input that libFuzzer executes next is a new one, rather
// than one of a corpus that it loads.
bool TakeMutated();

}  // namespace gatefuzz

#endif  // GATEFUZZ_FUZZ_CUSTOM_MUTATOR_H_
