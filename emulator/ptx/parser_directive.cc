// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0

#include <string>

#include "emulator/ptx/parser_internal.h"

namespace gatefuzz::ptx {

// .file index "name" {, timestamp, size}
bool ParseFile(ParserState* state) {
  TokenStream& tokens = state->tokens;
  uint64_t index = 0, ignored = 0;
  if (!tokens.ExpectInteger(kMaxFiles, &index)) return false;
  if (tokens.Peek().kind != TokenKind::kString) return tokens.FailExpected("a file name in quotes");
  std::vector<std::string>& files = state->module->files;
  if (files.size() <= index) files.resize(index + 1);
  files[index] = tokens.Next().text;
  while (tokens.Accept(',')) {
    if (!tokens.ExpectInteger(UINT64_MAX, &ignored)) return false;
  }
  return true;
}

// .loc file line column {, function_name label{+n}, inlined_at file line column}: the place given first is the
// innermost, which is what we keep.
bool ParseLoc(TokenStream* tokens, SourceLocation* source) {
  uint64_t file = 0, line = 0, ignored = 0;
  if (!tokens->ExpectInteger(INT32_MAX, &file) || !tokens->ExpectInteger(INT32_MAX, &line) ||
      !tokens->ExpectInteger(UINT64_MAX, &ignored)) {
    return false;
  }
  source->file = static_cast<int>(file);
  source->line = static_cast<int>(line);
  while (tokens->Accept(',')) {
    std::string attribute, label;
    if (!tokens->ExpectName(&attribute)) return false;
    if (attribute == "function_name") {
      if (!tokens->ExpectName(&label)) return false;
      if (tokens->Accept('+') && !tokens->ExpectInteger(UINT64_MAX, &ignored)) return false;
    } else if (attribute == "inlined_at") {
      for (int i = 0; i < 3; ++i) {
        if (!tokens->ExpectInteger(UINT64_MAX, &ignored)) return false;
      }
    } else {
      return tokens->Fail("expected function_name or inlined_at after .loc, found '" + attribute + "'");
    }
  }
  return true;
}

// .section name { DWARF data }
bool SkipSection(TokenStream* tokens) {
  tokens->Next();
  if (!tokens->Expect('{')) return false;
  while (!tokens->Accept('}')) {
    if (tokens->Peek().kind == TokenKind::kEnd) return tokens->FailExpected("'}' at the end of .section");
    tokens->Next();
  }
  return true;
}

bool SkipParenthesised(TokenStream* tokens) {
  if (!tokens->Expect('(')) return false;
  int depth = 1;
  while (depth > 0) {
    if (tokens->Peek().kind == TokenKind::kEnd) return tokens->FailExpected("')'");
    const Token token = tokens->Next();
    depth += token.Is('(') - token.Is(')');
  }
  return true;
}

}  // namespace gatefuzz::ptx
