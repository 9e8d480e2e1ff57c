// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The device's address space. Global memory is one reserved range of host memory, the arena: a device address is the
// host address, so that translation is a range test. Beside it, at the same distance for every byte, stands the shadow
// (one byte a byte) that checks/ keeps. Shared and local memory have windows in the generic address space, as on a GPU.
#ifndef GATEFUZZ_EMULATOR_EXEC_MEMORY_MAP_H_
#define GATEFUZZ_EMULATOR_EXEC_MEMORY_MAP_H_

#include <cstddef>
#include <cstdint>

namespace gatefuzz::emulator {

inline constexpr uint64_t kArenaBytes = uint64_t{64} << 30;
// Generic windows: [base, base + size). Their low 32 bits are 0, so a shared-space address is the low half.
inline constexpr uint64_t kSharedWindow = uint64_t{0x0100} << 32;
inline constexpr uint64_t kLocalWindow = uint64_t{0x0200} << 32;
inline constexpr uint64_t kParamWindow = uint64_t{0x0300} << 32;  // the parameters of the running kernel
inline constexpr uint64_t kWindowBytes = uint64_t{1} << 32;
// The address of a device function, for indirect calls: base + 16 * its index in Module::functions. Never data.
inline constexpr uint64_t kFunctionWindow = uint64_t{0x0F00} << 32;
inline constexpr uint64_t FunctionAddress(uint64_t index) { return kFunctionWindow + 16 * index; }
// Shared memory starts here in every block (a GPU of sm_90 keeps the first KiB to itself).
inline constexpr uint32_t kSharedBase = 1024;

// The reserved, zero-filled, lazily committed arena and its shadow. Created at first use, never released.
struct Arena {
  uint8_t* base = nullptr;
  uint8_t* shadow = nullptr;  // shadow[i] describes base[i]

  bool Contains(uint64_t address, uint64_t bytes) const {
    const uint64_t offset = address - reinterpret_cast<uint64_t>(base);
    return offset < kArenaBytes && bytes <= kArenaBytes - offset;
  }
};
const Arena& DeviceArena();

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_EXEC_MEMORY_MAP_H_
