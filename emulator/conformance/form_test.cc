// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/conformance/form.h"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/conformance/legality.h"
#include "emulator/conformance/operands.h"
#include "emulator/ptx/opcode.h"
#include "gtest/gtest.h"

namespace gatefuzz::conformance {
namespace {

// Every word of a source file as if it were an instruction without operands.
std::vector<ptx::Instruction> InstructionsIn(const std::string& path) {
  std::ifstream file(path);
  std::vector<ptx::Instruction> instructions;
  std::vector<std::string> parts = {""};
  for (char c; file.get(c);) {
    if (c == '.') {
      parts.emplace_back();
    } else if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == ':') {
      parts.back() += c;
    } else {
      ptx::Instruction& instruction = instructions.emplace_back();
      instruction.mnemonic = parts[0];
      instruction.modifiers.assign(parts.begin() + 1, parts.end());
      parts = {""};
    }
  }
  return instructions;
}

TEST(Forms, EveryRowOfTheOpcodeTableIsSweptOrExplained) {
  for (const ptx::OpcodeRow& row : ptx::OpcodeRows()) {
    const auto count = std::count_if(Shapes().begin(), Shapes().end(), [&](const Shape& s) { return s.id == row.id; });
    EXPECT_EQ(count, 1) << row.mnemonic << row.modifiers << ": give it a row in emulator/conformance/shape_table.inc";
  }
}

TEST(Forms, EverySweptRowHasForms) {
  std::set<ptx::OpcodeId> with_forms;
  for (const Form& form : AllForms()) with_forms.insert(form.row->id);
  for (const Shape& shape : Shapes()) {
    EXPECT_EQ(with_forms.count(shape.id), shape.treatment == Treatment::kUnswept ? 0 : 1)
        << static_cast<int>(shape.id) << " " << shape.first;
  }
}

// The row's instruction, in whatever form, among the words of the test that shape_table.inc names for it.
TEST(Forms, EveryUnsweptRowIsInTheTestThatIsNamedForIt) {
  std::map<std::string_view, std::vector<ptx::Instruction>> instructions;  // of a file
  for (const Shape& shape : Shapes()) {
    if (shape.treatment != Treatment::kUnswept) continue;
    std::vector<ptx::Instruction>& in_file = instructions[shape.second];
    if (in_file.empty()) in_file = InstructionsIn(std::string(shape.second));
    const ptx::OpcodeRow& row = ptx::OpcodeRows().at(static_cast<size_t>(shape.id));
    EXPECT_TRUE(std::any_of(in_file.begin(), in_file.end(),
                            [&](const ptx::Instruction& instruction) { return ptx::FitsRow(row, instruction); }))
        << shape.second << " has no " << row.mnemonic << row.modifiers;
  }
}

TEST(Forms, NamesAreUnique) {
  std::set<std::string> names;
  for (const Form& form : AllForms()) EXPECT_TRUE(names.insert(form.name).second) << form.name;
}

TEST(Legality, KnowsWhatPtxDoesNotHave) {
  EXPECT_TRUE(IsLegal("add", {"sat", "s32"}));
  EXPECT_FALSE(IsLegal("add", {"sat", "u32"}));
  EXPECT_TRUE(IsLegal("cvt", {"rn", "f16", "f32"}));
  EXPECT_FALSE(IsLegal("cvt", {"f16", "f32"}));
  EXPECT_FALSE(IsLegal("cvt", {"rni", "f16", "f32"}));
  EXPECT_TRUE(IsLegal("cvt", {"sat", "u8", "s32"}));
  EXPECT_FALSE(IsLegal("cvt", {"sat", "s32", "u8"}));
}

TEST(Operands, AreAtLeast2048TuplesOfWhichEdgesArePart) {
  const Tuples pairs = MakeTuples({"f32", "f32"});
  EXPECT_GE(pairs.count, 2048);
  const std::set<uint64_t> seen(pairs.columns[0].begin(), pairs.columns[0].end());
  for (const uint64_t edge : {0x00000000u, 0x80000000u, 0x3f800000u, 0xbf800000u, 0x00000001u, 0x807fffffu, 0x7f7fffffu,
                              0x7f800000u, 0xff800000u, 0x7fc00000u, 0x7f800001u, 0xff800001u}) {
    EXPECT_EQ(seen.count(edge), 1) << std::hex << edge;
  }
}

TEST(Operands, OfSixteenBitsAreAllThereAre) {
  const Tuples all = MakeTuples({"f16"});
  EXPECT_EQ(std::set<uint64_t>(all.columns[0].begin(), all.columns[0].end()).size(), 65536);
}

TEST(Operands, DoNotDependOnTheRun) {
  EXPECT_EQ(MakeTuples({"u64", "u64"}).columns, MakeTuples({"u64", "u64"}).columns);
}

}  // namespace
}  // namespace gatefuzz::conformance
