// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <utility>

#include "emulator/ptx/parser_internal.h"

namespace gatefuzz::ptx {
namespace {

constexpr uint64_t kMaxAlignment = 1 << 20;

bool ParseAlignment(TokenStream* tokens, int* alignment) {
  uint64_t value = 0;
  if (!tokens->ExpectInteger(kMaxAlignment, &value)) return false;
  if (value == 0 || (value & (value - 1)) != 0) return tokens->Fail("an alignment must be a power of two");
  *alignment = static_cast<int>(value);
  return true;
}

bool ParseType(TokenStream* tokens, Type* type) {
  const Token& token = tokens->Peek();
  if (token.kind == TokenKind::kDirective) *type = TypeFromName(token.text.substr(1));
  if (*type == Type::kNone || *type == Type::kPred) return tokens->FailExpected("a type such as .b32");
  tokens->Next();
  return true;
}

// .ptr {.space} {.align n}: what a parameter points to. Kept nowhere: a promise of the compiler to itself.
bool SkipPointerAttribute(TokenStream* tokens) {
  Space space;
  if (SpaceFromDirective(tokens->Peek(), &space)) tokens->Next();
  int alignment = 0;
  return !tokens->AcceptDirective(".align") || ParseAlignment(tokens, &alignment);
}

// Attributes, alignment, vector size and type, in nvcc's order or any other.
bool ParsePrefix(TokenStream* tokens, Variable* variable, int* vector) {
  int alignment = 0;
  for (;;) {
    if (tokens->AcceptDirective(".attribute")) {
      if (!SkipParenthesised(tokens)) return false;
    } else if (tokens->AcceptDirective(".align")) {
      if (!ParseAlignment(tokens, &alignment)) return false;
    } else if (tokens->AcceptDirective(".v2")) {
      *vector = 2;
    } else if (tokens->AcceptDirective(".v4")) {
      *vector = 4;
    } else {
      break;
    }
  }
  if (!ParseType(tokens, &variable->type)) return false;
  variable->alignment = alignment != 0 ? alignment : TypeBytes(variable->type) * *vector;
  if (tokens->AcceptDirective(".ptr")) return SkipPointerAttribute(tokens);
  return true;
}

// {[n]}: n is 0 in []
bool ParseDimensions(TokenStream* tokens, std::vector<uint64_t>* dimensions) {
  while (tokens->Accept('[')) {
    uint64_t size = 0;
    if (dimensions->size() == kMaxDimensions) return tokens->Fail("too many array dimensions");
    if (!tokens->Peek().Is(']') && !tokens->ExpectInteger(kMaxVariableBytes, &size)) return false;
    if (size == 0 && !dimensions->empty()) return tokens->Fail("only the first array dimension may be open");
    dimensions->push_back(size);
    if (!tokens->Expect(']')) return false;
  }
  return true;
}

bool ParseOne(ParserState* state, Variable variable, int vector, std::vector<Variable>* variables) {
  TokenStream& tokens = state->tokens;
  std::vector<uint64_t> dimensions;
  if (!tokens.ExpectName(&variable.name) || !ParseDimensions(&tokens, &dimensions)) return false;
  variable.is_parameter_array = variable.space == Space::kParam && !dimensions.empty();
  variable.bytes = TypeBytes(variable.type) * vector;
  for (const uint64_t size : dimensions) {
    // Each factor is at most 2^40, so one multiplication may overflow: divide first.
    if (size != 0 && variable.bytes > kMaxVariableBytes / size) return tokens.Fail("the variable is too large");
    variable.bytes *= size;
  }
  if (vector > 1) dimensions.push_back(vector);
  if (tokens.Accept('=') && !ParseInitializer(state, dimensions, &variable)) return false;
  variables->push_back(std::move(variable));
  return true;
}

}  // namespace

bool SpaceFromDirective(const Token& token, Space* space) {
  if (token.kind != TokenKind::kDirective) return false;
  static constexpr std::pair<std::string_view, Space> kSpaces[] = {{".const", Space::kConst},
                                                                   {".global", Space::kGlobal},
                                                                   {".local", Space::kLocal},
                                                                   {".param", Space::kParam},
                                                                   {".shared", Space::kShared}};
  for (const auto& [name, value] : kSpaces) {
    if (token.text != name) continue;
    *space = value;
    return true;
  }
  return false;
}

bool ParseVariables(ParserState* state, Space space, bool is_extern, std::vector<Variable>* variables) {
  Variable variable;
  variable.space = space;
  variable.is_extern = is_extern;
  int vector = 1;
  if (!ParsePrefix(&state->tokens, &variable, &vector)) return false;
  do {
    if (!ParseOne(state, variable, vector, variables)) return false;
  } while (state->tokens.Accept(','));
  return true;
}

bool ParseParameterList(ParserState* state, std::vector<Variable>* parameters) {
  TokenStream& tokens = state->tokens;
  if (!tokens.Expect('(')) return false;
  if (tokens.Accept(')')) return true;
  do {
    if (!tokens.AcceptDirective(".param")) return tokens.FailExpected(".param");
    Variable variable;
    variable.space = Space::kParam;
    int vector = 1;
    if (!ParsePrefix(&tokens, &variable, &vector) || !ParseOne(state, variable, vector, parameters)) return false;
  } while (tokens.Accept(','));
  return tokens.Expect(')');
}

}  // namespace gatefuzz::ptx
