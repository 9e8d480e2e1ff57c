// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0

#include <cinttypes>
#include <cstdio>
#include <string>
#include <string_view>

#include "emulator/ptx/opcode.h"

namespace gatefuzz::ptx {
namespace {

std::string Formatted(const char* format, uint64_t bits) {
  char buffer[32];
  std::snprintf(buffer, sizeof(buffer), format, bits);
  return buffer;
}

std::string Signed(int64_t value) {
  // Above -2^63 as the parser reads it: a magnitude with a sign.
  const uint64_t bits = static_cast<uint64_t>(value);
  return value < 0 ? "-" + std::to_string(0 - bits) : std::to_string(bits);
}

std::string WithOffset(const std::string& name, int64_t offset) {
  if (offset == 0 && !name.empty()) return name;
  return name + (offset >= 0 && !name.empty() ? "+" : "") + Signed(offset);
}

void Append(const Operand& operand, std::string* text);

void AppendParts(const Operand& operand, std::string_view separator, std::string* text) {
  for (size_t i = 0; i < operand.parts.size(); ++i) {
    if (i > 0) *text += separator;
    Append(operand.parts[i], text);
  }
}

void Append(const Operand& operand, std::string* text) {
  using Kind = Operand::Kind;
  const std::string_view mark = operand.negated ? "!" : "";
  switch (operand.kind) {
    case Kind::kRegister:
      *text += mark;
      *text += operand.name;
      return;
    case Kind::kSymbol:
      *text += mark;
      *text += WithOffset(operand.name, operand.offset);
      return;
    case Kind::kInteger:
      *text += Signed(static_cast<int64_t>(operand.bits));
      return;
    case Kind::kFloat32:
      *text += Formatted("0f%08" PRIX64, operand.bits);
      return;
    case Kind::kFloat64:
      *text += Formatted("0d%016" PRIX64, operand.bits);
      return;
    case Kind::kSink:
      *text += "_";
      return;
    case Kind::kPair:
      AppendParts(operand, "|", text);
      return;
    case Kind::kAddress:
      // An absolute address is unsigned.
      *text += "[" + (operand.name.empty() ? std::to_string(static_cast<uint64_t>(operand.offset))
                                           : WithOffset(operand.name, operand.offset));
      if (!operand.parts.empty()) *text += ", ";
      AppendParts(operand, ", ", text);
      *text += "]";
      return;
    case Kind::kVector:
    case Kind::kList: {
      const bool vector = operand.kind == Kind::kVector;
      *text += vector ? "{" : "(";
      AppendParts(operand, ", ", text);
      *text += vector ? "}" : ")";
      return;
    }
  }
}

// The parser makes call's operands four; those left out are empty.
bool IsLeftOut(const Instruction& instruction, size_t index) {
  if (instruction.mnemonic != "call" || instruction.operands.size() != 4) return false;
  const Operand& operand = instruction.operands[index];
  if (operand.kind == Operand::Kind::kList) return operand.parts.empty();
  return operand.kind == Operand::Kind::kSymbol && operand.name.empty();
}

}  // namespace

std::string Print(const Instruction& instruction) {
  std::string text;
  if (!instruction.guard.empty()) text = (instruction.guard_negated ? "@!" : "@") + instruction.guard + " ";
  text += instruction.mnemonic;
  for (const std::string& modifier : instruction.modifiers) text += "." + modifier;
  std::string_view separator = " ";
  for (size_t i = 0; i < instruction.operands.size(); ++i) {
    if (IsLeftOut(instruction, i)) continue;
    text += separator;
    separator = ", ";
    Append(instruction.operands[i], &text);
  }
  return text;
}

}  // namespace gatefuzz::ptx
