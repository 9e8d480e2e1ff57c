// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0

#include <array>
#include <string>
#include <vector>

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

namespace {

using Place = std::array<int, 3>;  // file, line, column

bool ParsePlace(TokenStream* tokens, Place* place) {
  for (int& number : *place) {
    uint64_t value = 0;
    if (!tokens->ExpectInteger(INT32_MAX, &value)) return false;
    number = static_cast<int>(value);
  }
  return true;
}

int AddFrame(ParserState* state, BodyState* body, const Place& place, int caller) {
  const int frame = static_cast<int>(state->frames.size());
  state->frames.push_back({{place[0], place[1]}, caller});
  body->frame_at[place] = frame;
  return frame;
}

}  // namespace

// .loc file line column {, function_name label{+n}, inlined_at file line column}: the place given first is the
// innermost. Where that call itself was inlined, an earlier .loc of the calling place says.
bool ParseLoc(ParserState* state, BodyState* body) {
  TokenStream& tokens = state->tokens;
  Place place, calling_place;
  int caller = 0;
  uint64_t ignored = 0;
  if (!ParsePlace(&tokens, &place)) return false;
  while (tokens.Accept(',')) {
    std::string attribute, label;
    if (!tokens.ExpectName(&attribute)) return false;
    if (attribute == "function_name") {
      if (!tokens.ExpectName(&label)) return false;
      if (tokens.Accept('+') && !tokens.ExpectInteger(UINT64_MAX, &ignored)) return false;
    } else if (attribute == "inlined_at") {
      if (!ParsePlace(&tokens, &calling_place)) return false;
      const auto known = body->frame_at.find(calling_place);
      caller = known != body->frame_at.end() ? known->second : AddFrame(state, body, calling_place, 0);
    } else {
      return tokens.Fail("expected function_name or inlined_at after .loc, found '" + attribute + "'");
    }
  }
  body->frame = AddFrame(state, body, place, caller);
  return true;
}

// An absolute path is a header of the Toolkit (builds name their own files from the workspace): of its inlined
// functions the caller's line says more. nvcc writes .file after the functions, so this waits for the end.
void ResolvePlaces(const ParserState& state) {
  const std::vector<std::string>& files = state.module->files;
  std::vector<SourceLocation> own(state.frames.size());  // the innermost place outside such headers, if any
  for (size_t i = 1; i < own.size(); ++i) {
    const SourceFrame& frame = state.frames[i];
    const size_t file = static_cast<size_t>(frame.place.file);
    const bool foreign = file >= files.size() || files[file].starts_with('/');
    own[i] = foreign ? own[frame.caller] : frame.place;
  }
  for (Function& function : state.module->functions) {
    for (Instruction& instruction : function.instructions) {
      const int frame = instruction.source.file;
      instruction.source = own[frame].file != 0 ? own[frame] : state.frames[frame].place;
      if (instruction.source.file >= static_cast<int>(files.size())) instruction.source = SourceLocation();
    }
  }
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
