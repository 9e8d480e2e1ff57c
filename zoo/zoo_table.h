// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Known-bad kernels: each re-creates a defect that shipped, and keeps the rest of the contract, so that the harness can
// be judged by whether it finds the defect and names it. Test only.
#ifndef GATEFUZZ_ZOO_ZOO_TABLE_H_
#define GATEFUZZ_ZOO_ZOO_TABLE_H_

#include "kernels/align_table.h"
#include "kernels/kernel_table.h"
#include "reference/clause.h"

namespace gatefuzz {

struct ZooEntry {
  KernelInfo kernel;
  Clause expected;     // the clause that must catch it
  const char* source;  // address of the report or the fix
};

struct ZooAlignEntry {
  AlignKernelInfo kernel;
  Clause expected;
  const char* source;
};

// The routing kernels, in the order of zoo_table.inc. `count` receives the number of entries, which live for ever.
const ZooEntry* ZooKernels(int* count);

// Those of align_experts, in the order of zoo_align_table.inc.
const ZooAlignEntry* ZooAlignKernels(int* count);

}  // namespace gatefuzz

#endif  // GATEFUZZ_ZOO_ZOO_TABLE_H_
