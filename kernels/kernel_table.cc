// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/kernel_table.h"

#include <iterator>

namespace gatefuzz {
namespace {

constexpr KernelInfo kKernels[] = {
#define GATEFUZZ_KERNEL(name, operation, agreement, lacks, function, summary) \
  {name, operation, agreement, lacks, function, summary},
#include "kernels/kernel_table.inc"
#undef GATEFUZZ_KERNEL
};

}  // namespace

const KernelInfo* ProductionKernels(int* count) {
  *count = static_cast<int>(std::size(kKernels));
  return kKernels;
}

}  // namespace gatefuzz
