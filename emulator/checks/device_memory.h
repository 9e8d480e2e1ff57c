// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The device's global memory as the runtime and the checks see it: what cudaMalloc hands out, the variables of modules,
// their shadow, and words for an address that is in a message.
//
// Not thread-safe: the runtime calls it under its lock.
#ifndef GATEFUZZ_EMULATOR_CHECKS_DEVICE_MEMORY_H_
#define GATEFUZZ_EMULATOR_CHECKS_DEVICE_MEMORY_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/checks/allocator.h"
#include "emulator/control.h"
#include "emulator/exec/memory_map.h"

namespace gatefuzz::emulator {

class DeviceMemory {
 public:
  // Uses the whole arena: at most one for each.
  explicit DeviceMemory(const Arena& arena);

  // Uninitialised memory at a multiple of 256 bytes, for `function`, which must be a literal. Null: out of memory.
  // Requires: bytes > 0.
  void* Allocate(uint64_t bytes, const char* function);
  // The same, but initialised as far as the checks go: the host writes there without telling.
  void* AllocateShared(uint64_t bytes, const char* function);
  FreeStatus Free(const void* address, const char* function);
  // Takes the memory of an allocation away but keeps its address, for `function`; Resume gives it back uninitialised.
  void Suspend(const void* address, const char* function) {
    heap_.Suspend(reinterpret_cast<uint64_t>(address), function);
  }
  void Resume(const void* address);
  // A module's variable: zero-filled, initialised, never freed. Null: out of memory.
  void* AllocateVariable(uint64_t bytes, uint64_t alignment, std::string_view name, bool read_only);
  // Forgets all that Allocate gave.
  void Reset() { heap_.Reset(); }
  // Forgets all that AllocateVariable gave. Requires: every module that had some is gone.
  void ResetVariables() { variables_.Reset(); }

  // The allocations that have not been freed, in order of addresses.
  std::vector<const Allocation*> Live() const { return heap_.Live(); }

  bool IsDevice(const void* address) const { return arena_.Contains(reinterpret_cast<uint64_t>(address), 1); }
  // The live block (variable or allocation) that holds the whole range, or null.
  const Allocation* Find(const void* address, uint64_t bytes) const;

  // The host, or a copy, wrote the range. Requires (as for all below): the range lies in one live block.
  void SetInitialized(const void* address, uint64_t bytes);
  // What a device-to-device copy does to the shadow; the ranges may overlap.
  void CopyInitialized(const void* to, const void* from, uint64_t bytes);
  void Mark(const void* address, uint64_t bytes, Region region);

  // Where the byte lies, for a message: "8 bytes past the end of the 1024-byte allocation of cudaMalloc #12".
  std::string Describe(uint64_t address) const;
  // The block that held `address` before it was freed; null if there is none.
  const Allocation* FreedBlock(uint64_t address) const;

  uint8_t* ShadowOf(uint64_t address) const {
    return arena_.shadow + (address - reinterpret_cast<uint64_t>(arena_.base));
  }
  const Arena& arena() const { return arena_; }
  uint64_t capacity() const { return capacity_; }
  uint64_t available() const { return capacity_ - heap_.live_bytes(); }

 private:
  void* AllocateHeap(uint64_t bytes, const char* function, uint8_t shadow);

  const Arena& arena_;
  const uint64_t capacity_;
  Allocator variables_;
  Allocator heap_;
};

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_CHECKS_DEVICE_MEMORY_H_
