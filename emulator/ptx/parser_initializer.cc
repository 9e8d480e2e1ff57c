// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// An initialiser is read as a flat run of elements; an inner pair of braces fills one row of the array, however many
// values it holds. No recursion: the open braces' starts are a small stack.

#include <bit>
#include <cstring>
#include <string>

#include "emulator/ptx/parser_internal.h"

namespace gatefuzz::ptx {
namespace {

class InitializerParser {
 public:
  InitializerParser(ParserState* state, const std::vector<uint64_t>& dimensions, Variable* variable)
      : state_(*state), tokens_(state->tokens), variable_(*variable), element_(TypeBytes(variable->type)) {
    open_ended_ = !dimensions.empty() && dimensions[0] == 0;
    uint64_t stride = element_;
    strides_.resize(dimensions.size());
    for (size_t i = dimensions.size(); i-- > 0;) {
      strides_[i] = stride;
      stride *= dimensions[i];
    }
  }

  bool Parse() {
    if (!tokens_.Peek().Is('{')) return ParseValue();
    do {
      if (tokens_.Accept('{')) {
        if (starts_.size() > kMaxDimensions) return tokens_.Fail("braces are nested too deep");
        starts_.push_back(at_);
        if (!tokens_.Peek().Is('}')) continue;
      } else if (!ParseValue()) {
        return false;
      }
      while (!starts_.empty() && tokens_.Accept('}')) {
        const size_t level = starts_.size();  // 1: the whole variable
        if (level >= 2 && level - 2 < strides_.size()) at_ = std::max(at_, starts_.back() + strides_[level - 2]);
        starts_.pop_back();
      }
      if (!starts_.empty() && !tokens_.Expect(',')) return false;
    } while (!starts_.empty());
    if (open_ended_) variable_.bytes = at_;
    return true;
  }

 private:
  bool ParseValue() {
    const bool minus = tokens_.Accept('-');
    const Token token = tokens_.Peek();
    switch (token.kind) {
      case TokenKind::kInteger:
        tokens_.Next();
        if (tokens_.Accept('(')) return ParseMasked(token.bits);
        return Store(FromInteger(minus ? 0 - token.bits : token.bits));
      case TokenKind::kFloat32:
        tokens_.Next();
        return Store(FromFloat32(static_cast<uint32_t>(token.bits) ^ (minus ? 1u << 31 : 0)));
      case TokenKind::kFloat64:
        tokens_.Next();
        return Store(FromFloat64(token.bits ^ (minus ? uint64_t{1} << 63 : 0)));
      case TokenKind::kName:
        return minus ? tokens_.FailExpected("a number after '-'") : ParseSymbol(0);
      default:
        return tokens_.FailExpected("a value");
    }
  }

  // 0xFF00(symbol): some bytes of an address
  bool ParseMasked(uint64_t mask) {
    if (mask == 0) return tokens_.Fail("the mask of an address must not be 0");
    return ParseSymbol(std::countr_zero(mask)) && tokens_.Expect(')');
  }

  // symbol{+n}, generic(symbol{+n}){+n}
  bool ParseSymbol(int shift) {
    Variable::Relocation relocation;
    relocation.shift = shift;
    relocation.bytes = static_cast<int>(element_);
    if (!tokens_.ExpectName(&relocation.symbol)) return false;
    if (relocation.symbol == "generic" && tokens_.Accept('(')) {
      relocation.generic = true;
      if (!tokens_.ExpectName(&relocation.symbol) || !ParseAddend(&relocation.addend) || !tokens_.Expect(')'))
        return false;
    }
    if (!ParseAddend(&relocation.addend)) return false;
    relocation.at = at_;
    if (!Store(0)) return false;
    variable_.relocations.push_back(relocation);
    return true;
  }

  bool ParseAddend(int64_t* addend) {
    for (;;) {
      const bool minus = tokens_.Accept('-');
      if (!minus && !tokens_.Accept('+')) return !tokens_.failed();
      uint64_t value = 0;
      if (!tokens_.ExpectInteger(INT64_MAX, &value)) return false;
      *addend = static_cast<int64_t>(static_cast<uint64_t>(*addend) + (minus ? 0 - value : value));
    }
  }

  uint64_t FromInteger(uint64_t value) const {
    const double real = static_cast<double>(static_cast<int64_t>(value));
    if (variable_.type == Type::kF32) return std::bit_cast<uint32_t>(static_cast<float>(real));
    if (variable_.type == Type::kF64) return std::bit_cast<uint64_t>(real);
    return value;
  }
  uint64_t FromFloat32(uint32_t bits) const {
    if (element_ != 8) return bits;
    return std::bit_cast<uint64_t>(static_cast<double>(std::bit_cast<float>(bits)));
  }
  uint64_t FromFloat64(uint64_t bits) const {
    if (element_ != 4) return bits;
    return std::bit_cast<uint32_t>(static_cast<float>(std::bit_cast<double>(bits)));
  }

  bool Store(uint64_t value) {
    const uint64_t limit = open_ended_ ? kMaxVariableBytes : variable_.bytes;
    if (at_ > limit || element_ > limit - at_) return tokens_.Fail("more values than '" + variable_.name + "' holds");
    const uint64_t padding = at_ - variable_.initial.size();
    if (padding > state_.padding_left) return tokens_.Fail("the initialisers leave too many holes");
    state_.padding_left -= padding;
    variable_.initial.resize(at_ + element_);
    std::memcpy(variable_.initial.data() + at_, &value, std::min<size_t>(element_, sizeof(value)));
    at_ += element_;
    return true;
  }

  ParserState& state_;
  TokenStream& tokens_;
  Variable& variable_;
  const uint64_t element_;
  bool open_ended_ = false;
  std::vector<uint64_t> strides_;  // bytes of one element of each dimension
  std::vector<uint64_t> starts_;   // where each open brace began
  uint64_t at_ = 0;
};

}  // namespace

bool ParseInitializer(ParserState* state, const std::vector<uint64_t>& dimensions, Variable* variable) {
  return InitializerParser(state, dimensions, variable).Parse();
}

}  // namespace gatefuzz::ptx
