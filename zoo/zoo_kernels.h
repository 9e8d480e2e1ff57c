// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The entry points of the zoo, declared from zoo_table.inc.
#ifndef GATEFUZZ_ZOO_ZOO_KERNELS_H_
#define GATEFUZZ_ZOO_ZOO_KERNELS_H_

#include "kernels/routing.h"

namespace gatefuzz::zoo {

#define GATEFUZZ_ZOO_KERNEL(function, ...) Status function(const TopkArgs& args, cudaStream_t stream);
#include "zoo/zoo_table.inc"
#undef GATEFUZZ_ZOO_KERNEL

}  // namespace gatefuzz::zoo

#endif  // GATEFUZZ_ZOO_ZOO_KERNELS_H_
