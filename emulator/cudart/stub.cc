// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/cudart/stub.h"

#include <cuda_runtime_api.h>

#include <cstdio>
#include <utility>

#include "emulator/cudart/api.h"

namespace gatefuzz::emulator {

int NotEmulated(const char* function, bool* told) {
  return Api([&](Runtime&) {
    if (!std::exchange(*told, true)) std::fprintf(stderr, "gatefuzz: %s is not emulated\n", function);
    return cudaErrorNotSupported;
  });
}

}  // namespace gatefuzz::emulator
