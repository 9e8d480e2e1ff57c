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

// Host addresses of an access. Lane i of the active ones is at base (kUniform), base + i * bytes (kContiguous) or
// at[i]; base may lie outside of mapped memory where lane 0 is not active.
struct HostAccess {
  alignas(64) uint64_t address[32];  // guest addresses, resolved: in the space of the lane
  uint8_t* at[32];                   // kAny only
  Pattern pattern = Pattern::kAny;
  uint8_t* base = nullptr;
  uint64_t bytes = 0;  // of a lane, all elements

  uint8_t* At(int lane) const {
    switch (pattern) {
      case Pattern::kUniform:
        return base;
      case Pattern::kContiguous:
        return base + static_cast<uint64_t>(lane) * bytes;
      case Pattern::kAny:
        break;
    }
    return at[lane];
  }
};

// Resolves the addresses of `lanes`, tells the observer. False: the instruction must not happen (a fault was reported;
// see Launch::stopped).
bool Resolve(Warp& w, const Decoded* d, uint32_t lanes, AccessKind kind, HostAccess* access);

// The same for one of several addresses of an instruction: `bytes` at access->address of each lane, in `space`.
bool ResolveAt(Warp& w, const Decoded* d, uint32_t lanes, MemorySpace space, uint32_t bytes, AccessKind kind,
               HostAccess* access);

// Host memory behind a generic address of one lane, for `bytes`; null if it maps to nothing. No events.
uint8_t* GuestMemory(Warp& w, int lane, uint64_t address, uint64_t bytes);
// A zero-terminated string of at most 64 KiB; false if it leaves mapped memory.
bool GuestString(Warp& w, int lane, uint64_t address, std::string* text);

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_EXEC_MEMORY_ACCESS_H_
