// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <string_view>
#include <utility>

#include "emulator/ptx/parser_internal.h"

namespace gatefuzz::ptx {
namespace {

constexpr uint64_t kSignBit32 = uint64_t{1} << 31, kSignBit64 = uint64_t{1} << 63;
constexpr uint64_t kWarpSize = 32;
constexpr std::string_view kWarpSizeName = "WARP_SZ";

class OperandParser {
 public:
  OperandParser(TokenStream* tokens, const BodyState& body, bool* undeclared)
      : tokens_(*tokens), body_(body), undeclared_(undeclared) {}

  // primary, or primary|primary
  bool Parse(int depth, Operand* operand) {
    if (!ParsePrimary(depth, operand)) return false;
    if (!tokens_.Accept('|')) return true;
    Operand pair;
    pair.kind = Operand::Kind::kPair;
    pair.parts.resize(2);
    pair.parts[0] = std::move(*operand);
    if (!ParsePrimary(depth, &pair.parts[1])) return false;
    *operand = std::move(pair);
    return true;
  }

 private:
  bool ParsePrimary(int depth, Operand* operand) {
    switch (tokens_.Peek().kind) {
      case TokenKind::kName:
        return ParseName(operand);
      case TokenKind::kInteger:
      case TokenKind::kFloat32:
      case TokenKind::kFloat64:
        return ParseNumber(false, operand);
      default:
        break;
    }
    if (tokens_.Accept('[')) return ParseAddress(depth, operand);
    if (tokens_.Accept('{')) return ParseGroup(depth, '}', Operand::Kind::kVector, operand);
    if (tokens_.Accept('(')) return ParseGroup(depth, ')', Operand::Kind::kList, operand);
    if (tokens_.Accept('!')) return ParseNegatedName(operand);
    if (tokens_.Accept('-')) {
      if (tokens_.Peek().text == kWarpSizeName) return ParseWarpSize(true, operand);
      return tokens_.Peek().kind == TokenKind::kName ? ParseNegatedName(operand) : ParseNumber(true, operand);
    }
    return tokens_.FailExpected("an operand");
  }

  // Only a register or a symbol has an opposite.
  bool ParseNegatedName(Operand* operand) {
    if (tokens_.Peek().text == "_" || tokens_.Peek().text == kWarpSizeName) {
      return tokens_.FailExpected("a register or a symbol");
    }
    operand->negated = true;
    return ParseName(operand);
  }

  bool ParseWarpSize(bool minus, Operand* operand) {
    tokens_.Next();
    operand->kind = Operand::Kind::kInteger;
    operand->bits = minus ? 0 - kWarpSize : kWarpSize;
    return ParseOffset(reinterpret_cast<int64_t*>(&operand->bits));
  }

  bool ParseName(Operand* operand) {
    if (tokens_.Peek().text == kWarpSizeName) return ParseWarpSize(false, operand);
    if (!tokens_.ExpectName(&operand->name)) return false;
    if (operand->name == "_") {
      operand->kind = Operand::Kind::kSink;
      operand->name.clear();
      return true;
    }
    operand->kind = ResolveName(&operand->name);
    return operand->kind == Operand::Kind::kRegister || ParseOffset(&operand->offset);
  }

  // Register or symbol? A % makes a register unless it was declared as something else.
  Operand::Kind ResolveName(std::string* name) {
    const bool percent = (*name)[0] == '%';
    if (percent && !body_.names.in_nested_scope()) return Operand::Kind::kRegister;
    NameScopes::Kind kind;
    if (body_.names.Resolve(name, &kind)) {
      return kind == NameScopes::Kind::kRegister ? Operand::Kind::kRegister : Operand::Kind::kSymbol;
    }
    if (percent) return Operand::Kind::kRegister;
    *undeclared_ = true;
    return Operand::Kind::kSymbol;
  }

  bool ParseNumber(bool minus, Operand* operand) {
    const Token& token = tokens_.Peek();
    operand->bits = token.bits;
    switch (token.kind) {
      case TokenKind::kInteger:
        operand->kind = Operand::Kind::kInteger;
        if (minus) operand->bits = 0 - operand->bits;
        tokens_.Next();
        return ParseOffset(reinterpret_cast<int64_t*>(&operand->bits));
      case TokenKind::kFloat32:
        operand->kind = Operand::Kind::kFloat32;
        if (minus) operand->bits ^= kSignBit32;
        break;
      case TokenKind::kFloat64:
        operand->kind = Operand::Kind::kFloat64;
        if (minus) operand->bits ^= kSignBit64;
        break;
      default:
        return tokens_.FailExpected("a number");
    }
    tokens_.Next();
    return true;
  }

  // { + integer | - integer | + - integer }, added to *sum modulo 2^64.
  bool ParseOffset(int64_t* sum) {
    for (;;) {
      bool minus = tokens_.Accept('-');
      if (!minus && !tokens_.Accept('+')) return !tokens_.failed();
      minus ^= tokens_.Accept('-');
      uint64_t value = 0;
      if (!tokens_.ExpectInteger(UINT64_MAX, &value)) return false;
      *sum = static_cast<int64_t>(static_cast<uint64_t>(*sum) + (minus ? 0 - value : value));
    }
  }

  bool ParseAddress(int depth, Operand* operand) {
    operand->kind = Operand::Kind::kAddress;
    if (tokens_.Peek().kind == TokenKind::kInteger) {
      Operand number;
      if (!ParseNumber(false, &number)) return false;
      operand->offset = static_cast<int64_t>(number.bits);
    } else {
      if (!tokens_.ExpectName(&operand->name)) return false;
      ResolveName(&operand->name);
      if (!ParseOffset(&operand->offset)) return false;
    }
    while (tokens_.Accept(',')) {
      if (depth >= kMaxOperandDepth) return tokens_.Fail("operands are nested too deep");
      if (!Parse(depth + 1, &operand->parts.emplace_back())) return false;
    }
    return tokens_.Expect(']');
  }

  bool ParseGroup(int depth, char close, Operand::Kind kind, Operand* operand) {
    if (depth >= kMaxOperandDepth) return tokens_.Fail("operands are nested too deep");
    operand->kind = kind;
    if (tokens_.Accept(close)) return true;
    do {
      if (!Parse(depth + 1, &operand->parts.emplace_back())) return false;
    } while (tokens_.Accept(','));
    return tokens_.Expect(close);
  }

  TokenStream& tokens_;
  const BodyState& body_;
  bool* undeclared_;
};

}  // namespace

bool ParseOperand(TokenStream* tokens, const BodyState& body, int depth, Operand* operand, bool* undeclared) {
  return OperandParser(tokens, body, undeclared).Parse(depth, operand);
}

}  // namespace gatefuzz::ptx
