// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What the harness knows about an align_experts kernel under test: production (align_table.inc) or a user's own. Plain
// data with static lifetime.
#ifndef GATEFUZZ_KERNELS_ALIGN_TABLE_H_
#define GATEFUZZ_KERNELS_ALIGN_TABLE_H_

#include <string_view>

#include "kernels/align.h"
#include "kernels/align_args.h"

namespace gatefuzz {

using AlignFunction = Status (*)(const AlignArgs&, cudaStream_t);

struct AlignKernelInfo {
  std::string_view name;  // as `--kernel=` takes it: "align_experts"
  AlignFunction function;
  AlignWorkspaceFunction workspace_bytes;  // what `function` needs; asked only of shapes within their bounds
  std::string_view summary;                // one line for `gatefuzz kernels`
};

// The production kernels, in the order of align_table.inc. `count` receives their number.
const AlignKernelInfo* ProductionAlignKernels(int* count);

}  // namespace gatefuzz

#endif  // GATEFUZZ_KERNELS_ALIGN_TABLE_H_
