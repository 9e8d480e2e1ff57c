// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0

#include "emulator/ptx/lexer.h"

#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"

namespace gatefuzz::ptx {
namespace {

std::vector<Token> Lex(std::string_view text) {
  Lexer lexer(text);
  std::vector<Token> tokens;
  for (Token token = lexer.Next(); token.kind != TokenKind::kEnd; token = lexer.Next()) tokens.push_back(token);
  return tokens;
}

Token LexOne(std::string_view text) {
  const std::vector<Token> tokens = Lex(text);
  EXPECT_EQ(tokens.size(), 1u) << text;
  return tokens.empty() ? Token() : tokens[0];
}

TEST(Lexer, JoinsMnemonicsWithTheirModifiers) {
  EXPECT_EQ(LexOne("ld.global.L1::no_allocate.v4.f32").kind, TokenKind::kName);
  EXPECT_EQ(LexOne("%tid.x").text, "%tid.x");
  EXPECT_EQ(LexOne("$L__BB0_1").kind, TokenKind::kName);
}

TEST(Lexer, TakesDirectivesWordByWord) {
  const std::vector<Token> tokens = Lex(".reg.b32 .v4");
  ASSERT_EQ(tokens.size(), 3u);
  EXPECT_TRUE(tokens[0].IsDirective(".reg"));
  EXPECT_TRUE(tokens[1].IsDirective(".b32"));
  EXPECT_TRUE(tokens[2].IsDirective(".v4"));
}

TEST(Lexer, ReadsIntegersInEveryBase) {
  for (const auto& [text, value] : std::vector<std::pair<std::string, uint64_t>>{{"0", 0},
                                                                                 {"42", 42},
                                                                                 {"42U", 42},
                                                                                 {"0x1F", 31},
                                                                                 {"0XffffffffffffffffU", ~0ull},
                                                                                 {"0b101", 5},
                                                                                 {"017", 15},
                                                                                 {"18446744073709551615", ~0ull}}) {
    const Token token = LexOne(text);
    EXPECT_EQ(token.kind, TokenKind::kInteger) << text;
    EXPECT_EQ(token.bits, value) << text;
  }
}

TEST(Lexer, ReadsFloats) {
  EXPECT_EQ(LexOne("0f3F800000").kind, TokenKind::kFloat32);
  EXPECT_EQ(LexOne("0f3F800000").bits, 0x3f800000u);
  EXPECT_EQ(LexOne("0D3FF0000000000000").kind, TokenKind::kFloat64);
  EXPECT_EQ(LexOne("1.5").bits, 0x3ff8000000000000u);
  EXPECT_EQ(LexOne("15e-1").bits, 0x3ff8000000000000u);
  EXPECT_EQ(LexOne("1.5E+0").bits, 0x3ff8000000000000u);
}

TEST(Lexer, RejectsNumbersThatDoNotFit) {
  for (const char* text : {"18446744073709551616", "0x1ffffffffffffffff", "0f3F8", "0f3F8000000", "08", "12abc", "0x",
                           "1.5.5", "0b2", "1e999"}) {
    EXPECT_EQ(LexOne(text).kind, TokenKind::kInvalid) << text;
  }
}

TEST(Lexer, SkipsCommentsAndCountsLines) {
  const std::vector<Token> tokens = Lex("a // b\n/* c\nd */ e\n f");
  ASSERT_EQ(tokens.size(), 3u);
  EXPECT_EQ(tokens[0].line, 1);
  EXPECT_EQ(tokens[1].text, "e");
  EXPECT_EQ(tokens[1].line, 3);
  EXPECT_EQ(tokens[2].line, 4);
}

TEST(Lexer, EndsAtAnUnclosedCommentOrString) {
  EXPECT_TRUE(Lex("/* never closed").empty());
  EXPECT_EQ(LexOne("\"never closed").kind, TokenKind::kInvalid);
  EXPECT_EQ(LexOne("\"escape at the end\\").kind, TokenKind::kInvalid);
}

TEST(Lexer, GivesOneTokenForEachStrayByte) {
  for (int c = 1; c < 256; ++c) {
    const std::string text(1, static_cast<char>(c));
    EXPECT_LE(Lex(text).size(), 1u) << c;
  }
}

TEST(Lexer, ReadsStringsWithoutTheirQuotes) {
  const Token token = LexOne("\"a\\\"b.cu\"");
  EXPECT_EQ(token.kind, TokenKind::kString);
  EXPECT_EQ(token.text, "a\\\"b.cu");
}

}  // namespace
}  // namespace gatefuzz::ptx
