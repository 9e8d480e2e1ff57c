// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/exec/memory_map.h"

#include <sys/mman.h>

#include <cstdio>
#include <cstdlib>

namespace gatefuzz::emulator {
namespace {

uint8_t* Reserve() {
  void* memory = mmap(nullptr, kArenaBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
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
  static const Arena arena{Reserve(), Reserve()};
  return arena;
}

}  // namespace gatefuzz::emulator
