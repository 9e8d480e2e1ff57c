// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// PTX text as tokens. Total: any bytes give tokens; bytes that start none give one kInvalid token. Nothing is copied:
// tokens point into the text.
#ifndef GATEFUZZ_EMULATOR_PTX_LEXER_H_
#define GATEFUZZ_EMULATOR_PTX_LEXER_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace gatefuzz::ptx {

enum class TokenKind : uint8_t {
  kEnd,
  kName,         // a name with all that is joined to it by . or ::, such as %tid.x, ld.global.L1::no_allocate.f32
  kDirective,    // .reg: the dot and one word
  kInteger,      // bits: the value
  kFloat32,      // 0fXXXXXXXX: the bits
  kFloat64,      // 0dXXXXXXXXXXXXXXXX or decimal: the bits
  kString,       // text: without the quotes, escapes untouched
  kPunctuation,  // one character
  kInvalid,      // text: what it was
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  std::string_view text;
  uint64_t bits = 0;
  int line = 0;
  size_t begin = 0, end = 0;  // byte offsets in the whole text

  bool Is(char punctuation) const { return kind == TokenKind::kPunctuation && text[0] == punctuation; }
  bool IsDirective(std::string_view name) const { return kind == TokenKind::kDirective && text == name; }
};

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}
  Token Next();
  std::string_view text() const { return text_; }

 private:
  void SkipBlanks();
  Token Make(TokenKind kind, size_t end);
  Token LexName();
  Token LexNumber();
  Token LexString();

  std::string_view text_;
  size_t at_ = 0;
  int line_ = 1;
};

}  // namespace gatefuzz::ptx

#endif  // GATEFUZZ_EMULATOR_PTX_LEXER_H_
