// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Copies from and to module variables, and where these are.
#include <cuda_runtime_api.h>

#include "emulator/cudart/api.h"
#include "emulator/cudart/submit.h"
#include "emulator/cudart/symbol.h"

using namespace gatefuzz::emulator;

namespace {

// Calls `submit(address)` with the place in the variable.
template <class Submission>
cudaError_t InSymbol(Runtime& runtime, const void* symbol, size_t bytes, size_t offset, Submission submit) {
  uint8_t* address = nullptr;
  const cudaError_t error = FindInSymbol(runtime, symbol, bytes, offset, &address);
  return error != cudaSuccess ? error : submit(address);
}

}  // namespace

extern "C" {

cudaError_t cudaMemcpyToSymbol(const void* symbol, const void* from, size_t bytes, size_t offset, cudaMemcpyKind kind) {
  return WaitingApi([&](Runtime& runtime) {
    return InSymbol(runtime, symbol, bytes, offset, [&](void* to) {
      return SubmitAndWait(runtime, Copy{"cudaMemcpyToSymbol", to, from, bytes, kind});
    });
  });
}

cudaError_t cudaMemcpyToSymbolAsync(const void* symbol, const void* from, size_t bytes, size_t offset,
                                    cudaMemcpyKind kind, cudaStream_t stream) {
  return Api([&](Runtime& runtime) {
    return InSymbol(runtime, symbol, bytes, offset, [&](void* to) {
      return Submit(runtime, stream, Copy{"cudaMemcpyToSymbolAsync", to, from, bytes, kind});
    });
  });
}

cudaError_t cudaMemcpyFromSymbol(void* to, const void* symbol, size_t bytes, size_t offset, cudaMemcpyKind kind) {
  return WaitingApi([&](Runtime& runtime) {
    return InSymbol(runtime, symbol, bytes, offset, [&](const void* from) {
      return SubmitAndWait(runtime, Copy{"cudaMemcpyFromSymbol", to, from, bytes, kind});
    });
  });
}

cudaError_t cudaMemcpyFromSymbolAsync(void* to, const void* symbol, size_t bytes, size_t offset, cudaMemcpyKind kind,
                                      cudaStream_t stream) {
  return Api([&](Runtime& runtime) {
    return InSymbol(runtime, symbol, bytes, offset, [&](const void* from) {
      return Submit(runtime, stream, Copy{"cudaMemcpyFromSymbolAsync", to, from, bytes, kind});
    });
  });
}

cudaError_t cudaGetSymbolAddress(void** address, const void* symbol) {
  return Api([&](Runtime& runtime) {
    if (address == nullptr) return cudaErrorInvalidValue;
    Module::Variable variable;
    const cudaError_t error = FindVariable(runtime, symbol, &variable);
    if (error == cudaSuccess) *address = variable.address;
    return error;
  });
}

cudaError_t cudaGetSymbolSize(size_t* bytes, const void* symbol) {
  return Api([&](Runtime& runtime) {
    if (bytes == nullptr) return cudaErrorInvalidValue;
    Module::Variable variable;
    const cudaError_t error = FindVariable(runtime, symbol, &variable);
    if (error == cudaSuccess) *bytes = variable.bytes;
    return error;
  });
}

}  // extern "C"
