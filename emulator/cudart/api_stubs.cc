// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The functions that only have a name, and the names that are a second one. Without the Toolkit's header, so that names
// are what the linker sees and signatures do not matter: a stub looks at no argument, an alias passes all of them on.
#include "emulator/cudart/stub.h"

extern "C" {

#define GATEFUZZ_CUDA_STUB(name)                          \
  __attribute__((weak)) int name() {                      \
    static bool told = false;                             \
    return gatefuzz::emulator::NotEmulated(#name, &told); \
  }
#include "emulator/cudart/api_table.inc"

}  // extern "C"

#define GATEFUZZ_CUDA_ALIAS(name, target)                                                                   \
  asm(".text\n.globl " #name "\n.type " #name ",@function\n" #name ":\n\tjmp " #target "@PLT\n.size " #name \
      ", .-" #name "\n");
#include "emulator/cudart/api_table.inc"
