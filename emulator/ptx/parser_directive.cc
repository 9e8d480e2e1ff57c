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
  std::vector<SourceFrame>& frames = state->module->frames;
  const int frame = static_cast<int>(frames.size());
  frames.push_back({{place[0], place[1]}, place[2], caller, -1});
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
  std::string label;
  uint64_t addend = 0;
  if (!ParsePlace(&tokens, &place)) return false;
  while (tokens.Accept(',')) {
    std::string attribute;
    if (!tokens.ExpectName(&attribute)) return false;
    if (attribute == "function_name") {
      if (!tokens.ExpectName(&label)) return false;
      if (tokens.Accept('+') && !tokens.ExpectInteger(INT32_MAX, &addend)) return false;
    } else if (attribute == "inlined_at") {
      if (!ParsePlace(&tokens, &calling_place)) return false;
      const auto known = body->frame_at.find(calling_place);
      caller = known != body->frame_at.end() ? known->second : AddFrame(state, body, calling_place, 0);
    } else {
      return tokens.Fail("expected function_name or inlined_at after .loc, found '" + attribute + "'");
    }
  }
  body->frame = AddFrame(state, body, place, caller);
  if (!label.empty()) {
    state->module->frames.back().function = static_cast<int64_t>(state->function_names.size());
    state->function_names.emplace_back(std::move(label), static_cast<int64_t>(addend));
  }
  return true;
}

namespace {

// An absolute path is a header of the Toolkit (builds name their own files from the workspace): of its inlined
// functions the caller's line says more. nvcc writes .file after the functions, so this waits for the end.
void ResolveInstructions(Module* module) {
  const std::vector<std::string>& files = module->files;
  const std::vector<SourceFrame>& frames = module->frames;
  std::vector<SourceLocation> own(frames.size());  // the innermost place outside such headers, if any
  for (size_t i = 1; i < own.size(); ++i) {
    const SourceFrame& frame = frames[i];
    const size_t file = static_cast<size_t>(frame.place.file);
    const bool foreign = file >= files.size() || files[file].starts_with('/');
    own[i] = foreign ? own[frame.caller] : frame.place;
  }
  for (Function& function : module->functions) {
    for (Instruction& instruction : function.instructions) {
      const int frame = instruction.frame;
      instruction.source = own[frame].file != 0 ? own[frame] : frames[frame].place;
      if (instruction.source.file >= static_cast<int>(files.size())) instruction.source = SourceLocation();
    }
  }
}

}  // namespace

void ResolvePlaces(ParserState* state) {
  Module* const module = state->module;
  // Whatever a frame says of its name, the name ends inside the section.
  if (!module->debug_strings.empty()) module->debug_strings.push_back('\0');
  for (SourceFrame& frame : module->frames) {
    if (frame.function < 0) continue;
    const auto& [label, addend] = state->function_names[static_cast<size_t>(frame.function)];
    const auto known = state->debug_labels.find(label);
    const int64_t at = known == state->debug_labels.end() ? -1 : known->second + addend;
    frame.function = at < static_cast<int64_t>(module->debug_strings.size()) ? at : -1;
  }
  ResolveInstructions(module);
}

namespace {

// .debug_str { label: .b8 byte, ... }: after its opening brace. Other data that may stand there is skipped.
bool ParseDebugStrings(ParserState* state) {
  TokenStream& tokens = state->tokens;
  std::string& strings = state->module->debug_strings;
  bool bytes = false;
  while (!tokens.Accept('}')) {
    const Token token = tokens.Peek();
    if (token.kind == TokenKind::kEnd) return tokens.FailExpected("'}' at the end of .section");
    tokens.Next();
    if (token.kind == TokenKind::kDirective) {
      bytes = token.text == ".b8";
    } else if (token.kind == TokenKind::kName && tokens.Accept(':')) {
      state->debug_labels.emplace(std::string(token.text), static_cast<int64_t>(strings.size()));
    } else if (token.kind == TokenKind::kInteger && bytes) {
      strings.push_back(static_cast<char>(token.bits));
    }
  }
  return true;
}

}  // namespace

// .section name { DWARF data }: only the names of functions are of use.
bool ParseSection(ParserState* state) {
  TokenStream& tokens = state->tokens;
  const bool strings = tokens.Peek().IsDirective(".debug_str");
  tokens.Next();
  if (!tokens.Expect('{')) return false;
  if (strings) return ParseDebugStrings(state);
  while (!tokens.Accept('}')) {
    if (tokens.Peek().kind == TokenKind::kEnd) return tokens.FailExpected("'}' at the end of .section");
    tokens.Next();
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
