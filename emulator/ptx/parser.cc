// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The module's own directives.

#include <string>

#include "emulator/ptx/parser_internal.h"

namespace gatefuzz::ptx {
namespace {

bool ParseHeader(ParserState* state) {
  TokenStream& tokens = state->tokens;
  Module* module = state->module;
  if (!tokens.AcceptDirective(".version")) return tokens.FailExpected(".version");
  if (tokens.Peek().kind != TokenKind::kFloat64) return tokens.FailExpected("a version such as 9.0");
  module->version = tokens.Next().text;
  if (!tokens.AcceptDirective(".target")) return tokens.FailExpected(".target");
  if (!tokens.ExpectName(&module->target)) return false;
  std::string option;
  while (tokens.Accept(',')) {
    if (!tokens.ExpectName(&option)) return false;
  }
  return true;
}

bool ParseAddressSize(ParserState* state) {
  uint64_t size = 0;
  if (!state->tokens.ExpectInteger(64, &size)) return false;
  if (size != 64) return state->tokens.Fail("only modules of .address_size 64 are supported");
  return true;
}

// .pragma "text";
bool SkipPragma(TokenStream* tokens) {
  if (tokens->Peek().kind != TokenKind::kString) return tokens->FailExpected("a string after .pragma");
  tokens->Next();
  return tokens->Expect(';');
}

bool ParseModuleVariables(ParserState* state, Space space, bool is_extern) {
  if (space == Space::kLocal || space == Space::kParam) {
    return state->tokens.Fail("a variable outside functions must be .const, .global or .shared");
  }
  return ParseVariables(state, space, is_extern, &state->module->variables) && state->tokens.Expect(';');
}

bool ParseDirective(ParserState* state) {
  TokenStream& tokens = state->tokens;
  bool is_extern = false;
  for (;;) {
    is_extern |= tokens.Peek().IsDirective(".extern");
    if (!tokens.AcceptDirective(".extern") && !tokens.AcceptDirective(".visible") && !tokens.AcceptDirective(".weak") &&
        !tokens.AcceptDirective(".common")) {
      break;
    }
  }
  const Token directive = tokens.Peek();
  if (directive.kind != TokenKind::kDirective) return tokens.FailExpected("a directive");
  tokens.Next();
  Space space;
  if (SpaceFromDirective(directive, &space)) return ParseModuleVariables(state, space, is_extern);
  if (directive.text == ".entry") return ParseFunction(state, true, is_extern);
  if (directive.text == ".func") return ParseFunction(state, false, is_extern);
  if (directive.text == ".file") return ParseFile(state);
  if (directive.text == ".section") return ParseSection(state);
  if (directive.text == ".pragma") return SkipPragma(&tokens);
  if (directive.text == ".address_size") return ParseAddressSize(state);
  return tokens.Fail("directive '" + std::string(directive.text) + "' is not supported");
}

}  // namespace

bool Parse(std::string_view text, Module* module, ParseError* error) {
  *module = Module();
  *error = ParseError();
  module->files.emplace_back();
  module->frames.emplace_back();
  // A fat binary pads its PTX with zero bytes.
  text = text.substr(0, text.find('\0'));
  ParserState state{TokenStream(text, error), module};
  if (!ParseHeader(&state)) return false;
  while (state.tokens.Peek().kind != TokenKind::kEnd) {
    if (!state.tokens.Accept(';') && !ParseDirective(&state)) return false;
  }
  ResolvePlaces(&state);
  return true;
}

}  // namespace gatefuzz::ptx
