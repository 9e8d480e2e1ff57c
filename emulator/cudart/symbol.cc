// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/cudart/symbol.h"

#include "emulator/cudart/launch.h"

namespace gatefuzz::emulator {

cudaError_t FindVariable(Runtime& runtime, const void* symbol, Module::Variable* variable) {
  const Symbol* const found = runtime.registry.FindSymbol(symbol);
  if (found == nullptr) return cudaErrorInvalidSymbol;
  if (const cudaError_t error = LoadModule(runtime, found->module); error != cudaSuccess) return error;
  const Module::Variable* const in_module = found->module->FindVariable(found->name);
  if (in_module == nullptr) return cudaErrorInvalidSymbol;
  *variable = *in_module;
  return cudaSuccess;
}

cudaError_t FindInSymbol(Runtime& runtime, const void* symbol, size_t bytes, size_t offset, uint8_t** address) {
  Module::Variable variable;
  if (const cudaError_t error = FindVariable(runtime, symbol, &variable); error != cudaSuccess) return error;
  if (offset > variable.bytes || bytes > variable.bytes - offset) return cudaErrorInvalidValue;
  *address = variable.address + offset;
  return cudaSuccess;
}

}  // namespace gatefuzz::emulator
