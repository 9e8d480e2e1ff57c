// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Fuzzes align_experts, or the kernel that the environment variable GATEFUZZ_KERNEL names.
#include <cstddef>
#include <cstdint>

#include "fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv) {
  gatefuzz::SetArtifactPrefix(*argc, *argv);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  return gatefuzz::RunFuzzInput("align_experts", data, size);
}
