// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Copies, fills and symbols. The asynchronous forms are done at once, which stream order allows.
#include <cuda_runtime_api.h>

#include "emulator/cudart/api.h"
#include "emulator/cudart/copy.h"
#include "emulator/cudart/launch.h"

using namespace gatefuzz::emulator;

namespace {

template <class Work>
cudaError_t InStream(Runtime& runtime, cudaStream_t stream, const Work& work) {
  const cudaError_t error = CheckStream(runtime, stream);
  return error != cudaSuccess ? error : Run(runtime, work);
}

// Finds the variable that `symbol` stands for. Requires a non-null `variable`.
cudaError_t FindVariable(Runtime& runtime, const void* symbol, Module::Variable* variable) {
  const Symbol* const found = runtime.registry.FindSymbol(symbol);
  if (found == nullptr) return cudaErrorInvalidSymbol;
  if (const cudaError_t error = LoadModule(runtime, found->module); error != cudaSuccess) return error;
  const Module::Variable* const in_module = found->module->FindVariable(found->name);
  if (in_module == nullptr) return cudaErrorInvalidSymbol;
  *variable = *in_module;
  return cudaSuccess;
}

bool IsInside(const Module::Variable& variable, size_t bytes, size_t offset) {
  return offset <= variable.bytes && bytes <= variable.bytes - offset;
}

cudaError_t ToSymbol(Runtime& runtime, const char* function, const void* symbol, const void* from, size_t bytes,
                     size_t offset, cudaMemcpyKind kind) {
  Module::Variable variable;
  if (const cudaError_t error = FindVariable(runtime, symbol, &variable); error != cudaSuccess) return error;
  if (!IsInside(variable, bytes, offset)) return cudaErrorInvalidValue;
  return Run(runtime, Copy{function, variable.address + offset, from, bytes, kind});
}

cudaError_t FromSymbol(Runtime& runtime, const char* function, void* to, const void* symbol, size_t bytes,
                       size_t offset, cudaMemcpyKind kind) {
  Module::Variable variable;
  if (const cudaError_t error = FindVariable(runtime, symbol, &variable); error != cudaSuccess) return error;
  if (!IsInside(variable, bytes, offset)) return cudaErrorInvalidValue;
  return Run(runtime, Copy{function, to, variable.address + offset, bytes, kind});
}

}  // namespace

extern "C" {

cudaError_t cudaMemcpy(void* to, const void* from, size_t bytes, cudaMemcpyKind kind) {
  return WaitingApi([&](Runtime& runtime) { return Run(runtime, Copy{"cudaMemcpy", to, from, bytes, kind}); });
}

cudaError_t cudaMemcpyAsync(void* to, const void* from, size_t bytes, cudaMemcpyKind kind, cudaStream_t stream) {
  return Api(
      [&](Runtime& runtime) { return InStream(runtime, stream, Copy{"cudaMemcpyAsync", to, from, bytes, kind}); });
}

cudaError_t cudaMemcpy2D(void* to, size_t to_pitch, const void* from, size_t from_pitch, size_t width, size_t height,
                         cudaMemcpyKind kind) {
  return WaitingApi([&](Runtime& runtime) {
    return Run(runtime, Copy{"cudaMemcpy2D", to, from, width, kind, height, to_pitch, from_pitch});
  });
}

cudaError_t cudaMemcpy2DAsync(void* to, size_t to_pitch, const void* from, size_t from_pitch, size_t width,
                              size_t height, cudaMemcpyKind kind, cudaStream_t stream) {
  return Api([&](Runtime& runtime) {
    return InStream(runtime, stream, Copy{"cudaMemcpy2DAsync", to, from, width, kind, height, to_pitch, from_pitch});
  });
}

cudaError_t cudaMemcpyToSymbol(const void* symbol, const void* from, size_t bytes, size_t offset, cudaMemcpyKind kind) {
  return WaitingApi(
      [&](Runtime& runtime) { return ToSymbol(runtime, "cudaMemcpyToSymbol", symbol, from, bytes, offset, kind); });
}

cudaError_t cudaMemcpyToSymbolAsync(const void* symbol, const void* from, size_t bytes, size_t offset,
                                    cudaMemcpyKind kind, cudaStream_t stream) {
  return Api([&](Runtime& runtime) {
    const cudaError_t error = CheckStream(runtime, stream);
    if (error != cudaSuccess) return error;
    return ToSymbol(runtime, "cudaMemcpyToSymbolAsync", symbol, from, bytes, offset, kind);
  });
}

cudaError_t cudaMemcpyFromSymbol(void* to, const void* symbol, size_t bytes, size_t offset, cudaMemcpyKind kind) {
  return WaitingApi(
      [&](Runtime& runtime) { return FromSymbol(runtime, "cudaMemcpyFromSymbol", to, symbol, bytes, offset, kind); });
}

cudaError_t cudaMemcpyFromSymbolAsync(void* to, const void* symbol, size_t bytes, size_t offset, cudaMemcpyKind kind,
                                      cudaStream_t stream) {
  return Api([&](Runtime& runtime) {
    const cudaError_t error = CheckStream(runtime, stream);
    if (error != cudaSuccess) return error;
    return FromSymbol(runtime, "cudaMemcpyFromSymbolAsync", to, symbol, bytes, offset, kind);
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

cudaError_t cudaMemset(void* to, int value, size_t bytes) {
  return Api([&](Runtime& runtime) { return Run(runtime, Fill{"cudaMemset", to, value, bytes}); });
}

cudaError_t cudaMemsetAsync(void* to, int value, size_t bytes, cudaStream_t stream) {
  return Api([&](Runtime& runtime) { return InStream(runtime, stream, Fill{"cudaMemsetAsync", to, value, bytes}); });
}

cudaError_t cudaMemset2D(void* to, size_t pitch, int value, size_t width, size_t height) {
  return Api([&](Runtime& runtime) { return Run(runtime, Fill{"cudaMemset2D", to, value, width, height, pitch}); });
}

cudaError_t cudaMemset2DAsync(void* to, size_t pitch, int value, size_t width, size_t height, cudaStream_t stream) {
  return Api([&](Runtime& runtime) {
    return InStream(runtime, stream, Fill{"cudaMemset2DAsync", to, value, width, height, pitch});
  });
}

}  // extern "C"
