// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Any bytes through the PTX parser, the matcher of instruction forms and the printer: each gives a result or a message,
// and an instruction survives printing.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/ptx/module.h"
#include "emulator/ptx/opcode.h"

namespace {

namespace ptx = gatefuzz::ptx;

void Require(bool holds, const char* what, const std::string& detail = "") {
  if (holds) return;
  std::fprintf(stderr, "ptx_parser_fuzz: %s: %s\n", what, detail.c_str());
  std::abort();
}

bool SameOperands(const std::vector<ptx::Operand>& a, const std::vector<ptx::Operand>& b);

// A declaration makes a name a register, and a printed instruction stands alone: there it may be a symbol.
bool SameKind(const ptx::Operand& a, const ptx::Operand& b) {
  const auto is_name = [](const ptx::Operand& operand) {
    return operand.kind == ptx::Operand::Kind::kRegister || operand.kind == ptx::Operand::Kind::kSymbol;
  };
  return a.kind == b.kind || (is_name(a) && is_name(b));
}

bool SameOperand(const ptx::Operand& a, const ptx::Operand& b) {
  return SameKind(a, b) && a.negated == b.negated && a.name == b.name && a.bits == b.bits && a.offset == b.offset &&
         SameOperands(a.parts, b.parts);
}

bool SameOperands(const std::vector<ptx::Operand>& a, const std::vector<ptx::Operand>& b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i) {
    if (!SameOperand(a[i], b[i])) return false;
  }
  return true;
}

void RequirePrintable(const ptx::Instruction& instruction) {
  const std::string printed = ptx::Print(instruction);
  const std::string text =
      ".version 9.0\n.target sm_90\n.address_size 64\n.visible .entry f()\n{\n" + printed + ";\n}\n";
  ptx::Module module;
  ptx::ParseError error;
  Require(ptx::Parse(text, &module, &error), "a printed instruction parses", printed + ": " + error.message);
  Require(module.functions.size() == 1 && module.functions[0].instructions.size() == 1, "it is one instruction",
          printed);
  const ptx::Instruction& again = module.functions[0].instructions[0];
  Require(again.mnemonic == instruction.mnemonic && again.modifiers == instruction.modifiers &&
              again.guard == instruction.guard && again.guard_negated == instruction.guard_negated &&
              SameOperands(again.operands, instruction.operands),
          "a printed instruction parses to the same one", instruction.text + " -> " + printed);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  ptx::Module module;
  ptx::ParseError parse_error;
  if (!ptx::Parse({reinterpret_cast<const char*>(data), size}, &module, &parse_error)) {
    Require(!parse_error.message.empty(), "a refused module has a reason");
    return 0;
  }
  for (const ptx::Function& function : module.functions) {
    for (const ptx::Instruction& instruction : function.instructions) {
      ptx::Match match;
      std::string error;
      if (ptx::MatchInstruction(instruction, &match, &error)) {
        Require(match.row != nullptr, "a match has a row", instruction.text);
      } else {
        Require(!error.empty(), "an unknown instruction has a reason", instruction.text);
      }
      RequirePrintable(instruction);
    }
  }
  return 0;
}
