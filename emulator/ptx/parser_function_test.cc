// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Function bodies: instructions and operands, places, labels, scopes, calls.

#include <string>
#include <vector>

#include "emulator/ptx/module.h"
#include "emulator/ptx/testing.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace gatefuzz::ptx {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Kind = Operand::Kind;

TEST(ParserBody, SplitsInstructions) {
  const Instruction instruction =
      ParseInstructionText("@!%p1 ld.global.L1::no_allocate.v2.f32 \t{%f1, %f2},  [%rd1+-16]");
  EXPECT_EQ(instruction.mnemonic, "ld");
  EXPECT_THAT(instruction.modifiers, ElementsAre("global", "L1::no_allocate", "v2", "f32"));
  EXPECT_EQ(instruction.guard, "%p1");
  EXPECT_TRUE(instruction.guard_negated);
  ASSERT_EQ(instruction.operands.size(), 2u);
  EXPECT_EQ(instruction.operands[0].kind, Kind::kVector);
  EXPECT_EQ(instruction.operands[0].parts[1].name, "%f2");
  EXPECT_EQ(instruction.operands[1].kind, Kind::kAddress);
  EXPECT_EQ(instruction.operands[1].name, "%rd1");
  EXPECT_EQ(instruction.operands[1].offset, -16);
  EXPECT_EQ(instruction.text, "@!%p1 ld.global.L1::no_allocate.v2.f32 {%f1, %f2}, [%rd1+-16]");
}

TEST(ParserBody, KeepsTextWithoutComments) {
  EXPECT_EQ(ParseInstructionText("add.s32 %r1, // one\n /* two */ %r2,%r3").text, "add.s32 %r1, %r2,%r3");
}

Operand Second(const std::string& text) {
  const Instruction instruction = ParseInstructionText("mov.b64 %rd1, " + text);
  return instruction.operands.size() == 2 ? instruction.operands[1] : Operand();
}

TEST(ParserBody, ReadsImmediates) {
  EXPECT_EQ(Second("-5").bits, static_cast<uint64_t>(-5));
  EXPECT_EQ(Second("0xFFU").bits, 255u);
  EXPECT_EQ(Second("WARP_SZ").bits, 32u);
  EXPECT_EQ(Second("WARP_SZ").kind, Kind::kInteger);
  EXPECT_EQ(Second("-WARP_SZ+1").bits, uint64_t{0} - 31);
  EXPECT_EQ(Second("4+8").bits, 12u);
  EXPECT_EQ(Second("0fBF800000").kind, Kind::kFloat32);
  EXPECT_EQ(Second("-0f3F800000").bits, 0xbf800000u);
  EXPECT_EQ(Second("2.0").bits, 0x4000000000000000u);
  EXPECT_EQ(Second("2.0").kind, Kind::kFloat64);
}

TEST(ParserBody, ReadsNames) {
  EXPECT_EQ(Second("%tid.x").kind, Kind::kRegister);
  EXPECT_EQ(Second("variable").kind, Kind::kSymbol);
  EXPECT_EQ(Second("variable+8").offset, 8);
  EXPECT_EQ(Second("_").kind, Kind::kSink);
  EXPECT_EQ(Second("-%r1").kind, Kind::kRegister);
  EXPECT_TRUE(Second("!%p1").negated);
}

TEST(ParserBody, ReadsPairsListsAndAddresses) {
  const Operand pair = Second("%r1|%p1");
  EXPECT_EQ(pair.kind, Kind::kPair);
  EXPECT_EQ(pair.parts[1].name, "%p1");
  EXPECT_EQ(Second("[variable]").kind, Kind::kAddress);
  EXPECT_EQ(Second("[0x100+4]").offset, 0x104);
  EXPECT_EQ(Second("[%rd1, {%r1, %r2}]").parts.size(), 1u);
  EXPECT_EQ(Second("{_, %r2, 3, 4}").parts[0].kind, Kind::kSink);
}

TEST(ParserBody, KnowsDeclaredRegistersByAnyName) {
  const Function function = ParseBodyText(".reg .pred p, q; .reg .f32 val<3>; @p mov.f32 val2, val0; mov.f32 val3, p;");
  EXPECT_EQ(function.registers.size(), 3u);
  EXPECT_EQ(function.registers[2].count, 3);
  EXPECT_EQ(function.instructions[0].operands[0].kind, Kind::kRegister);
  EXPECT_EQ(function.instructions[0].guard, "p");
  EXPECT_EQ(function.instructions[1].operands[0].kind, Kind::kSymbol);  // val3 is beyond the range
}

TEST(ParserBody, KeepsTheInnermostPlaceOfALocation) {
  const Module module = ParseText(
      ".entry k() {\n.loc 1 10 3\nret;\n.loc 2 20 5, function_name $L__info_string0, inlined_at 1 11 7\nret;\n"
      ".loc 9 1 1\nret;\n}\n.file 1 \"a.cu\"\n.file 2 \"b.cuh\"");
  const std::vector<Instruction>& instructions = module.functions[0].instructions;
  EXPECT_EQ(instructions[0].source.file, 1);
  EXPECT_EQ(instructions[0].source.line, 10);
  EXPECT_EQ(instructions[0].ptx_line, 6);
  EXPECT_EQ(instructions[1].source.file, 2);
  EXPECT_EQ(instructions[1].source.line, 20);
  EXPECT_EQ(instructions[2].source.file, 0);  // no such file
}

TEST(ParserBody, NamesTheCallOfAFunctionOfTheToolkit) {
  const Module module = ParseText(
      ".entry k() {\n.loc 2 414 2, function_name $L__info_string0, inlined_at 1 40 3\nret;\n"
      ".loc 2 409 9, function_name $L__info_string1, inlined_at 2 414 2\nret;\n"
      ".loc 3 7 1, function_name $L__info_string2+4, inlined_at 1 41 3\nret;\n.loc 2 5 5\nret;\n}\n"
      ".file 1 \"kernels/a.cu\"\n.file 2 \"/usr/local/cuda/include/sm_30_intrinsics.hpp\"\n.file 3 \"kernels/b.cuh\"");
  const std::vector<Instruction>& instructions = module.functions[0].instructions;
  EXPECT_EQ(instructions[0].source.line, 40);
  EXPECT_EQ(instructions[1].source.line, 40);
  EXPECT_EQ(instructions[1].source.file, 1);
  EXPECT_EQ(instructions[2].source.line, 7);  // the user's own header
  EXPECT_EQ(instructions[2].source.file, 3);
  EXPECT_EQ(instructions[3].source.line, 5);  // nobody called it
}

TEST(ParserBody, KeepsInlinedCallsAndTheNamesOfTheirFunctions) {
  const Module module = ParseText(
      ".entry k() {\n.loc 1 10 3\nret;\n.loc 1 20 5, function_name $L__info_string0, inlined_at 1 10 3\nret;\n"
      ".loc 2 7 1, function_name $L__info_string0+2, inlined_at 1 20 5\nret;\n"
      ".loc 2 8 1, function_name $L__info_string0+900, inlined_at 1 20 5\nret;\n"
      ".loc 2 9 1, function_name $nowhere, inlined_at 1 20 5\nret;\n}\n.file 1 \"a.cu\"\n.file 2 \"b.cuh\"\n"
      ".section .debug_str {\n.b8 65,0\n$L__info_string0:\n.b8 102,0,103\n}\n.section .debug_loc { .b32 7 }");
  const auto frame = [&](size_t i) { return module.frames[module.functions[0].instructions[i].frame]; };
  const auto name = [&](size_t i) {
    return std::string(&module.debug_strings[static_cast<size_t>(frame(i).function)]);
  };
  EXPECT_EQ(frame(0).caller, 0);
  EXPECT_EQ(frame(0).function, -1);
  EXPECT_EQ(frame(1).column, 5);
  EXPECT_EQ(name(1), "f");
  EXPECT_EQ(module.frames[frame(1).caller].place.line, 10);
  EXPECT_EQ(name(2), "g");
  EXPECT_EQ(module.frames[frame(2).caller].place.line, 20);
  EXPECT_EQ(module.frames[module.frames[frame(2).caller].caller].place.line, 10);
  EXPECT_EQ(frame(3).function, -1) << "past the end of the section";
  EXPECT_EQ(frame(4).function, -1) << "no such label";
}

TEST(ParserBody, PutsLabelsBeforeTheirInstruction) {
  const Function function = ParseBodyText("$A: $B: ret; $C:");
  ASSERT_EQ(function.labels.size(), 3u);
  EXPECT_EQ(function.labels[1].instruction, 0);
  EXPECT_EQ(function.labels[2].instruction, 1);
  EXPECT_EQ(ErrorOf(".entry k() { $A: ret; $A: ret; }"), "1: '$A' is declared twice");
}

TEST(ParserBody, ReadsBranchTables) {
  const Function function = ParseBodyText("brx.idx %r1, $T; $T: .branchtargets $A, $B; $A: ret; $B: ret;");
  ASSERT_EQ(function.branch_tables.size(), 1u);
  EXPECT_EQ(function.branch_tables[0].name, "$T");
  EXPECT_THAT(function.branch_tables[0].labels, ElementsAre("$A", "$B"));
}

TEST(ParserBody, MakesNamesOfScopesUnique) {
  const Function function = ParseBodyText(
      "{ .param .b32 param0; st.param.b32 [param0], %r1; }\n"
      "{ .param .b32 param0; st.param.b32 [param0+4], %r1; }\n"
      ".param .b32 param0; st.param.b32 [param0], %r1;");
  ASSERT_EQ(function.variables.size(), 3u);
  EXPECT_EQ(function.variables[0].name, "param0.s1");
  EXPECT_EQ(function.variables[1].name, "param0.s2");
  EXPECT_EQ(function.variables[2].name, "param0");
  EXPECT_EQ(function.instructions[0].operands[0].name, "param0.s1");
  EXPECT_EQ(function.instructions[1].operands[0].name, "param0.s2");
  EXPECT_EQ(function.instructions[2].operands[0].name, "param0");
  EXPECT_EQ(function.instructions[1].text, "st.param.b32 [param0+4], %r1");
}

TEST(ParserBody, ResolvesRegistersThroughEnclosingScopes) {
  const Function function =
      ParseBodyText(".reg .b32 %r<5>; { .reg .b32 t<4>, %x; { .reg .b32 t; mov.b32 t3, %r2; mov.b32 %x, t; } }");
  EXPECT_EQ(function.instructions[0].operands[0].name, "t.s13");  // prefix t of scope 1, number 3
  EXPECT_EQ(function.instructions[0].operands[1].name, "%r2");
  EXPECT_EQ(function.instructions[1].operands[0].name, "%x.s1");
  EXPECT_EQ(function.instructions[1].operands[1].name, "t.s2");
}

TEST(ParserBody, ResolvesLabelsOfScopesForwardAndBackward) {
  const Function function = ParseBodyText("LOOP: { LOOP: bra LOOP; { bra DONE; bra OUT; } DONE: } bra LOOP; OUT: ret;");
  EXPECT_EQ(function.instructions[0].operands[0].name, "LOOP.s1");
  EXPECT_EQ(function.instructions[1].operands[0].name, "DONE.s1");
  EXPECT_EQ(function.instructions[2].operands[0].name, "OUT");
  EXPECT_EQ(function.instructions[3].operands[0].name, "LOOP");
}

TEST(ParserBody, GivesEveryCallFourOperands) {
  const Function full = ParseBodyText("call.uni (retval0), f, (param0, 5);");
  const std::vector<Operand>& operands = full.instructions[0].operands;
  ASSERT_EQ(operands.size(), 4u);
  EXPECT_EQ(operands[0].parts[0].name, "retval0");
  EXPECT_EQ(operands[1].name, "f");
  EXPECT_EQ(operands[2].parts.size(), 2u);
  EXPECT_EQ(operands[3].name, "");

  const Function indirect = ParseBodyText(
      "call (r), %rd1, (a), proto; proto: .callprototype (.param .b32 _) _ (.param .b64 _, .param .b32 _);");
  EXPECT_EQ(indirect.instructions[0].operands[1].kind, Kind::kRegister);
  EXPECT_EQ(indirect.instructions[0].operands[3].name, "proto");
  ASSERT_EQ(indirect.prototypes.size(), 1u);
  EXPECT_EQ(indirect.prototypes[0].returns.size(), 1u);
  EXPECT_EQ(indirect.prototypes[0].parameters.size(), 2u);

  EXPECT_EQ(ParseInstructionText("call f").operands.size(), 4u);
  EXPECT_EQ(ParseInstructionText("call f, (a)").operands[2].parts.size(), 1u);
  EXPECT_EQ(ErrorOf(".entry k() { call (a), 5; }"), "1: expected the function that call names");
}

TEST(ParserBody, RejectsBadBodies) {
  EXPECT_THAT(ErrorOf(".entry k() {\nadd.s32 %r1, %r2"), HasSubstr("2: expected ';', found the end of the text"));
  EXPECT_THAT(ErrorOf(".entry k() { %r1; }"), HasSubstr("expected an instruction, found '%r1'"));
  EXPECT_THAT(ErrorOf(".entry k() { add.s32 %r1, #; }"), HasSubstr("expected an operand, found '#'"));
  EXPECT_THAT(ErrorOf(".entry k() { mov.b32 %r1, {{{{{{1}}}}}}; }"), HasSubstr("nested too deep"));
  EXPECT_THAT(ErrorOf(".entry k() { .reg .b32 %r<99999999>; }"), HasSubstr("an integer up to 1048576"));
  EXPECT_THAT(ErrorOf(".entry k() { .reg .b32 %r<1048576>; .reg .b32 x; }"), HasSubstr("too many registers"));
  EXPECT_THAT(ErrorOf(".entry k() " + std::string(200, '{')), HasSubstr("scopes are nested too deep"));
  EXPECT_THAT(ErrorOf(".entry k() { .reg .v4 .b32 x; }"), HasSubstr("vectors of registers"));
}

}  // namespace
}  // namespace gatefuzz::ptx
