// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The functions that only have a name, and the names that are a second one. Without the Toolkit's header, so that names
// are what the linker sees and signatures do not matter: a stub looks at no argument, another name passes all of them
// on.
#include "emulator/cudart/stub.h"

extern "C" {

void gatefuzz_begin_per_thread_call();  // per_thread.cc

// Weak, so that an api_*.cc may define what the Toolkit at hand has; in a section of their own, so that a test can tell
// a stub from a function.
#define GATEFUZZ_CUDA_STUB(name)                                          \
  __attribute__((weak, section("gatefuzz_stubs"), noinline)) int name() { \
    static bool told = false;                                             \
    return gatefuzz::emulator::NotEmulated(#name, &told);                 \
  }
#define GATEFUZZ_CUDA_VERSIONED(name) GATEFUZZ_CUDA_STUB(name)
#include "emulator/cudart/api_table.inc"

}  // extern "C"

#define GATEFUZZ_CUDA_ALIAS(name, target)                                                                   \
  asm(".text\n.globl " #name "\n.type " #name ",@function\n" #name ":\n\tjmp " #target "@PLT\n.size " #name \
      ", .-" #name "\n");
#include "emulator/cudart/api_table.inc"

// Says that the call is of the per-thread form and leaves registers and stack as the caller made them.
#define GATEFUZZ_CUDA_PER_THREAD(name, target)                                                          \
  asm(".text\n.globl " #name "\n.type " #name ",@function\n" #name                                      \
      ":\n\tpush %rdi\n\tpush %rsi\n\tpush %rdx\n\tpush %rcx\n\tpush %r8\n\tpush %r9\n\tsub $8, %rsp\n" \
      "\tcall gatefuzz_begin_per_thread_call@PLT\n"                                                     \
      "\tadd $8, %rsp\n\tpop %r9\n\tpop %r8\n\tpop %rcx\n\tpop %rdx\n\tpop %rsi\n\tpop %rdi\n"          \
      "\tjmp " #target "@PLT\n.size " #name ", .-" #name "\n");
#include "emulator/cudart/api_table.inc"
