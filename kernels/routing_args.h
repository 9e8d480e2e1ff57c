// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What every routing entry point does with its arguments before it launches: refuse what lies outside the contract's
// bounds, and fill in the defaults. Host code; touches no device memory and calls no CUDA runtime.
#ifndef GATEFUZZ_KERNELS_ROUTING_ARGS_H_
#define GATEFUZZ_KERNELS_ROUTING_ARGS_H_

#include "kernels/routing.h"

namespace gatefuzz {

// Ok if `args` is within the bounds of docs/contract.md, else kInvalidArgument with the member's name and the reason.
// Pointers are looked at only where num_tokens > 0: an empty batch may have any. `grouped`: the operation is; any other
// takes one group alone.
Status CheckTopkArgs(const TopkArgs& args, bool grouped = false);

// `args` with the defaults filled in, so that device code has no special cases: a row stride of 0 becomes E, an absent
// window becomes [0, E), and a scale of -0 becomes +0. Requires: CheckTopkArgs(args) is ok.
TopkArgs WithDefaults(TopkArgs args);

// Blocks of a one-dimensional grid that covers `rows` at `rows_per_block`, at most what a grid can hold: kernels step
// over the rest. Requires: rows > 0.
unsigned int GridBlocks(int64_t rows, int rows_per_block);

// The status of a launch that returned `error`.
Status LaunchStatus(cudaError_t error);

}  // namespace gatefuzz

#endif  // GATEFUZZ_KERNELS_ROUTING_ARGS_H_
