// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The way of ld, st, atom and red from 32 guest addresses to host memory: bounds, events, access patterns.
#ifndef GATEFUZZ_EMULATOR_EXEC_MEMORY_ACCESS_H_
#define GATEFUZZ_EMULATOR_EXEC_MEMORY_ACCESS_H_

#include <cstdint>
#include <string>

#include "emulator/exec/decoded.h"
#include "emulator/exec/warp.h"

namespace gatefuzz::emulator {

enum class AccessKind { kLoad, kStore, kAtomic };

// Host addresses of an access. Where `strided`, all 32 lanes take part and lane i is at base + i * step; else lane i of
// the active ones is at at[i].
struct HostAccess {
  bool strided = false;
  int64_t step = 0;
  uint8_t* at[32];
  uint64_t address[32];  // guest addresses, resolved: in the space of the lane
};

// Resolves the addresses of `lanes`, tells the observer. False: the instruction must not happen (a fault was reported;
// see Launch::stopped).
bool Resolve(Warp& w, const Decoded* d, uint32_t lanes, AccessKind kind, HostAccess* access);

// Host memory behind a generic address of one lane, for `bytes`; null if it maps to nothing. No events.
uint8_t* GuestMemory(Warp& w, int lane, uint64_t address, uint64_t bytes);
// A zero-terminated string of at most 64 KiB; false if it leaves mapped memory.
bool GuestString(Warp& w, int lane, uint64_t address, std::string* text);

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_EXEC_MEMORY_ACCESS_H_
