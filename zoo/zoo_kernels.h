// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The entry points of the zoo, declared from zoo_table.inc and zoo_align_table.inc.
#ifndef GATEFUZZ_ZOO_ZOO_KERNELS_H_
#define GATEFUZZ_ZOO_ZOO_KERNELS_H_

#include <cstddef>
#include <cstdint>

#include "kernels/align.h"
#include "kernels/routing.h"

namespace gatefuzz::zoo {

#define GATEFUZZ_ZOO_KERNEL(function, ...) Status function(const TopkArgs& args, cudaStream_t stream);
#include "zoo/zoo_table.inc"
#undef GATEFUZZ_ZOO_KERNEL

#define GATEFUZZ_ZOO_ALIGN_KERNEL(function, ...) Status function(const AlignArgs& args, cudaStream_t stream);
#include "zoo/zoo_align_table.inc"
#undef GATEFUZZ_ZOO_ALIGN_KERNEL

// The workspace of all of them: a word for each expert and each slot, and one more.
size_t ZooAlignWorkspaceBytes(int64_t num_tokens, int32_t k, int32_t num_experts, int32_t block_size);

}  // namespace gatefuzz::zoo

#endif  // GATEFUZZ_ZOO_ZOO_KERNELS_H_
