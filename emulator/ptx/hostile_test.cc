// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Text that no compiler wrote. Every outcome is legal but a crash, a hang or an error without line and message. Best
// run under AddressSanitizer. PTX_FILE: a small real module.

#include <cstdlib>
#include <random>
#include <string>
#include <string_view>

#include "emulator/ptx/opcode.h"
#include "emulator/ptx/testing.h"
#include "gtest/gtest.h"

namespace gatefuzz::ptx {
namespace {

std::string SmallModule() {
  const char* path = std::getenv("PTX_FILE");
  EXPECT_NE(path, nullptr);
  return path == nullptr ? "" : ReadFile(path);
}

// Parses, and if that succeeds matches and prints whatever there is.
void Exercise(std::string_view text) {
  Module module;
  ParseError error;
  if (!Parse(text, &module, &error)) {
    EXPECT_GT(error.line, 0);
    EXPECT_FALSE(error.message.empty());
    return;
  }
  for (const Function& function : module.functions) {
    for (const Instruction& instruction : function.instructions) {
      Match match;
      std::string message;
      if (!MatchInstruction(instruction, &match, &message)) EXPECT_FALSE(message.empty());
      Print(instruction);
    }
    for (const Label& label : function.labels)
      EXPECT_LE(label.instruction, static_cast<int>(function.instructions.size()));
  }
}

TEST(HostileText, CutOffAtEveryByte) {
  const std::string text = SmallModule();
  for (size_t size = 0; size < text.size(); ++size) Exercise(std::string_view(text).substr(0, size));
}

TEST(HostileText, WithAByteChanged) {
  const std::string text = SmallModule();
  std::mt19937 random(1);
  for (size_t at = 0; at < text.size(); ++at) {
    std::string changed = text;
    changed[at] = static_cast<char>(random());
    Exercise(changed);
  }
}

TEST(HostileText, WithAPieceMissingOrTwice) {
  const std::string text = SmallModule();
  std::mt19937 random(2);
  for (int i = 0; i < 3000; ++i) {
    const size_t from = random() % text.size(), size = random() % 40;
    std::string changed = text;
    if (i % 2 == 0) {
      changed.erase(from, size);
    } else {
      changed.insert(from, text.substr(random() % text.size(), size));
    }
    Exercise(changed);
  }
}

TEST(HostileText, OfRandomTokens) {
  static constexpr std::string_view kTokens[] = {"{",
                                                 "}",
                                                 "(",
                                                 ")",
                                                 "[",
                                                 "]",
                                                 "<",
                                                 ">",
                                                 ",",
                                                 ";",
                                                 ":",
                                                 "@",
                                                 "!",
                                                 "|",
                                                 "+",
                                                 "-",
                                                 "=",
                                                 ".reg",
                                                 ".b32",
                                                 ".pred",
                                                 ".param",
                                                 ".global",
                                                 ".shared",
                                                 ".align",
                                                 ".loc",
                                                 ".file",
                                                 ".func",
                                                 ".entry",
                                                 ".extern",
                                                 ".section",
                                                 ".branchtargets",
                                                 ".callprototype",
                                                 ".pragma",
                                                 "add.s32",
                                                 "call",
                                                 "bra",
                                                 "%r1",
                                                 "x",
                                                 "_",
                                                 "generic",
                                                 "0",
                                                 "1",
                                                 "0xffffffffffffffff",
                                                 "0f3F800000",
                                                 "1e9",
                                                 "\"s\"",
                                                 ".maxntid",
                                                 ".v4",
                                                 "$L",
                                                 "\n"};
  std::mt19937 random(3);
  for (int i = 0; i < 20000; ++i) {
    std::string text = i % 2 == 0 ? kHeader : std::string(kHeader) + ".entry k() { ";
    const int count = static_cast<int>(random() % 40);
    for (int token = 0; token < count; ++token) {
      text += kTokens[random() % std::size(kTokens)];
      if (random() % 4 != 0) text += ' ';
    }
    Exercise(text);
  }
}

// Each of these would be quadratic or deep in a careless parser.
TEST(HostileText, ThatIsLong) {
  constexpr int kMany = 200000;
  const auto repeated = [](std::string_view piece) {
    std::string text;
    for (int i = 0; i < kMany; ++i) text += piece;
    return text;
  };
  const std::string entry = std::string(kHeader) + ".entry k() { ";
  for (const char* piece : {"{", "(", "[", "@", "a:", "{}", "{a:bra a;}", "bra x;", "/*", "\"", ".loc 1 1 1 ", "1+",
                            "mov a,{", "{ .reg .b32 t<1000>;", "ret;"}) {
    Exercise(entry + repeated(piece));
    Exercise(std::string(kHeader) + repeated(piece));
  }
  Exercise(entry + "mov.b32 a, 1" + repeated("+1") + "; }");
  Exercise(entry + std::string(60, '{') + repeated("bra x;") + std::string(60, '}') + "}");
  Exercise(std::string(kHeader) + ".global .u8 x[] = {" + repeated("1,") + "1};");
}

}  // namespace
}  // namespace gatefuzz::ptx
