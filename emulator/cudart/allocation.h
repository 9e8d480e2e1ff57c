// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#ifndef GATEFUZZ_EMULATOR_CUDART_ALLOCATION_H_
#define GATEFUZZ_EMULATOR_CUDART_ALLOCATION_H_

#include <cuda_runtime_api.h>

#include "emulator/cudart/runtime.h"

namespace gatefuzz::emulator {

// kHostWrites: the host writes there without telling, so that everything counts as initialised.
enum class Initial { kFresh, kHostWrites };

// What the functions of allocation do; `function` names them in messages and must be a literal. Nothing to allocate
// gives null.
cudaError_t Allocate(Runtime& runtime, void** address, size_t bytes, const char* function,
                     Initial initial = Initial::kFresh);
// Frees what any of them gave, in the order of a stream or without one.
cudaError_t Free(Runtime& runtime, void* address, const char* function, bool in_stream = false);

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_CUDART_ALLOCATION_H_
