// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Functions of the driver by name. There is no driver, and so no function.
#include <cuda_runtime_api.h>

#include "emulator/cudart/api.h"

using namespace gatefuzz::emulator;

namespace {

template <class Status>
cudaError_t NotFound(const char* symbol, void** function, Status* status, Status not_found) {
  return Api([&](Runtime&) {
    if (symbol == nullptr || function == nullptr) return cudaErrorInvalidValue;
    *function = nullptr;
    if (status != nullptr) *status = not_found;
    return cudaSuccess;
  });
}

}  // namespace

extern "C" {

#if CUDART_VERSION >= 12000

cudaError_t cudaGetDriverEntryPoint(const char* symbol, void** function, unsigned long long,
                                    cudaDriverEntryPointQueryResult* status) {
  return NotFound(symbol, function, status, cudaDriverEntryPointSymbolNotFound);
}

#if CUDART_VERSION >= 12050
cudaError_t cudaGetDriverEntryPointByVersion(const char* symbol, void** function, unsigned, unsigned long long,
                                             cudaDriverEntryPointQueryResult* status) {
  return NotFound(symbol, function, status, cudaDriverEntryPointSymbolNotFound);
}
#endif

#else

cudaError_t cudaGetDriverEntryPoint(const char* symbol, void** function, unsigned long long) {
  // Without a status, the error alone tells.
  const cudaError_t error = NotFound<int>(symbol, function, nullptr, 0);
  return error == cudaSuccess ? cudaErrorSymbolNotFound : error;
}

#endif

}  // extern "C"
