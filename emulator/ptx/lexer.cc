// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0

#include "emulator/ptx/lexer.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <system_error>

namespace gatefuzz::ptx {
namespace {

enum CharClass : uint8_t { kOther = 0, kBlank = 1, kWordStart = 2, kDigit = 4 };

constexpr std::array<uint8_t, 256> MakeClasses() {
  std::array<uint8_t, 256> classes{};
  for (char c : {' ', '\t', '\n', '\r', '\v', '\f'}) classes[static_cast<uint8_t>(c)] = kBlank;
  for (int c = 'a'; c <= 'z'; ++c) classes[c] = classes[c - 'a' + 'A'] = kWordStart;
  for (char c : {'_', '$', '%'}) classes[static_cast<uint8_t>(c)] = kWordStart;
  for (int c = '0'; c <= '9'; ++c) classes[c] = kDigit;
  return classes;
}
constexpr std::array<uint8_t, 256> kClasses = MakeClasses();

bool IsBlank(char c) { return kClasses[static_cast<uint8_t>(c)] == kBlank; }
bool IsWordStart(char c) { return kClasses[static_cast<uint8_t>(c)] == kWordStart; }
bool IsDigit(char c) { return kClasses[static_cast<uint8_t>(c)] == kDigit; }
bool IsWord(char c) { return (kClasses[static_cast<uint8_t>(c)] & (kWordStart | kDigit)) != 0; }

// Digits of `base` that must fill all of `digits`; false on overflow or any other character.
bool ParseDigits(std::string_view digits, int base, uint64_t* value) {
  const char* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, *value, base);
  return error == std::errc() && stop == end;
}

bool ParseInteger(std::string_view text, uint64_t* value) {
  if (text.back() == 'U') text.remove_suffix(1);
  if (text.size() >= 2 && text[0] == '0') {
    if (text[1] == 'x' || text[1] == 'X') return ParseDigits(text.substr(2), 16, value);
    if (text[1] == 'b' || text[1] == 'B') return ParseDigits(text.substr(2), 2, value);
    return ParseDigits(text.substr(1), 8, value);
  }
  return ParseDigits(text, 10, value);
}

bool ParseDecimalFloat(std::string_view text, uint64_t* bits) {
  double value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end) return false;
  *bits = std::bit_cast<uint64_t>(value);
  return true;
}

}  // namespace

void Lexer::SkipBlanks() {
  const size_t size = text_.size();
  while (at_ < size) {
    const char c = text_[at_];
    if (IsBlank(c)) {
      line_ += c == '\n';
      ++at_;
    } else if (c == '/' && at_ + 1 < size && text_[at_ + 1] == '/') {
      at_ = std::min(text_.find('\n', at_), size);
    } else if (c == '/' && at_ + 1 < size && text_[at_ + 1] == '*') {
      const size_t close = text_.find("*/", at_ + 2);
      const size_t end = close == std::string_view::npos ? size : close + 2;
      line_ += static_cast<int>(std::count(text_.begin() + at_, text_.begin() + end, '\n'));
      at_ = end;
    } else {
      return;
    }
  }
}

Token Lexer::Make(TokenKind kind, size_t end) {
  Token token{kind, text_.substr(at_, end - at_), 0, line_, at_, end};
  at_ = end;
  return token;
}

Token Lexer::LexName() {
  size_t end = at_ + 1;
  const size_t size = text_.size();
  for (;;) {
    while (end < size && IsWord(text_[end])) ++end;
    if (end + 1 < size && text_[end] == '.' && IsWord(text_[end + 1])) {
      end += 2;
    } else if (end + 2 < size && text_[end] == ':' && text_[end + 1] == ':' && IsWord(text_[end + 2])) {
      end += 3;
    } else {
      return Make(TokenKind::kName, end);
    }
  }
}

Token Lexer::LexNumber() {
  const size_t size = text_.size();
  const char second = at_ + 1 < size ? text_[at_ + 1] : ' ';
  const bool prefixed = text_[at_] == '0' && (IsWordStart(second));
  size_t end = at_;
  bool decimal = false;
  while (end < size && (IsWord(text_[end]) || text_[end] == '.')) {
    if (!prefixed && (text_[end] == '.' || text_[end] == 'e' || text_[end] == 'E')) {
      const bool exponent = text_[end] != '.';
      decimal = true;
      if (exponent && end + 1 < size && (text_[end + 1] == '+' || text_[end + 1] == '-')) ++end;
    }
    ++end;
  }
  Token token = Make(TokenKind::kInvalid, std::min(end, size));
  const std::string_view text = token.text;
  if (decimal) {
    if (ParseDecimalFloat(text, &token.bits)) token.kind = TokenKind::kFloat64;
  } else if (prefixed && (second == 'f' || second == 'F')) {
    if (text.size() == 10 && ParseDigits(text.substr(2), 16, &token.bits)) token.kind = TokenKind::kFloat32;
  } else if (prefixed && (second == 'd' || second == 'D')) {
    if (text.size() == 18 && ParseDigits(text.substr(2), 16, &token.bits)) token.kind = TokenKind::kFloat64;
  } else if (ParseInteger(text, &token.bits)) {
    token.kind = TokenKind::kInteger;
  }
  return token;
}

Token Lexer::LexString() {
  size_t end = at_ + 1;
  while (end < text_.size() && text_[end] != '"' && text_[end] != '\n') end += text_[end] == '\\' ? 2 : 1;
  if (end >= text_.size() || text_[end] != '"') return Make(TokenKind::kInvalid, std::min(end, text_.size()));
  Token token = Make(TokenKind::kString, end + 1);
  token.text = token.text.substr(1, token.text.size() - 2);
  line_ += static_cast<int>(std::count(token.text.begin(), token.text.end(), '\n'));
  return token;
}

Token Lexer::Next() {
  SkipBlanks();
  if (at_ >= text_.size()) return Make(TokenKind::kEnd, at_);
  const char c = text_[at_];
  if (IsWordStart(c)) return LexName();
  if (IsDigit(c)) return LexNumber();
  if (c == '"') return LexString();
  if (c == '.' && at_ + 1 < text_.size() && IsWordStart(text_[at_ + 1])) {
    size_t end = at_ + 2;
    while (end < text_.size() && IsWord(text_[end])) ++end;
    return Make(TokenKind::kDirective, end);
  }
  static constexpr std::string_view kPunctuation = "{}()[]<>,;:@!|+-*=~";
  const bool known = kPunctuation.find(c) != std::string_view::npos;
  return Make(known ? TokenKind::kPunctuation : TokenKind::kInvalid, at_ + 1);
}

}  // namespace gatefuzz::ptx
