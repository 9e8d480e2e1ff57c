// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/exec/memory_map.h"

#include <sys/mman.h>

#include <cstdio>
#include <cstdlib>

namespace gatefuzz::emulator {
namespace {

// Where device memory lies if nothing else is there: the same addresses in every process, so that a replayed case gives
// the same diagnostics, and a kernel that hashes or compares pointers does the same again. Far from where the loader
// and the sanitizers put things.
constexpr uintptr_t kPreferred = 0x2000'0000'0000;

uint8_t* Reserve(uintptr_t preferred) {
  constexpr int kFlags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
  void* memory = mmap(reinterpret_cast<void*>(preferred), kArenaBytes, PROT_READ | PROT_WRITE,
                      kFlags | MAP_FIXED_NOREPLACE, -1, 0);
  if (memory == MAP_FAILED) memory = mmap(nullptr, kArenaBytes, PROT_READ | PROT_WRITE, kFlags, -1, 0);
  if (memory == MAP_FAILED) {
    std::perror("gatefuzz: cannot reserve 64 GiB of address space for device memory (is `ulimit -v` set?)");
    std::abort();
  }
  // A core dump or a fork must not copy what is mostly holes.
  madvise(memory, kArenaBytes, MADV_DONTDUMP);
  return static_cast<uint8_t*>(memory);
}

}  // namespace

const Arena& DeviceArena() {
  static const Arena arena{Reserve(kPreferred), Reserve(kPreferred + 2 * kArenaBytes)};
  return arena;
}

}  // namespace gatefuzz::emulator
