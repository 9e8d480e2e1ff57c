// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/exec/lowering.h"

namespace gatefuzz::emulator {
#define PTX_OPCODE(id, mnemonic, modifiers, operands) \
  __attribute__((weak)) void Lower##id(Lowering& l) { l.Fail("not implemented yet"); }
#include "emulator/ptx/opcode_table.inc"
#undef PTX_OPCODE
}  // namespace gatefuzz::emulator
