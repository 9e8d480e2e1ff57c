// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Allocation of device memory for finding faults: a wide red zone on both sides of every block, freed blocks kept apart
// so that a late access still hits them, and a record of each block for messages. Addresses depend on nothing but the
// calls made since the last Reset, so that a case meets the same addresses whenever it is replayed.
//
// Not thread-safe: the runtime calls it under its lock.
#ifndef GATEFUZZ_EMULATOR_CHECKS_ALLOCATOR_H_
#define GATEFUZZ_EMULATOR_CHECKS_ALLOCATOR_H_

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "emulator/exec/memory_map.h"

namespace gatefuzz::emulator {

struct Allocation {
  uint64_t address = 0;
  uint64_t bytes = 0;
  uint64_t range_begin = 0, range_end = 0;  // with its red zones
  std::string origin;                       // "cudaMalloc #3", "__device__ variable counter"
  const char* freed_by = nullptr;           // the function that freed it; null while it lives

  bool Holds(uint64_t at, uint64_t length) const { return at - address <= bytes && length <= bytes - (at - address); }
};

// Why an address could not be freed.
enum class FreeStatus { kFreed, kAlreadyFreed, kInterior, kUnknown };

class Allocator {
 public:
  // Blocks come from [begin, end) of the arena.
  Allocator(const Arena& arena, uint64_t begin, uint64_t end);

  // A block of `bytes` > 0 at a multiple of `alignment` (a power of two), its shadow set to `shadow`. Null: no room.
  // Blocks up to 4 MiB are filled with a pattern, larger ones are zero: what was there before is never seen.
  const Allocation* Allocate(uint64_t bytes, uint64_t alignment, std::string origin, uint8_t shadow);
  // `by` must outlive the allocator.
  FreeStatus Free(uint64_t address, const char* by);
  // Takes the memory of a live block away, as Free does, but keeps its place; Resume gives it back as Allocate gave it.
  // Each does nothing where the other has not been called.
  void Suspend(uint64_t address, const char* by);
  void Resume(uint64_t address, uint8_t shadow);
  // Frees everything and forgets that it was ever there.
  void Reset();

  // The live block that holds all of [address, address + bytes); null if there is none.
  const Allocation* Find(uint64_t address, uint64_t bytes) const;
  // The block, freed or not, that holds `address`; null if there is none.
  const Allocation* Holding(uint64_t address) const;
  // The nearest block at or below `address`, and the nearest above it; null where there is none.
  const Allocation* Before(uint64_t address) const;
  const Allocation* After(uint64_t address) const;

  // The live blocks, in order of addresses.
  std::vector<const Allocation*> Live() const;

  uint64_t live_bytes() const { return live_bytes_; }
  uint64_t allocations() const { return allocations_; }  // since the last Reset

 private:
  void Clear(const Allocation& allocation);
  void Release(uint64_t begin, uint64_t end);
  bool Carve(uint64_t bytes, uint64_t* begin);
  void EvictOldest();
  uint8_t* ShadowOf(uint64_t address) const {
    return arena_.shadow + (address - reinterpret_cast<uint64_t>(arena_.base));
  }

  const Arena& arena_;
  const uint64_t begin_, end_;
  uint64_t used_end_;                      // nothing at or above it was ever handed out
  std::map<uint64_t, uint64_t> free_;      // begin -> end, never adjacent
  std::map<uint64_t, Allocation> blocks_;  // live and quarantined, by address
  std::deque<uint64_t> quarantine_;        // addresses, oldest first
  uint64_t quarantined_bytes_ = 0;         // red zones included
  uint64_t live_bytes_ = 0;
  uint64_t allocations_ = 0;
};

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_CHECKS_ALLOCATOR_H_
