// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Module variables by the host variables that stand for them.
#ifndef GATEFUZZ_EMULATOR_CUDART_SYMBOL_H_
#define GATEFUZZ_EMULATOR_CUDART_SYMBOL_H_

#include <cuda_runtime_api.h>

#include <cstdint>

#include "emulator/cudart/runtime.h"

namespace gatefuzz::emulator {

// Loads the variable's module if need be. cudaErrorInvalidSymbol if it was never registered.
cudaError_t FindVariable(Runtime& runtime, const void* symbol, Module::Variable* variable);
// The address of `bytes` bytes at `offset` of the variable, which must hold them all.
cudaError_t FindInSymbol(Runtime& runtime, const void* symbol, size_t bytes, size_t offset, uint8_t** address);

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_CUDART_SYMBOL_H_
