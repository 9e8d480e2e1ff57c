// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "fuzz/random_module.h"

#include <cstdint>
#include <vector>

#include "emulator/ptx/module.h"
#include "fuzz/random_instruction.h"
#include "gtest/gtest.h"
#include "harness/random.h"

namespace gatefuzz {
namespace {

std::vector<uint8_t> RandomBytes(Random* random, size_t count) {
  std::vector<uint8_t> bytes(count);
  for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(random->Below(256));
  return bytes;
}

TEST(ByteDraws, EndInFirstChoices) {
  const uint8_t bytes[] = {7, 1, 2};
  ByteDraws draws(bytes);
  EXPECT_EQ(draws.Below(5), 2u);
  EXPECT_EQ(draws.Below(1000), 258u);
  EXPECT_TRUE(draws.empty());
  EXPECT_EQ(draws.Below(5), 0u);
  EXPECT_FALSE(draws.OneIn(1));
}

// Operands may be wrong now and then; the form must be the row's, or the row would never be run.
TEST(RandomInstruction, OfEachRowIsOneThatTheTableKnows) {
  Random random(1);
  for (const ptx::OpcodeRow& row : ptx::OpcodeRows()) {
    int known = 0;
    for (int i = 0; i < 60; ++i) {
      const std::vector<uint8_t> bytes = RandomBytes(&random, 40);
      ByteDraws draws(bytes);
      const std::string text = ".version 9.0\n.target sm_90\n.address_size 64\n.entry k() {\n" +
                               DrawInstructionOf(row, draws) + "\nret;\n}\n";
      ptx::Module module;
      ptx::ParseError parse_error;
      if (!ptx::Parse(text, &module, &parse_error)) continue;
      ptx::Match match;
      std::string error;
      known += ptx::MatchInstruction(module.functions[0].instructions[0], &match, &error) && match.row->id == row.id;
    }
    EXPECT_GE(known, 15) << row.mnemonic << row.modifiers << " " << row.operands;
  }
}

TEST(RandomModule, ParsesWhateverItIsDrawnFrom) {
  Random random(2);
  for (int i = 0; i < 200; ++i) {
    const std::vector<uint8_t> bytes = RandomBytes(&random, static_cast<size_t>(random.Below(600)));
    ByteDraws draws(bytes);
    const std::string text = DrawModule(draws);
    ptx::Module module;
    ptx::ParseError error;
    EXPECT_TRUE(ptx::Parse(text, &module, &error)) << error.line << ": " << error.message << "\n" << text;
    EXPECT_EQ(module.functions.size(), 7u);  // three of the runtime, two of its own, two kernels
  }
}

}  // namespace
}  // namespace gatefuzz
