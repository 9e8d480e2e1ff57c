// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// For each property a kernel that breaks its clause: a property that has never failed is untested. They are the
// oracle's results with one thing spoilt, on the host; but for the faults of faulty_kernels.h, which need device code,
// and the one that needs to be captured.
#ifndef GATEFUZZ_PROPERTIES_TESTING_BROKEN_KERNELS_H_
#define GATEFUZZ_PROPERTIES_TESTING_BROKEN_KERNELS_H_

#include <cstdint>
#include <vector>

#include "kernels/kernel_table.h"
#include "reference/clause.h"

namespace gatefuzz::testing {

struct BrokenKernel {
  Clause clause;  // that it breaks
  TopkFunction (*function)(Operation);
  const char* story;  // what is wrong with it
  int64_t tokens;     // rows of the smallest case that shows it, for topk_softmax (of groupings, for either)
  int32_t experts;    // and experts
  bool device_fault;  // only the emulator sees and survives it

  KernelInfo Info(Operation operation = Operation::kTopkSoftmax) const;
};

// In the order of property_table.inc, one for each property.
const std::vector<BrokenKernel>& BrokenKernels();
// What only a grouped operation can do wrong.
const std::vector<BrokenKernel>& BrokenGroupings();

}  // namespace gatefuzz::testing

#endif  // GATEFUZZ_PROPERTIES_TESTING_BROKEN_KERNELS_H_
