// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// A target without a bug, for the macro's own sake.
#include <cstddef>
#include <cstdint>
#include <cstring>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static volatile int gates = 0;
  if (size >= 4 && std::memcmp(data, "GATE", 4) == 0) gates = gates + 1;
  return 0;
}
