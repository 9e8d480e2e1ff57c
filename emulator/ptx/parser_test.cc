// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The module level: directives, variables and initialisers, function heads.

#include <cstring>
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

TEST(Parser, ReadsTheHeader) {
  const Module module = ParseText("");
  EXPECT_EQ(module.version, "9.0");
  EXPECT_EQ(module.target, "sm_90");
  EXPECT_EQ(module.address_size, 64);
}

TEST(Parser, AcceptsTargetOptionsAndTrailingZeros) {
  Module module;
  ParseError error;
  const std::string text = ".version 7.8 .target sm_90a, debug .address_size 64" + std::string(7, '\0');
  EXPECT_TRUE(Parse(text, &module, &error)) << error.message;
  EXPECT_EQ(module.target, "sm_90a");
}

TEST(Parser, RejectsTheOppositeOfWhatHasNone) {
  for (const char* operand : {"-_", "!_", "!WARP_SZ"}) {
    Module module;
    ParseError error;
    const std::string text =
        std::string(".version 9.0 .target sm_90 .address_size 64 .visible .entry f() { mov.b32 %r1, ") + operand +
        "; }";
    EXPECT_FALSE(Parse(text, &module, &error)) << operand;
    EXPECT_THAT(error.message, HasSubstr("expected a register or a symbol")) << operand;
  }
}

TEST(Parser, RejectsWhatIsNotPtx) {
  for (const char* text :
       {"", "hello", ".version", ".version 9.0", ".version 9.0 .target", ".version x .target sm_90"}) {
    Module module;
    ParseError error;
    EXPECT_FALSE(Parse(text, &module, &error)) << text;
    EXPECT_GT(error.line, 0);
    EXPECT_THAT(error.message, HasSubstr("expected")) << text;
  }
}

TEST(Parser, IndexesFilesAsTheDirectiveSays) {
  const Module module = ParseText(".file 2 \"b.cu\", 123, 456\n.file 1 \"a.cu\"");
  EXPECT_THAT(module.files, ElementsAre("", "a.cu", "b.cu"));
}

TEST(Parser, SkipsDebugSections) {
  const Module module =
      ParseText(".section .debug_str\n{\n$L__info_string0:\n.b8 95,90\n.b32 .debug_abbrev\n}\n.global .u32 x;\n");
  EXPECT_EQ(module.variables.size(), 1u);
  EXPECT_THAT(ErrorOf(".section .debug_str { .b8 1"), HasSubstr("'}'"));
}

Variable OnlyVariable(const std::string& text) {
  Module module = ParseText(text);
  EXPECT_EQ(module.variables.size(), 1u) << text;
  return module.variables.empty() ? Variable() : module.variables[0];
}

TEST(Parser, ReadsVariables) {
  const Variable variable = OnlyVariable(".visible .global .attribute(.managed) .align 16 .b8 name[4][8];");
  EXPECT_EQ(variable.name, "name");
  EXPECT_EQ(variable.space, Space::kGlobal);
  EXPECT_EQ(variable.type, Type::kB8);
  EXPECT_EQ(variable.alignment, 16);
  EXPECT_EQ(variable.bytes, 32u);
  EXPECT_TRUE(variable.initial.empty());
}

TEST(Parser, AlignsNaturallyUnlessToldOtherwise) {
  EXPECT_EQ(OnlyVariable(".shared .f64 x;").alignment, 8);
  const Variable vector = OnlyVariable(".const .v4 .f32 x[2];");
  EXPECT_EQ(vector.alignment, 16);
  EXPECT_EQ(vector.bytes, 32u);
}

TEST(Parser, KeepsUnsizedExternArraysEmpty) {
  const Variable variable = OnlyVariable(".extern .shared .align 16 .b8 smem[];");
  EXPECT_TRUE(variable.is_extern);
  EXPECT_EQ(variable.bytes, 0u);
}

TEST(Parser, DeclaresSeveralVariablesAtOnce) {
  const Module module = ParseText(".global .u32 a, b[3], c = 5;");
  ASSERT_EQ(module.variables.size(), 3u);
  EXPECT_EQ(module.variables[1].bytes, 12u);
  EXPECT_THAT(module.variables[2].initial, ElementsAre(5, 0, 0, 0));
}

TEST(Parser, StoresInitialisersLittleEndian) {
  EXPECT_THAT(OnlyVariable(".global .u16 x[4] = {1, -2, 0x304};").initial, ElementsAre(1, 0, 0xfe, 0xff, 4, 3));
  EXPECT_THAT(OnlyVariable(".global .u8 x[] = {1, 2, 3};").bytes, 3u);
}

TEST(Parser, ConvertsFloatInitialisers) {
  float value = 0;
  std::memcpy(&value, OnlyVariable(".global .f32 x = 0f3FC00000;").initial.data(), 4);
  EXPECT_EQ(value, 1.5f);
  std::memcpy(&value, OnlyVariable(".global .f32 x = {-1.5};").initial.data(), 4);
  EXPECT_EQ(value, -1.5f);
  std::memcpy(&value, OnlyVariable(".global .f32 x = 3;").initial.data(), 4);
  EXPECT_EQ(value, 3.0f);
}

TEST(Parser, FillsRowsOfNestedInitialisers) {
  const Variable variable = OnlyVariable(".global .u8 x[3][4] = {{1}, {2, 3}, {}};");
  EXPECT_THAT(variable.initial, ElementsAre(1, 0, 0, 0, 2, 3));
  EXPECT_EQ(variable.bytes, 12u);
}

TEST(Parser, KeepsAddressesInInitialisersAsRelocations) {
  const Variable variable = OnlyVariable(".global .align 8 .u64 x[4] = {7, generic(y), z+16, generic(w+8)};");
  ASSERT_EQ(variable.relocations.size(), 3u);
  EXPECT_EQ(variable.relocations[0].at, 8u);
  EXPECT_EQ(variable.relocations[0].symbol, "y");
  EXPECT_TRUE(variable.relocations[0].generic);
  EXPECT_EQ(variable.relocations[1].addend, 16);
  EXPECT_FALSE(variable.relocations[1].generic);
  EXPECT_EQ(variable.relocations[2].addend, 8);
  EXPECT_EQ(variable.relocations[2].bytes, 8);
}

TEST(Parser, ReadsMaskedAddressesByteByByte) {
  const Variable variable = OnlyVariable(".global .b8 x[2] = {0xFF(y), 0xFF00(generic(y))};");
  ASSERT_EQ(variable.relocations.size(), 2u);
  EXPECT_EQ(variable.relocations[0].shift, 0);
  EXPECT_EQ(variable.relocations[1].shift, 8);
  EXPECT_EQ(variable.relocations[1].bytes, 1);
  EXPECT_TRUE(variable.relocations[1].generic);
}

TEST(Parser, RejectsBadVariables) {
  EXPECT_EQ(ErrorOf(".global .u32 x[2] = {1, 2, 3};"), "1: more values than 'x' holds");
  EXPECT_EQ(ErrorOf(".global .align 3 .u32 x;"), "1: an alignment must be a power of two");
  EXPECT_EQ(ErrorOf(".global .u64 x[0xffffffff][0xffffffff];"), "1: the variable is too large");
  EXPECT_EQ(ErrorOf(".local .u32 x;"), "1: a variable outside functions must be .const, .global or .shared");
  EXPECT_THAT(ErrorOf("\n.global .pred x;"), HasSubstr("2: expected a type"));
  EXPECT_THAT(ErrorOf(".global .u32 x = {{{{{{{{{{{{1"), HasSubstr("nested too deep"));
  EXPECT_THAT(ErrorOf(".global .u32 x"), HasSubstr("expected ';', found the end of the text"));
}

TEST(Parser, BoundsTheHolesOfInitialisers) {
  EXPECT_EQ(ErrorOf(".global .u8 x[9][1000000000] = {{1}, {1}};"), "1: the initialisers leave too many holes");
}

TEST(Parser, ReadsFunctionHeads) {
  const Module module = ParseText(
      ".visible .entry kernel(\n.param .u64 .ptr .global .align 4 kernel_param_0,\n"
      ".param .align 16 .b8 kernel_param_1[48])\n.maxntid 128, 2, 1\n.minnctapersm 2\n{ ret; }");
  ASSERT_EQ(module.functions.size(), 1u);
  const Function& function = module.functions[0];
  EXPECT_TRUE(function.is_entry);
  EXPECT_FALSE(function.is_declaration);
  EXPECT_EQ(function.max_threads, 256);
  EXPECT_EQ(function.ptx_line, 4);
  ASSERT_EQ(function.parameters.size(), 2u);
  EXPECT_EQ(function.parameters[0].bytes, 8u);
  EXPECT_FALSE(function.parameters[0].is_parameter_array);
  EXPECT_EQ(function.parameters[1].bytes, 48u);
  EXPECT_EQ(function.parameters[1].alignment, 16);
  EXPECT_TRUE(function.parameters[1].is_parameter_array);
}

TEST(Parser, ReadsDeviceFunctions) {
  const Module module = ParseText(
      ".extern .func (.param .b32 func_retval0) vprintf(.param .b64 a, .param .b64 b);\n"
      ".func noreturn_one .noreturn;\n"
      ".weak .func (.param .align 8 .b8 r[16]) f(.param .f32 x) { ret; }");
  ASSERT_EQ(module.functions.size(), 3u);
  EXPECT_TRUE(module.functions[0].is_declaration);
  EXPECT_EQ(module.functions[0].returns.size(), 1u);
  EXPECT_EQ(module.functions[0].parameters.size(), 2u);
  EXPECT_TRUE(module.functions[1].is_declaration);
  EXPECT_EQ(module.functions[2].returns[0].bytes, 16u);
}

TEST(Parser, LetsADefinitionReplaceItsDeclaration) {
  const Module module = ParseText(".func f; .func g; .func f { ret; } .func f;");
  ASSERT_EQ(module.functions.size(), 2u);
  EXPECT_EQ(module.functions[0].name, "f");
  EXPECT_FALSE(module.functions[0].is_declaration);
  EXPECT_EQ(ErrorOf(".func f { ret; } .func f { ret; }"), "1: function 'f' is defined twice");
}

TEST(Parser, NamesUnknownDirectives) {
  EXPECT_EQ(ErrorOf(".alias f, g;"), "1: directive '.alias' is not supported");
  EXPECT_THAT(ErrorOf(".entry k() .newfangled 3 { ret; }"), HasSubstr("found '.newfangled'"));
  EXPECT_EQ(ErrorOf(".entry k() {\n.tex .u32 t; }"), "2: directive '.tex' is not supported inside a function");
}

}  // namespace
}  // namespace gatefuzz::ptx
