// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What the harness knows about a routing kernel under test: production (kernel_table.inc), zoo (zoo/zoo_table.inc) or a
// user's own. Plain data with static lifetime.
#ifndef GATEFUZZ_KERNELS_KERNEL_TABLE_H_
#define GATEFUZZ_KERNELS_KERNEL_TABLE_H_

#include <string_view>

#include "kernels/routing.h"

namespace gatefuzz {

// The score function and selection rule; contract.md, "Scores".
enum class Operation : int32_t {
  kTopkSoftmax = 0,
  kTopkSigmoid = 1,
  kTopkThenSoftmax = 2,
  kTopkSoftplusSqrt = 3,
  kGroupedSigmoid = 4,
  kGroupedSoftmax = 5,
};

// Do the case's groups take part? Other operations are called with one group.
constexpr bool IsGrouped(Operation operation) {
  return operation == Operation::kGroupedSigmoid || operation == Operation::kGroupedSoftmax;
}

// How closely the ids agree with the reference; contract.md, "agreement".
enum class Agreement : int32_t { kExact = 0, kWithinTolerance = 1 };

using TopkFunction = Status (*)(const TopkArgs&, cudaStream_t);

// Parts of the contract that a kernel does not offer (a bit set). A case that needs one is a discard for that kernel,
// never a pass. Production kernels offer everything.
enum Lacks : uint32_t {
  kLacksNothing = 0,
  kLacksMaskPolicy = 1u << 0,
  kLacksBias = 1u << 1,
  kLacksWindow = 1u << 2,
  kLacksFinished = 1u << 3,
  kLacksRowStride = 1u << 4,
  kLacksSourceRows = 1u << 5,
  kLacksArgumentChecks = 1u << 6,  // the `reject` clause is not checked
  kLacksCapture = 1u << 7,         // it waits for the device while it is called: the `graph` clause is not checked
};

struct KernelInfo {
  std::string_view name;  // as `--kernel=` takes it: "topk_softmax", "zoo/nan_row_repeats_expert0"
  Operation operation;
  Agreement agreement;
  uint32_t lacks;  // bit set of Lacks
  TopkFunction function;
  std::string_view summary;  // one line for `gatefuzz kernels`
};

// The production kernels, in the order of kernel_table.inc. `count` receives their number.
const KernelInfo* ProductionKernels(int* count);

}  // namespace gatefuzz

#endif  // GATEFUZZ_KERNELS_KERNEL_TABLE_H_
