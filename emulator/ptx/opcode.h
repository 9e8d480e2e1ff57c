// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The one table of instruction forms (opcode_table.inc) and the matcher that finds an instruction's form. Loading,
// execution (exec/lower_*.cc implements one Lower##Id per row), disassembly and the list of supported instructions in
// docs/ all read this table.
#ifndef GATEFUZZ_EMULATOR_PTX_OPCODE_H_
#define GATEFUZZ_EMULATOR_PTX_OPCODE_H_

#include <string>
#include <string_view>
#include <vector>

#include "emulator/ptx/module.h"

namespace gatefuzz::ptx {

enum class OpcodeId : int {
#define PTX_OPCODE(id, mnemonic, modifiers, operands) k##id,
#include "emulator/ptx/opcode_table.inc"
#undef PTX_OPCODE
};

struct OpcodeRow {
  OpcodeId id;
  std::string_view mnemonic;   // "add"
  std::string_view modifiers;  // pattern: ".x" required, ".{a,b}" required choice, "[.x]" and "[.{a,b}]" optional
  std::string_view operands;   // "d, a, b" in the manual's notation
};

const std::vector<OpcodeRow>& OpcodeRows();

// A family of instructions that is left out on purpose: unsupported_table.inc.
struct UnsupportedRow {
  std::string_view pattern;  // "cp.async.bulk", ".shared::cluster"
  std::string_view family;   // "a TMA instruction"
};
const std::vector<UnsupportedRow>& UnsupportedRows();

// A row's pattern taken apart.
struct ModifierSlot {
  bool required = false;
  bool is_type = false;                   // every choice is a type
  std::vector<std::string_view> choices;  // without dots
};
std::vector<ModifierSlot> ParseModifierPattern(std::string_view pattern);

// An instruction's form: its row and what each modifier turned out to be.
struct Match {
  const OpcodeRow* row = nullptr;
  std::vector<std::string_view> modifiers;  // as written, without dots, in order
  std::vector<Type> types;                  // those of `modifiers` that are types, in order

  bool Has(std::string_view modifier) const;
  Type type(int index = 0) const;  // kNone past the end
};

// Whether the instruction's mnemonic and modifiers are of this row's form.
bool FitsRow(const OpcodeRow& row, const Instruction& instruction);

// Finds the row whose mnemonic and modifier pattern fit and whose operands are as many as given. False: `error` names
// the instruction, and the nearest forms. `match` points into `instruction`.
bool MatchInstruction(const Instruction& instruction, Match* match, std::string* error);

// The instruction as text, rebuilt from its parts; Parse of the result gives the same instruction.
std::string Print(const Instruction& instruction);

}  // namespace gatefuzz::ptx

#endif  // GATEFUZZ_EMULATOR_PTX_OPCODE_H_
