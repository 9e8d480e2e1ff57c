// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Every kernel that can be fuzzed by name: the production kernels, then the zoo. Test only, because the zoo is.
#ifndef GATEFUZZ_FUZZ_KERNEL_REGISTRY_H_
#define GATEFUZZ_FUZZ_KERNEL_REGISTRY_H_

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "kernels/kernel_table.h"
#include "reference/clause.h"

namespace gatefuzz {

struct RegisteredKernel {
  KernelInfo kernel;
  bool production = true;          // else known to be bad
  std::optional<Clause> expected;  // of a zoo kernel: the clause that must catch it
  std::string_view source;         // of a zoo kernel: the address of the report or the fix
};

// Production kernels in the order of their table, then zoo kernels in theirs. Valid until AddKernelForTest.
std::span<const RegisteredKernel> AllKernels();

// Null if there is none of that name.
const RegisteredKernel* FindKernel(std::string_view name);

// "there is no kernel 'x': did you mean 'y'? ..."
std::string UnknownKernelMessage(std::string_view name);

// For tests of what drives kernels: one more, known to be bad. Requires: no other thread uses the registry, the name is
// new, and what the entry points to lives for ever.
void AddKernelForTest(const KernelInfo& kernel);

}  // namespace gatefuzz

#endif  // GATEFUZZ_FUZZ_KERNEL_REGISTRY_H_
