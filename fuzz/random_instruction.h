// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// PTX instructions drawn from the opcode table: a row, a modifier for each of its slots, operands by the row's
// notation. The table does not say the types of operands, so these are guessed, mostly well: a loader must refuse the
// rest.
//
// Instructions name what random_module.h declares around them:
//   %p0..%p7 predicates, %h 16 bits, %r 32, %d 64, %q 128 (kRegisters of each)
//   %a0..%a3  64 bits: generic addresses of g, of the launch's buffer, of s and of l; rarely a destination
//   g, s, l, c  variables of 256 bytes in .global, .shared, .local and .const; p0, p1 the entry's parameters
//   L0..L7 labels, T0 a table of them, f0, f1 device functions of one .b32 parameter and result
#ifndef GATEFUZZ_FUZZ_RANDOM_INSTRUCTION_H_
#define GATEFUZZ_FUZZ_RANDOM_INSTRUCTION_H_

#include <string>

#include "emulator/ptx/opcode.h"
#include "fuzz/byte_draws.h"

namespace gatefuzz {

inline constexpr uint32_t kRegisters = 8;
inline constexpr uint32_t kLabels = 8;

// One instruction with its semicolon, now and then with a guard.
std::string DrawInstruction(ByteDraws& draws);
// The same of one row.
std::string DrawInstructionOf(const ptx::OpcodeRow& row, ByteDraws& draws);

// A register of `bytes` (0: a predicate), as an operand.
std::string DrawRegister(int bytes, ByteDraws& draws);

}  // namespace gatefuzz

#endif  // GATEFUZZ_FUZZ_RANDOM_INSTRUCTION_H_
