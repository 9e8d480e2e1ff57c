// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "emulator/ptx/parser_internal.h"

namespace gatefuzz::ptx {
namespace {

// The text with comments removed and every run of blanks made one space.
std::string NormalizeBlanks(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  bool blank = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const std::string_view rest = text.substr(i, 2);
    if (rest == "//" || rest == "/*") {
      const size_t close = text.find(rest == "//" ? "\n" : "*/", i + 2);
      i = close == std::string_view::npos ? text.size() : close + (rest == "//" ? 0 : 1);
      blank = true;
    } else if (text[i] == ' ' || (text[i] >= '\t' && text[i] <= '\r')) {
      blank = true;
    } else {
      if (blank && !result.empty()) result += ' ';
      blank = false;
      result += text[i];
    }
  }
  return result;
}

void SplitMnemonic(std::string_view text, Instruction* instruction) {
  size_t dot = std::min(text.find('.'), text.size());
  instruction->mnemonic = text.substr(0, dot);
  while (dot < text.size()) {
    const size_t next = std::min(text.find('.', dot + 1), text.size());
    instruction->modifiers.emplace_back(text.substr(dot + 1, next - dot - 1));
    dot = next;
  }
}

bool ParseGuard(TokenStream* tokens, const BodyState& body, Instruction* instruction) {
  instruction->guard_negated = tokens->Accept('!');
  if (!tokens->ExpectName(&instruction->guard)) return false;
  NameScopes::Kind kind;
  const bool plain = instruction->guard[0] == '%' && !body.names.in_nested_scope();
  if (!plain) body.names.Resolve(&instruction->guard, &kind);
  return true;
}

// call's operands come in five shapes; the result is always: returns, function, arguments, prototype.
bool NormalizeCall(TokenStream* tokens, std::vector<Operand>* operands) {
  using Kind = Operand::Kind;
  std::vector<Operand> call(4);
  call[0].kind = call[2].kind = Kind::kList;
  call[3].kind = Kind::kSymbol;
  size_t at = 0;
  const auto has = [&](Kind kind) { return at < operands->size() && (*operands)[at].kind == kind; };
  if (has(Kind::kList)) call[0] = std::move((*operands)[at++]);
  if (!has(Kind::kSymbol) && !has(Kind::kRegister)) return tokens->Fail("expected the function that call names");
  call[1] = std::move((*operands)[at++]);
  if (has(Kind::kList)) call[2] = std::move((*operands)[at++]);
  if (has(Kind::kSymbol)) call[3] = std::move((*operands)[at++]);
  if (at != operands->size()) return tokens->Fail("call has an operand too many");
  *operands = std::move(call);
  return true;
}

}  // namespace

bool ParseInstruction(TokenStream* tokens, const Token* mnemonic, BodyState* body) {
  Instruction instruction;
  size_t begin = tokens->Peek().begin;
  instruction.ptx_line = tokens->Peek().line;
  instruction.frame = body->frame;
  if (mnemonic == nullptr) {
    if (tokens->Accept('@') && !ParseGuard(tokens, *body, &instruction)) return false;
    if (tokens->Peek().kind != TokenKind::kName) return tokens->FailExpected("an instruction");
    SplitMnemonic(tokens->Next().text, &instruction);
  } else {
    begin = mnemonic->begin;
    instruction.ptx_line = mnemonic->line;
    SplitMnemonic(mnemonic->text, &instruction);
  }
  if (instruction.mnemonic[0] == '%')
    return tokens->Fail("expected an instruction, found '" + instruction.mnemonic + "'");

  bool undeclared = false;
  if (!tokens->Peek().Is(';')) {
    do {
      if (!ParseOperand(tokens, *body, 0, &instruction.operands.emplace_back(), &undeclared)) return false;
    } while (tokens->Accept(','));
  }
  const size_t end = tokens->previous_end();
  if (!tokens->Expect(';')) return false;
  if (instruction.mnemonic == "call" && !NormalizeCall(tokens, &instruction.operands)) return false;
  instruction.text = NormalizeBlanks(tokens->text().substr(begin, end - begin));

  Function* function = body->function;
  if (undeclared && body->names.in_nested_scope()) {
    body->names.UsesUndeclared(static_cast<int>(function->instructions.size()));
  }
  function->instructions.push_back(std::move(instruction));
  return true;
}

}  // namespace gatefuzz::ptx
