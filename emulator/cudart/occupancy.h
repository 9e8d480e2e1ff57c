// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What of a multiprocessor a block takes, and how many fit. For kernels whose module is loaded.
#ifndef GATEFUZZ_EMULATOR_CUDART_OCCUPANCY_H_
#define GATEFUZZ_EMULATOR_CUDART_OCCUPANCY_H_

#include <cstddef>
#include <cstdint>

#include "emulator/cudart/registry.h"

namespace gatefuzz::emulator {

// Registers of a thread. PTX leaves their number to ptxas, so this is a guess that keeps the largest block launchable.
int RegistersOf(const Kernel& kernel);

// What a kernel may ask for beyond its static shared memory.
uint32_t MaxDynamicShared(const Kernel& kernel);

// Blocks of `threads` that fit a multiprocessor at once; 0 if none does.
uint64_t ActiveBlocks(const Kernel& kernel, uint64_t threads, uint64_t dynamic_shared);

// The largest dynamic shared memory with which `blocks` blocks of a kernel still fit.
uint64_t AvailableDynamicShared(const Kernel& kernel, uint32_t blocks);

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_CUDART_OCCUPANCY_H_
