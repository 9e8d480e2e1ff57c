// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// PTX as nvcc writes it for testdata/. Files: the environment variable PTX_FILES, separated by blanks.

#include <cctype>
#include <cstdlib>
#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/ptx/opcode.h"
#include "emulator/ptx/testing.h"
#include "gtest/gtest.h"

namespace gatefuzz::ptx {
namespace {

std::vector<std::string> Files() {
  const char* list = std::getenv("PTX_FILES");
  std::istringstream words(list == nullptr ? "" : list);
  std::vector<std::string> files;
  for (std::string file; words >> file;) files.push_back(file);
  EXPECT_FALSE(files.empty()) << "PTX_FILES names no file";
  return files;
}

class NvccPtx : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    text_ = ReadFile(GetParam());
    ParseError error;
    ASSERT_TRUE(Parse(text_, &module_, &error)) << GetParam() << ":" << error.line << ": " << error.message;
  }
  std::string text_;
  Module module_;
};

TEST_P(NvccPtx, HasOnlyInstructionsOfTheTable) {
  std::map<std::string, int> unknown;
  size_t instructions = 0;
  for (const Function& function : module_.functions) {
    instructions += function.instructions.size();
    for (const Instruction& instruction : function.instructions) {
      Match match;
      std::string error;
      if (!MatchInstruction(instruction, &match, &error)) ++unknown[error];
    }
  }
  EXPECT_GT(instructions, 0u);
  for (const auto& [error, count] : unknown) ADD_FAILURE() << count << " times: " << error;
}

TEST_P(NvccPtx, CarriesSourceLines) {
  for (const Function& function : module_.functions) {
    // The Toolkit's own libdevice comes without lines.
    bool located = function.is_declaration || function.name.starts_with("__internal_");
    for (const Instruction& instruction : function.instructions) located |= instruction.source.file > 0;
    EXPECT_TRUE(located) << function.name;
  }
}

// A name that is not declared is a label, a function or a variable of the module; everything else would fail to load.
TEST_P(NvccPtx, DeclaresEveryLabelThatItBranchesTo) {
  for (const Function& function : module_.functions) {
    std::map<std::string_view, int> labels;
    for (const Label& label : function.labels) labels[label.name] = label.instruction;
    for (const Instruction& instruction : function.instructions) {
      if (instruction.mnemonic != "bra") continue;
      EXPECT_TRUE(labels.contains(instruction.operands[0].name)) << instruction.text;
    }
  }
}

// Print, then Parse inside a body that declares nothing: registers keep their %, all else are symbols again.
TEST_P(NvccPtx, SurvivesPrintingAndParsing) {
  std::string printed = kHeader;
  std::vector<std::string> expected;
  printed += ".entry k() {\n";
  for (const Function& function : module_.functions) {
    for (const Instruction& instruction : function.instructions) {
      expected.push_back(Print(instruction));
      printed += expected.back() + ";\n";
    }
  }
  Module again;
  ParseError error;
  ASSERT_TRUE(Parse(printed + "}", &again, &error)) << error.line << ": " << error.message;
  const std::vector<Instruction>& instructions = again.functions[0].instructions;
  ASSERT_EQ(instructions.size(), expected.size());
  for (size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(Print(instructions[i]), expected[i]);
    EXPECT_EQ(instructions[i].text, expected[i]);
  }
}

INSTANTIATE_TEST_SUITE_P(Testdata, NvccPtx, ::testing::ValuesIn(Files()), [](const auto& info) {
  std::string name = info.param.substr(info.param.rfind('/') + 1);
  for (char& c : name) c = std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
  return name + "_" + std::to_string(info.index);
});

}  // namespace
}  // namespace gatefuzz::ptx
