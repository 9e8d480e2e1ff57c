// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// A target that libFuzzer sees only through its own counters, as it sees a kernel through the emulator's.
#include <cstddef>
#include <cstdint>
#include <string_view>

// Cleared by libFuzzer before each execution.
__attribute__((section("__libfuzzer_extra_counters"))) static uint8_t matched[4];

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  constexpr std::string_view kWord = "GATE";
  for (size_t i = 0; i < size && i < kWord.size() && data[i] == static_cast<uint8_t>(kWord[i]); ++i) matched[i] = 1;
  return 0;
}
