// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// For each property of align_experts a kernel that breaks its clause, and a few more for bugs that such kernels have:
// the oracle's results with one thing spoilt, on the host; but for the faults of faulty_kernels.h, which need device
// code.
#ifndef GATEFUZZ_PROPERTIES_TESTING_BROKEN_ALIGN_KERNELS_H_
#define GATEFUZZ_PROPERTIES_TESTING_BROKEN_ALIGN_KERNELS_H_

#include <cstdint>
#include <vector>

#include "kernels/align_table.h"
#include "reference/clause.h"

namespace gatefuzz::testing {

struct BrokenAlignKernel {
  Clause clause;  // that it breaks
  const char* name;
  AlignFunction function;
  const char* story;  // what is wrong with it
  int64_t tokens;     // of the smallest case that shows it
  int32_t experts;
  int32_t block_size;
  bool device_fault;  // only the emulator sees and survives it

  AlignKernelInfo Info() const;
};

// At least one for each property, in the order of align_property_table.inc.
const std::vector<BrokenAlignKernel>& BrokenAlignKernels();

}  // namespace gatefuzz::testing

#endif  // GATEFUZZ_PROPERTIES_TESTING_BROKEN_ALIGN_KERNELS_H_
