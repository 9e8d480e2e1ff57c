// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as a fat binary: the choice of PTX reads none outside of them, and is a part of them or has a reason. The
// same bytes behind a wrapper, as an object file registers them, are found whole where their header says so.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#include "emulator/cudart/fat_binary.h"

namespace {

using namespace gatefuzz::emulator;

void Require(bool holds, const char* what, const std::string& detail = "") {
  if (holds) return;
  std::fprintf(stderr, "fat_binary_fuzz: %s: %s\n", what, detail.c_str());
  std::abort();
}

// As the compiler lays it out (the Toolkit's fatbinary_section.h).
struct Wrapper {
  int magic = 0x466243B1;
  int version = 1;
  const void* data = nullptr;
  void* names = nullptr;
};

void CheckWrapper(std::string_view bytes) {
  constexpr size_t kHeaderBytes = 16;
  if (bytes.size() < kHeaderBytes) return;
  uint16_t header_bytes;
  uint64_t payload_bytes;
  std::memcpy(&header_bytes, bytes.data() + 6, sizeof header_bytes);
  std::memcpy(&payload_bytes, bytes.data() + 8, sizeof payload_bytes);
  Wrapper wrapper;
  wrapper.data = bytes.data();
  const std::string_view found = FatBinaryOf(&wrapper);
  // Its size is what it says: memory past the real end is not looked at here.
  Require(found.empty() || found.data() == bytes.data(), "a fat binary is where the wrapper says");
  Require(found.empty() || found.size() == header_bytes + payload_bytes, "a fat binary is as large as it says");
  wrapper.magic ^= 1;
  Require(FatBinaryOf(&wrapper).empty(), "a wrapper without its magic is none");
  wrapper = Wrapper();
  Require(FatBinaryOf(&wrapper).empty(), "a wrapper without data is none");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const PtxChoice choice = ChoosePtx(bytes);
  if (choice.text.empty()) {
    // Also a PTX image that is empty; its parser then says what is missing.
    Require(!choice.problem.empty() || choice.text.data() != nullptr, "a fat binary without PTX has a reason");
  } else {
    Require(choice.problem.empty(), "what was found is no problem", choice.problem);
    Require(choice.text.data() >= bytes.data() && choice.text.data() + choice.text.size() <= bytes.data() + size,
            "the text is a part of the fat binary");
    Require(choice.text.find('\0') == std::string_view::npos, "the text is without its padding");
  }
  CheckWrapper(bytes);
  return 0;
}
