// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0

#include <string>

#include "emulator/ptx/opcode.h"
#include "emulator/ptx/testing.h"
#include "gtest/gtest.h"

namespace gatefuzz::ptx {
namespace {

void ExpectSame(const Operand& a, const Operand& b, const std::string& text) {
  EXPECT_EQ(a.kind, b.kind) << text;
  EXPECT_EQ(a.negated, b.negated) << text;
  EXPECT_EQ(a.name, b.name) << text;
  EXPECT_EQ(a.bits, b.bits) << text;
  EXPECT_EQ(a.offset, b.offset) << text;
  ASSERT_EQ(a.parts.size(), b.parts.size()) << text;
  for (size_t i = 0; i < a.parts.size(); ++i) ExpectSame(a.parts[i], b.parts[i], text);
}

void ExpectRoundTrip(const Instruction& instruction) {
  const std::string text = Print(instruction);
  const Instruction again = ParseInstructionText(text);
  EXPECT_EQ(again.mnemonic, instruction.mnemonic) << text;
  EXPECT_EQ(again.modifiers, instruction.modifiers) << text;
  EXPECT_EQ(again.guard, instruction.guard) << text;
  EXPECT_EQ(again.guard_negated, instruction.guard_negated) << text;
  ASSERT_EQ(again.operands.size(), instruction.operands.size()) << text;
  for (size_t i = 0; i < again.operands.size(); ++i) ExpectSame(again.operands[i], instruction.operands[i], text);
}

TEST(Printer, WritesTheManualsNotation) {
  for (const char* text :
       {"add.rn.f32 %f1, %f2, 0f3F800000", "@!%p1 bra.uni $L__BB0_1", "ret", "ld.global.v2.f64 {%fd1, _}, [%rd1-8]",
        "shfl.sync.down.b32 %r1|%p1, %r2, 1, 31, -1", "call.uni (retval0), f, (param0, param1)", "call f",
        "call (r), %rd1, (a), proto", "call %rd1, proto", "mov.u64 %rd1, table+16",
        "setp.lt.and.s32 %p1|%p2, %r1, -2147483648, !%p3", "mov.f64 %fd1, 0d400921FB54442D18",
        "st.shared.u8 [smem+4], %r1", "ld.u32 %r1, [18446744073709551615]",
        "st.u32 [x-9223372036854775808], -9223372036854775808"}) {
    EXPECT_EQ(Print(ParseInstructionText(text)), text);
    ExpectRoundTrip(ParseInstructionText(text));
  }
}

// All modifiers of all rows, with operands as the row's notation has them.
TEST(Printer, RoundTripsEveryRow) {
  for (const OpcodeRow& row : OpcodeRows()) {
    std::string text(row.mnemonic);
    for (const ModifierSlot& slot : ParseModifierPattern(row.modifiers)) text += "." + std::string(slot.choices.back());
    std::string operands;
    for (const char c : row.operands) {
      if (c != '{' && c != '}') operands += c;  // optional operands too
    }
    text += row.mnemonic == "call" ? " (return), function, (arguments), prototype" : " " + operands;
    ExpectRoundTrip(ParseInstructionText(text));
  }
}

}  // namespace
}  // namespace gatefuzz::ptx
