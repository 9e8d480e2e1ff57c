// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <utility>

#include "emulator/ptx/parser_internal.h"

namespace gatefuzz::ptx {
namespace {

class BodyParser {
 public:
  BodyParser(ParserState* state, BodyState* body)
      : state_(*state), tokens_(state->tokens), body_(*body), function_(*body->function) {}

  bool Parse() {
    for (;;) {
      if (tokens_.Accept('}')) {
        if (!body_.names.Close(&function_)) return true;
      } else if (!ParseStatement()) {
        return false;
      }
    }
  }

 private:
  bool ParseStatement() {
    const Token& token = tokens_.Peek();
    if (token.kind == TokenKind::kDirective) return ParseDirective();
    if (tokens_.Accept('{')) return body_.names.Open() || tokens_.Fail("scopes are nested too deep");
    if (tokens_.Accept(';')) return true;
    if (token.Is('@')) return ParseInstruction(&tokens_, nullptr, &body_);
    if (token.kind != TokenKind::kName) return tokens_.FailExpected("an instruction, a declaration or '}'");
    const Token name = tokens_.Next();
    return tokens_.Accept(':') ? ParseLabel(std::string(name.text)) : ParseInstruction(&tokens_, &name, &body_);
  }

  bool ParseDirective() {
    const Token directive = tokens_.Peek();
    Space space;
    if (SpaceFromDirective(directive, &space)) {
      tokens_.Next();
      return ParseBodyVariables(space);
    }
    if (tokens_.AcceptDirective(".reg")) return ParseRegisters();
    if (tokens_.AcceptDirective(".loc")) return ParseLoc(&state_, &body_);
    if (tokens_.AcceptDirective(".file")) return ParseFile(&state_);
    if (tokens_.AcceptDirective(".pragma")) {
      if (tokens_.Peek().kind != TokenKind::kString) return tokens_.FailExpected("a string after .pragma");
      tokens_.Next();
      return tokens_.Expect(';');
    }
    return tokens_.Fail("directive '" + std::string(directive.text) + "' is not supported inside a function");
  }

  // .reg {.v2|.v4} .type name{<count>} {, ...};
  bool ParseRegisters() {
    const Token token = tokens_.Peek();
    RegisterDeclaration declaration;
    if (token.kind == TokenKind::kDirective) declaration.type = TypeFromName(token.text.substr(1));
    if (token.kind != TokenKind::kDirective || declaration.type == Type::kNone) {
      return tokens_.FailExpected("the type of a register (vectors of registers are not supported)");
    }
    tokens_.Next();
    do {
      if (!ParseRegister(declaration)) return false;
    } while (tokens_.Accept(','));
    return tokens_.Expect(';');
  }

  bool ParseRegister(RegisterDeclaration declaration) {
    uint64_t count = 0;
    if (!tokens_.ExpectName(&declaration.name)) return false;
    if (tokens_.Accept('<') && !(tokens_.ExpectInteger(kMaxRegisters, &count) && tokens_.Expect('>'))) return false;
    declaration.count = static_cast<int>(count);
    body_.registers += count == 0 ? 1 : declaration.count;
    if (body_.registers > kMaxRegisters) return tokens_.Fail("the function has too many registers");
    const bool is_new = count > 0 ? body_.names.DeclareRange(declaration.count, &declaration.name)
                                  : body_.names.Declare(NameScopes::Kind::kRegister, &declaration.name);
    if (!is_new) return FailDeclaredTwice(declaration.name);
    function_.registers.push_back(std::move(declaration));
    return true;
  }

  bool ParseBodyVariables(Space space) {
    const size_t first = function_.variables.size();
    if (!ParseVariables(&state_, space, false, &function_.variables) || !tokens_.Expect(';')) return false;
    for (size_t i = first; i < function_.variables.size(); ++i) {
      std::string* name = &function_.variables[i].name;
      if (!body_.names.Declare(NameScopes::Kind::kOther, name)) return FailDeclaredTwice(*name);
    }
    return true;
  }

  bool ParseLabel(std::string name) {
    if (tokens_.AcceptDirective(".callprototype")) return ParsePrototype(std::move(name));
    if (tokens_.Peek().IsDirective(".branchtargets") || tokens_.Peek().IsDirective(".calltargets")) {
      return ParseTargets(std::move(name));
    }
    if (!body_.names.Declare(NameScopes::Kind::kOther, &name)) return FailDeclaredTwice(name);
    function_.labels.push_back({std::move(name), static_cast<int>(function_.instructions.size())});
    return true;
  }

  bool ParseTargets(std::string name) {
    tokens_.Next();
    BranchTable table;
    do {
      NameScopes::Kind kind;
      std::string* label = &table.labels.emplace_back();
      if (!tokens_.ExpectName(label)) return false;
      body_.names.Resolve(label, &kind);
    } while (tokens_.Accept(','));
    if (!body_.names.Declare(NameScopes::Kind::kOther, &name)) return FailDeclaredTwice(name);
    table.name = std::move(name);
    if (body_.names.in_nested_scope()) {
      body_.names.TableUsesUndeclared(static_cast<int>(function_.branch_tables.size()));
    }
    function_.branch_tables.push_back(std::move(table));
    return tokens_.Expect(';');
  }

  // name: .callprototype {(returns)} _ {(parameters)} {.noreturn} {.abi_preserve n};
  bool ParsePrototype(std::string name) {
    Prototype prototype;
    std::string underscore;
    uint64_t ignored = 0;
    if (tokens_.Peek().Is('(') && !ParseParameterList(&state_, &prototype.returns)) return false;
    if (!tokens_.ExpectName(&underscore)) return false;
    if (tokens_.Peek().Is('(') && !ParseParameterList(&state_, &prototype.parameters)) return false;
    tokens_.AcceptDirective(".noreturn");
    while (tokens_.AcceptDirective(".abi_preserve") || tokens_.AcceptDirective(".abi_preserve_control")) {
      if (!tokens_.ExpectInteger(UINT32_MAX, &ignored)) return false;
    }
    if (!body_.names.Declare(NameScopes::Kind::kOther, &name)) return FailDeclaredTwice(name);
    prototype.name = std::move(name);
    function_.prototypes.push_back(std::move(prototype));
    return tokens_.Expect(';');
  }

  bool FailDeclaredTwice(const std::string& name) { return tokens_.Fail("'" + name + "' is declared twice"); }

  ParserState& state_;
  TokenStream& tokens_;
  BodyState& body_;
  Function& function_;
};

}  // namespace

bool ParseBody(ParserState* state, BodyState* body) { return BodyParser(state, body).Parse(); }

}  // namespace gatefuzz::ptx
