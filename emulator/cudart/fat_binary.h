// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What nvcc puts into an object file: a fat binary, that is images of a module for several architectures, as machine
// code or PTX. The emulator runs PTX that is stored as plain text.
#ifndef GATEFUZZ_EMULATOR_CUDART_FAT_BINARY_H_
#define GATEFUZZ_EMULATOR_CUDART_FAT_BINARY_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace gatefuzz::emulator {

struct PtxChoice {
  std::string_view text;  // inside the fat binary; empty if there is none to run
  std::string problem;    // then: why not, and what helps
};

// The PTX for the newest architecture that the emulated device (sm_90) can run. Any bytes are safe.
PtxChoice ChoosePtx(std::string_view fat_binary);

// The fat binary behind what __cudaRegisterFatBinary is given; empty if that is no such thing.
std::string_view FatBinaryOf(const void* wrapper);

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_CUDART_FAT_BINARY_H_
