// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Fuzzes the kernel that GATEFUZZ_FUZZED_KERNEL names as this is compiled, or the environment variable GATEFUZZ_KERNEL
// as it runs.
#include <cstddef>
#include <cstdint>

#include "fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv) {
  gatefuzz::SetArtifactPrefix(*argc, *argv);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  return gatefuzz::RunFuzzInput(GATEFUZZ_FUZZED_KERNEL, data, size);
}
