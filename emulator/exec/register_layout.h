// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#ifndef GATEFUZZ_EMULATOR_EXEC_REGISTER_LAYOUT_H_
#define GATEFUZZ_EMULATOR_EXEC_REGISTER_LAYOUT_H_

#include <vector>

#include "emulator/exec/function_scope.h"
#include "emulator/ptx/opcode.h"

namespace gatefuzz::emulator {

// Whether the form's first operand is what the instruction writes; the table's notation says so.
bool WritesFirst(const ptx::Match& match);

// Gives each register of a function its offset in the frame (scope->offsets) and sets frame_bytes and zero of
// scope->code. `matches` are the forms of the function's instructions.
void LayOutRegisters(const std::vector<ptx::Match>& matches, FunctionScope* scope);

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_EXEC_REGISTER_LAYOUT_H_
