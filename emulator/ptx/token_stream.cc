// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0

#include "emulator/ptx/token_stream.h"

#include <utility>

namespace gatefuzz::ptx {
namespace {

// A token as an error message shows it: printable and short.
std::string Shown(const Token& token) {
  if (token.kind == TokenKind::kEnd) return "the end of the text";
  constexpr size_t kLongest = 60;
  std::string shown = "'";
  for (const char c : token.text.substr(0, kLongest)) {
    const bool printable = c >= ' ' && c < 127;
    shown += printable ? c : '?';
  }
  return shown + (token.text.size() > kLongest ? "...'" : "'");
}

}  // namespace

Token TokenStream::Next() {
  Token token = token_;
  previous_end_ = token.end;
  token_ = lexer_.Next();
  return token;
}

bool TokenStream::Accept(char punctuation) {
  if (failed_ || !token_.Is(punctuation)) return false;
  Next();
  return true;
}

bool TokenStream::AcceptDirective(std::string_view name) {
  if (failed_ || !token_.IsDirective(name)) return false;
  Next();
  return true;
}

bool TokenStream::Expect(char punctuation) {
  if (Accept(punctuation)) return true;
  return FailExpected(std::string("'") + punctuation + "'");
}

bool TokenStream::ExpectName(std::string* name) {
  if (failed_ || token_.kind != TokenKind::kName) return FailExpected("a name");
  *name = token_.text;
  Next();
  return true;
}

bool TokenStream::ExpectInteger(uint64_t limit, uint64_t* value) {
  if (failed_ || token_.kind != TokenKind::kInteger) return FailExpected("an integer");
  if (token_.bits > limit) return FailExpected("an integer up to " + std::to_string(limit));
  *value = token_.bits;
  Next();
  return true;
}

bool TokenStream::Fail(std::string message) {
  if (failed_) return false;
  failed_ = true;
  error_->line = token_.line;
  error_->message = std::move(message);
  return false;
}

bool TokenStream::FailExpected(std::string_view what) {
  if (failed_) return false;
  return Fail("expected " + std::string(what) + ", found " + Shown(token_));
}

}  // namespace gatefuzz::ptx
