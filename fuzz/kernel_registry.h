// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Every kernel that can be fuzzed by name, routing kernels and those of align_experts: production kernels, then the
// zoo. Test only, because the zoo is.
#ifndef GATEFUZZ_FUZZ_KERNEL_REGISTRY_H_
#define GATEFUZZ_FUZZ_KERNEL_REGISTRY_H_

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "fuzz/kernel_under_test.h"
#include "kernels/align_table.h"
#include "kernels/kernel_table.h"
#include "reference/clause.h"

namespace gatefuzz {

template <typename Info>
struct RegisteredKernelOf {
  Info kernel;
  bool production = true;          // else known to be bad
  std::optional<Clause> expected;  // of a zoo kernel: the clause that must catch it
  std::string_view source;         // of a zoo kernel: the address of the report or the fix
};
using RegisteredKernel = RegisteredKernelOf<KernelInfo>;
using RegisteredAlignKernel = RegisteredKernelOf<AlignKernelInfo>;

// Routing kernels: production kernels in the order of their table, then zoo kernels in theirs. Valid until
// AddKernelForTest.
std::span<const RegisteredKernel> AllKernels();

// The routing kernel of this name. Null if there is none.
const RegisteredKernel* FindKernel(std::string_view name);

// Those of align_experts, likewise.
std::span<const RegisteredAlignKernel> AlignKernels();

// The kernel of this name, of whatever kind, ready to be judged. Null if there is none.
std::unique_ptr<KernelUnderTest> NewKernelUnderTest(std::string_view name);

// "there is no kernel 'x': did you mean 'y'? ..."
std::string UnknownKernelMessage(std::string_view name);

// For tests of what drives kernels: one more, known to be bad. Requires: no other thread uses the registry, the name is
// new, and what the entry points to lives for ever.
void AddKernelForTest(const KernelInfo& kernel);

}  // namespace gatefuzz

#endif  // GATEFUZZ_FUZZ_KERNEL_REGISTRY_H_
