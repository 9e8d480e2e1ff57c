// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// An instruction ready to run. A program is one array of these, one for each PTX instruction (plus one that ends each
// function), so that an instruction's site is its index. Handlers know nothing of operand kinds: registers, immediates
// and special registers are all places, from which 32 lanes of a value can be read.
#ifndef GATEFUZZ_EMULATOR_EXEC_DECODED_H_
#define GATEFUZZ_EMULATOR_EXEC_DECODED_H_

#include <cstdint>

#include "emulator/exec/observer.h"
#include "emulator/ptx/module.h"

namespace gatefuzz::emulator {

struct Warp;
struct Decoded;

// Executes one instruction for `lanes` of the running group and returns the next instruction of the group. Null: the
// group ends here (it diverged, waits, returned or was stopped); the pc of each of its lanes has been stored.
using Handler = const Decoded* (*)(Warp& warp, const Decoded* instruction, uint32_t lanes);

// What a place's offset counts from; the index into Warp::bases.
enum class Base : uint32_t { kFrame = 0, kConstants = 1, kWarp = 2, kBlock = 3 };

// Where an operand's 32 lanes start: the base in the two low bits, the byte offset (a multiple of 4) above them. A
// value of width w occupies 32 * w bytes, lane after lane; a predicate occupies 4: one bit a lane.
using Place = uint32_t;
inline constexpr Place kNoPlace = ~Place{0};
inline constexpr Place MakePlace(Base base, uint32_t offset) { return offset | static_cast<uint32_t>(base); }

// The spaces as memory handlers see them: those of PTX after symbols and functions are known.
enum class MemorySpace : uint8_t { kGlobal, kConst, kShared, kLocal, kEntryParameter, kGeneric };

struct alignas(64) Decoded {
  Handler run = nullptr;
  Handler body = nullptr;  // what a guarded instruction does with the lanes that pass; `run` is then the guard
  Place d = kNoPlace, a = kNoPlace, b = kNoPlace, c = kNoPlace, e = kNoPlace, f = kNoPlace;
  Place guard = kNoPlace;  // a predicate of the frame
  union {
    int64_t immediate = 0;  // address offset, small constant
    const void* extra;      // a side table that the program owns
    const Decoded* target;  // of a branch
  };
  uint8_t flags = 0;  // kNegate* below
  MemorySpace space = MemorySpace::kGlobal;
  uint8_t address_bytes = 8;  // width of the address register
  uint8_t bytes = 0;          // of one element in memory
  uint8_t vector = 1;         // elements
  ptx::Type type = ptx::Type::kNone;
  uint8_t variant = 0;  // the handler's own
  MemoryOrder order;    // of a memory access or fence
};
static_assert(sizeof(Decoded) == 64, "one instruction, one cache line");

inline constexpr uint8_t kNegateGuard = 1;
inline constexpr uint8_t kNegateC = 2;  // the predicate operand in `c` is !p
inline constexpr uint8_t kNegateA = 4;
inline constexpr uint8_t kNegateB = 8;
inline constexpr uint8_t kStoresRegisters = 16;  // a store of the registers d, b, c, e, whose bytes are `variant`

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_EXEC_DECODED_H_
