// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What an align_experts entry point does with its arguments before it launches: refuse what lies outside the contract's
// bounds. Host code; touches no device memory and calls no CUDA runtime. AlignCapacity (kernels/align.h) is defined
// beside it.
#ifndef GATEFUZZ_KERNELS_ALIGN_ARGS_H_
#define GATEFUZZ_KERNELS_ALIGN_ARGS_H_

#include <cstddef>
#include <cstdint>

#include "kernels/align.h"

namespace gatefuzz {

// AlignWorkspaceBytes of kernels/align.h, or another kernel's.
using AlignWorkspaceFunction = size_t (*)(int64_t num_tokens, int32_t k, int32_t num_experts, int32_t block_size);

// Ok if `args` is within the bounds of docs/contract.md, "align_experts", else kInvalidArgument with the member's name
// and the reason. A shape is judged before the memory that it asks for: `workspace_bytes` is called with shapes that
// are within their bounds alone. `ids` is looked at only where there are tokens, `sorted` and `block_experts` only
// where the capacity is not 0, `workspace` only where some is needed.
Status CheckAlignArgs(const AlignArgs& args, AlignWorkspaceFunction workspace_bytes);

}  // namespace gatefuzz

#endif  // GATEFUZZ_KERNELS_ALIGN_ARGS_H_
