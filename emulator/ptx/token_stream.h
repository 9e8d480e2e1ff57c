// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// One token of look-ahead over a Lexer, and the parser's only error: the first one stays, and every later call fails.
#ifndef GATEFUZZ_EMULATOR_PTX_TOKEN_STREAM_H_
#define GATEFUZZ_EMULATOR_PTX_TOKEN_STREAM_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "emulator/ptx/lexer.h"
#include "emulator/ptx/module.h"

namespace gatefuzz::ptx {

class TokenStream {
 public:
  TokenStream(std::string_view text, ParseError* error) : lexer_(text), error_(error) { token_ = lexer_.Next(); }

  const Token& Peek() const { return token_; }
  Token Next();  // consumes and returns the current token
  size_t previous_end() const { return previous_end_; }
  std::string_view text() const { return lexer_.text(); }

  // Each consumes the current token if it is the one named.
  bool Accept(char punctuation);
  bool AcceptDirective(std::string_view name);

  // Each consumes the current token, or fails with a message that says what was expected.
  bool Expect(char punctuation);
  bool ExpectName(std::string* name);                   // any name; dots included
  bool ExpectInteger(uint64_t limit, uint64_t* value);  // 0..limit

  // Sets the error, unless there is one already. Always false.
  bool Fail(std::string message);
  bool FailExpected(std::string_view what);  // "expected <what>, found '<token>'"
  bool failed() const { return failed_; }

 private:
  Lexer lexer_;
  Token token_;
  size_t previous_end_ = 0;
  ParseError* error_;
  bool failed_ = false;
};

}  // namespace gatefuzz::ptx

#endif  // GATEFUZZ_EMULATOR_PTX_TOKEN_STREAM_H_
