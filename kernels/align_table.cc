// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/align_table.h"

#include <iterator>

namespace gatefuzz {
namespace {

constexpr AlignKernelInfo kKernels[] = {
#define GATEFUZZ_ALIGN_KERNEL(name, function, workspace_bytes, summary) {name, function, workspace_bytes, summary},
#include "kernels/align_table.inc"
#undef GATEFUZZ_ALIGN_KERNEL
};

}  // namespace

const AlignKernelInfo* ProductionAlignKernels(int* count) {
  *count = static_cast<int>(std::size(kKernels));
  return kKernels;
}

}  // namespace gatefuzz
