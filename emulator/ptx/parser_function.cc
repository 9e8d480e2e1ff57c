// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <string>
#include <utility>

#include "emulator/ptx/parser_internal.h"

namespace gatefuzz::ptx {
namespace {

// The directives between a function's head and its body. `numbers`: how many may follow.
struct FunctionDirective {
  std::string_view name;
  int numbers;
};
constexpr FunctionDirective kFunctionDirectives[] = {
    {".maxntid", 3},        {".reqntid", 3},           {".minnctapersm", 1},    {".maxnctapersm", 1},
    {".maxnreg", 1},        {".noreturn", 0},          {".explicitcluster", 0}, {".reqnctapercluster", 3},
    {".maxclusterrank", 1}, {".blocksareclusters", 0}, {".abi_preserve", 1},    {".abi_preserve_control", 1},
};
constexpr uint64_t kMaxThreads = 1 << 20;

bool ParseFunctionDirective(TokenStream* tokens, Function* function) {
  const Token name = tokens->Peek();
  if (tokens->AcceptDirective(".pragma")) {
    if (tokens->Peek().kind != TokenKind::kString) return tokens->FailExpected("a string after .pragma");
    tokens->Next();
    tokens->Accept(';');
    return true;
  }
  const auto* row = std::find_if(std::begin(kFunctionDirectives), std::end(kFunctionDirectives),
                                 [&](const FunctionDirective& directive) { return name.IsDirective(directive.name); });
  if (row == std::end(kFunctionDirectives)) return tokens->FailExpected("'{', ';' or a directive of a function");
  tokens->Next();
  uint64_t product = 1;
  for (int i = 0; i < row->numbers; ++i) {
    uint64_t value = 0;
    if (i > 0 && !tokens->Accept(',')) break;
    if (!tokens->ExpectInteger(kMaxThreads, &value)) return false;
    product = std::min(product * value, kMaxThreads);
  }
  if (row->name == ".maxntid" || row->name == ".reqntid") function->max_threads = static_cast<int>(product);
  return true;
}

// A definition replaces earlier declarations of the same name; later declarations are dropped.
bool AddFunction(ParserState* state, Function function) {
  std::vector<Function>& functions = state->module->functions;
  const auto [at, is_new] = state->function_index.emplace(function.name, static_cast<int>(functions.size()));
  if (is_new) {
    functions.push_back(std::move(function));
    return true;
  }
  Function& known = functions[at->second];
  if (function.is_declaration) return true;
  if (!known.is_declaration) return state->tokens.Fail("function '" + function.name + "' is defined twice");
  known = std::move(function);
  return true;
}

}  // namespace

bool ParseFunction(ParserState* state, bool is_entry, bool is_extern) {
  TokenStream& tokens = state->tokens;
  Function function;
  function.is_entry = is_entry;
  function.ptx_line = tokens.Peek().line;
  if (tokens.AcceptDirective(".attribute") && !SkipParenthesised(&tokens)) return false;
  if (tokens.Peek().Is('(') && !ParseParameterList(state, &function.returns)) return false;
  if (!tokens.ExpectName(&function.name)) return false;
  if (tokens.Peek().Is('(') && !ParseParameterList(state, &function.parameters)) return false;

  while (!tokens.Peek().Is('{') && !tokens.Accept(';')) {
    if (!ParseFunctionDirective(&tokens, &function)) return false;
  }
  function.is_declaration = true;
  if (tokens.Accept('{')) {
    if (is_extern) return tokens.Fail("an .extern function has no body");
    function.is_declaration = false;
    BodyState body{&function};
    for (const std::vector<Variable>* list : {&function.returns, &function.parameters}) {
      for (const Variable& variable : *list) {
        std::string name = variable.name;
        if (!body.names.Declare(NameScopes::Kind::kOther, &name))
          return tokens.Fail("'" + name + "' is declared twice");
      }
    }
    if (!ParseBody(state, &body)) return false;
  }
  return AddFunction(state, std::move(function));
}

}  // namespace gatefuzz::ptx
