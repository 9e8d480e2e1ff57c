// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include <cuda_runtime_api.h>

#include "emulator/cudart/api.h"

using namespace gatefuzz::emulator;

namespace {

struct ErrorRow {
  int number;
  const char* name;
  const char* text;
};

constexpr ErrorRow kErrors[] = {
#define GATEFUZZ_CUDA_ERROR(number, name, text) {number, #name, text},
#include "emulator/cudart/error_table.inc"
#undef GATEFUZZ_CUDA_ERROR
};

const ErrorRow* Find(cudaError_t error) {
  for (const ErrorRow& row : kErrors) {
    if (row.number == static_cast<int>(error)) return &row;
  }
  return nullptr;
}

cudaError_t LastError(bool clear) {
  Runtime& runtime = Runtime::Get();
  const std::lock_guard lock(runtime.mutex);
  return runtime.LastError(clear);
}

}  // namespace

extern "C" {

const char* cudaGetErrorName(cudaError_t error) {
  const ErrorRow* const row = Find(error);
  return row != nullptr ? row->name : "unrecognized error code";
}

const char* cudaGetErrorString(cudaError_t error) {
  const ErrorRow* const row = Find(error);
  return row != nullptr ? row->text : "unrecognized error code";
}

cudaError_t cudaGetLastError() { return LastError(/*clear=*/true); }

cudaError_t cudaPeekAtLastError() { return LastError(/*clear=*/false); }

}  // extern "C"
