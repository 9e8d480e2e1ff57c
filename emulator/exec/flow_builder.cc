// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Copies, packing, selection, logic and whole-byte shifts, extractions and permutations by constants move bytes: so
// compilers take structs apart and put them together again. Everything else computes.
#include "emulator/exec/flow_builder.h"

#include <algorithm>

#include "emulator/exec/register_layout.h"

namespace gatefuzz::emulator {
namespace {

using ptx::OpcodeId;
using ptx::Operand;
using Kind = ptx::Operand::Kind;

bool IsSigned(ptx::Type type) {
  return type == ptx::Type::kS8 || type == ptx::Type::kS16 || type == ptx::Type::kS32 || type == ptx::Type::kS64;
}

}  // namespace

class FlowBuilder::OneInstruction {
 public:
  OneInstruction(FlowBuilder* all, const ptx::Instruction& in, const ptx::Match& match, const Decoded& decoded)
      : in_(in),
        match_(match),
        decoded_(decoded),
        scope_(all->scope_),
        program_(all->scope_.program),
        used_(all->used_),
        moved_(all->moved_),
        results_(all->results_),
        moves_(all->moves_) {
    Clear();
  }

  RegisterFlow Build() {
    switch (match_.row->id) {
      case OpcodeId::kLd:
      case OpcodeId::kLdNc:
      case OpcodeId::kLdu:
        return Memory(FlowKind::kLoad);
      case OpcodeId::kSt:
        return Memory(FlowKind::kStore);
      case OpcodeId::kShfl:
        return Shuffle();
      default:
        break;
    }
    if (!IsMove()) {
      Clear();
      const bool writes_first = WritesFirst(match_);
      for (size_t i = 0; i < in_.operands.size(); ++i) {
        Collect(in_.operands[i], writes_first && i == 0 ? &results_ : &used_);
      }
    }
    return Finish();
  }

 private:
  void Clear() {
    used_.clear();
    moved_.clear();
    results_.clear();
    moves_.clear();
  }
  const Operand& operand(size_t i) const { return in_.operands[i]; }
  int Bytes(int type = 0) const { return ptx::TypeBytes(match_.type(type)); }
  bool IsConstant(size_t i) const { return operand(i).kind == Kind::kInteger; }

  // Registers of an operand, those inside of addresses and vectors too. Predicates are never undefined: computing one
  // is a use.
  void Collect(const Operand& operand, std::vector<FlowOperand>* list) {
    if (operand.kind == Kind::kRegister || operand.kind == Kind::kAddress) {
      const RegisterInfo* info = scope_.registers.Find(operand.name);
      if (info != nullptr && info->bytes != 0) list->push_back(PlaceOf(*info));
    }
    for (const Operand& part : operand.parts) Collect(part, list);
  }
  FlowOperand PlaceOf(const RegisterInfo& info) const {
    return {MakePlace(Base::kFrame, scope_.offsets[info.id]), info.bytes};
  }

  // The operand's index in `list`, or -1 if it is no register.
  int Add(const Operand& operand, std::vector<FlowOperand>* list) {
    const size_t before = list->size();
    Collect(operand, list);
    return list->size() == before ? -1 : static_cast<int>(before);
  }
  int Moved(size_t i) { return Add(operand(i), &moved_); }
  int Result() { return Add(operand(0), &results_); }

  void Move(int from, int from_byte, int to_byte, int count, bool spread = false,
            FlowMove::When when = FlowMove::kAlways, int to = 0) {
    if (from < 0 || to < 0 || count <= 0 || from_byte < 0) return;
    const int from_bytes = static_cast<int>(moved_[static_cast<size_t>(from)].bytes);
    const int to_bytes = static_cast<int>(results_[static_cast<size_t>(to)].bytes);
    if (from_byte >= from_bytes || to_byte >= to_bytes) return;
    count = std::min(count, to_bytes - to_byte);
    if (!spread) count = std::min(count, from_bytes - from_byte);
    moves_.push_back({static_cast<uint8_t>(from), static_cast<uint8_t>(from_byte), static_cast<uint8_t>(to),
                      static_cast<uint8_t>(to_byte), static_cast<uint8_t>(count), spread, when});
  }

  bool IsMove() {
    switch (match_.row->id) {
      case OpcodeId::kMov:
        return IsMov();
      case OpcodeId::kSelp:
        Result();
        Move(Moved(1), 0, 0, Bytes(), false, FlowMove::kChosen);
        Move(Moved(2), 0, 0, Bytes(), false, FlowMove::kNotChosen);
        return true;
      case OpcodeId::kSlct:
        Result();
        Move(Moved(1), 0, 0, Bytes());
        Move(Moved(2), 0, 0, Bytes());
        Collect(operand(3), &used_);
        return true;
      case OpcodeId::kAnd:
      case OpcodeId::kOr:
        Result();
        MoveMasked(1, 2);
        MoveMasked(2, 1);
        return true;
      case OpcodeId::kXor:
      case OpcodeId::kLop3:
        Result();
        for (size_t i = 1; i <= (match_.row->id == OpcodeId::kXor ? 2 : 3); ++i) Move(Moved(i), 0, 0, Bytes());
        return true;
      case OpcodeId::kNot:
        Result();
        Move(Moved(1), 0, 0, Bytes());
        return true;
      case OpcodeId::kShl:
        if (!IsConstant(2)) return false;
        Result();
        MoveBits(Moved(1), 0, static_cast<int>(std::min<uint64_t>(operand(2).bits, 64)), 8 * Bytes());
        return true;
      case OpcodeId::kShr:
        return IsShiftRight();
      case OpcodeId::kBfe:
        return IsExtract();
      case OpcodeId::kBfi:
        return IsInsert();
      case OpcodeId::kPrmt:
        return IsPermute();
      case OpcodeId::kCvtIntInt:
        return IsConversion();
      default:
        return false;
    }
  }

  bool IsMov() {
    if (operand(0).kind == Kind::kVector) {
      const int from = Moved(1);
      const int part = Bytes() / static_cast<int>(operand(0).parts.size());
      for (size_t v = 0; v < operand(0).parts.size(); ++v) {
        Move(from, static_cast<int>(v) * part, 0, part, false, FlowMove::kAlways, Add(operand(0).parts[v], &results_));
      }
      return true;
    }
    Result();
    if (operand(1).kind != Kind::kVector) {
      Move(Moved(1), 0, 0, Bytes());
      return true;
    }
    const int part = Bytes() / static_cast<int>(operand(1).parts.size());
    for (size_t v = 0; v < operand(1).parts.size(); ++v) {
      Move(Add(operand(1).parts[v], &moved_), 0, static_cast<int>(v) * part, part);
    }
    return true;
  }

  // One operand of and/or: bytes that the other, a constant, decides are new.
  void MoveMasked(size_t i, size_t other) {
    const int from = Moved(i);
    if (!IsConstant(other)) return Move(from, 0, 0, Bytes());
    const uint8_t decides = match_.row->id == OpcodeId::kAnd ? 0x00 : 0xff;
    for (int byte = 0; byte < Bytes(); ++byte) {
      if (static_cast<uint8_t>(operand(other).bits >> (8 * byte)) != decides) Move(from, byte, byte, 1);
    }
  }

  // Bits [0, bits) of `from`, after a shift right by `right`, go to the result from bit `left` on.
  void MoveBits(int from, int right, int left, int bits) {
    const int shift = left - right;
    for (int byte = left / 8; byte < 8 && 8 * byte < left + bits; ++byte) {
      const int lowest = std::max(8 * byte, left) - shift;
      const int highest = std::min(8 * byte + 7, left + bits - 1) - shift;
      Move(from, lowest / 8, byte, 1);
      if (highest / 8 != lowest / 8) Move(from, highest / 8, byte, 1);
    }
  }

  bool IsShiftRight() {
    if (!IsConstant(2)) return false;
    Result();
    const int from = Moved(1);
    const int bits = 8 * Bytes();
    const int shift = static_cast<int>(std::min<uint64_t>(operand(2).bits, static_cast<uint64_t>(bits)));
    MoveBits(from, shift, 0, bits - shift);
    if (IsSigned(match_.type())) Move(from, Bytes() - 1, (bits - shift) / 8, 8, true);
    return true;
  }

  // A constant position and length of a bit field: operands `i` and i + 1. False: not constant.
  bool Field(size_t i, int* position, int* length) const {
    if (!IsConstant(i) || !IsConstant(i + 1)) return false;
    const int bits = 8 * Bytes();
    *position = static_cast<int>(operand(i).bits & 0xff);
    if (*position >= bits) return false;
    *length = std::min(static_cast<int>(operand(i + 1).bits & 0xff), bits - *position);
    return *length > 0;
  }

  bool IsExtract() {
    int position = 0, length = 0;
    if (!Field(2, &position, &length)) return false;
    Result();
    const int from = Moved(1);
    MoveBits(from, position, 0, length);
    if (IsSigned(match_.type())) Move(from, (position + length - 1) / 8, (length - 1) / 8, 8, true);
    return true;
  }

  // bfi d, a, b, position, length: a into b.
  bool IsInsert() {
    int position = 0, length = 0;
    if (!Field(3, &position, &length)) return false;
    Result();
    MoveBits(Moved(1), 0, position, length);
    const int into = Moved(2);
    for (int byte = 0; byte < Bytes(); ++byte) {
      if (8 * byte < position || 8 * byte + 8 > position + length) Move(into, byte, byte, 1);
    }
    return true;
  }

  bool IsPermute() {
    static constexpr std::string_view kModes[] = {"f4e", "b4e", "rc8", "ecl", "ecr", "rc16"};
    const bool mode = std::any_of(std::begin(kModes), std::end(kModes), [&](auto m) { return match_.Has(m); });
    if (mode || !IsConstant(3)) return false;
    Result();
    const int sources[2] = {Moved(1), Moved(2)};
    for (int byte = 0; byte < 4; ++byte) {
      const int selector = static_cast<int>(operand(3).bits >> (4 * byte) & 7);
      Move(sources[selector / 4], selector % 4, byte, 1);
    }
    return true;
  }

  // Between integers: bytes that both have are moved, the rest is sign or zero. A register may be wider than the type.
  bool IsConversion() {
    if (match_.Has("sat")) return false;
    Result();
    const int from = Moved(1);
    const int kept = std::min(Bytes(0), Bytes(1));
    const bool sign = IsSigned(match_.type(Bytes(0) > Bytes(1) ? 1 : 0));
    Move(from, 0, 0, kept);
    if (sign) Move(from, kept - 1, kept, 8, true);
    return true;
  }

  RegisterFlow Memory(FlowKind kind) {
    const bool is_load = kind == FlowKind::kLoad;
    Collect(operand(is_load ? 1 : 0), &used_);
    const Operand& data = operand(is_load ? 0 : 1);
    std::vector<FlowOperand>& list = is_load ? results_ : moved_;
    // Elements keep their place: what is no register is an operand of no bytes.
    const auto add = [&](const Operand& part) {
      if (Add(part, &list) < 0) list.push_back({kNoPlace, 0});
    };
    if (data.kind == Kind::kVector) {
      for (const Operand& part : data.parts) add(part);
    } else {
      add(data);
    }
    RegisterFlow flow = Finish();
    flow.kind = kind;
    flow.element_bytes = static_cast<uint8_t>(Bytes());
    flow.is_signed = IsSigned(match_.type());
    return flow;
  }

  RegisterFlow Shuffle() {
    const Operand& to = operand(0);
    Add(to.kind == Kind::kPair ? to.parts[0] : to, &results_);
    Moved(1);
    // Their values are needed: constants are used from their place too.
    for (const Place place : {decoded_.b, decoded_.c, decoded_.f}) used_.push_back({place, 4});
    RegisterFlow flow = Finish();
    flow.kind = FlowKind::kShuffle;
    flow.shuffle = match_.Has("up")     ? FlowShuffle::kUp
                   : match_.Has("down") ? FlowShuffle::kDown
                   : match_.Has("bfly") ? FlowShuffle::kBfly
                                        : FlowShuffle::kIdx;
    return flow;
  }

  RegisterFlow Finish() {
    RegisterFlow flow;
    flow.used = static_cast<uint8_t>(used_.size());
    flow.moved = static_cast<uint8_t>(moved_.size());
    flow.results = static_cast<uint8_t>(results_.size());
    flow.moves = static_cast<uint8_t>(moves_.size());
    std::vector<FlowOperand>& operands = program_.flow_operands;
    flow.first_operand = static_cast<uint32_t>(operands.size());
    flow.first_move = static_cast<uint32_t>(program_.flow_moves.size());
    for (const auto* list : {&used_, &moved_, &results_}) operands.insert(operands.end(), list->begin(), list->end());
    program_.flow_moves.insert(program_.flow_moves.end(), moves_.begin(), moves_.end());
    return flow;
  }

  const ptx::Instruction& in_;
  const ptx::Match& match_;
  const Decoded& decoded_;
  FunctionScope& scope_;
  Program& program_;
  std::vector<FlowOperand>&used_, &moved_, &results_;
  std::vector<FlowMove>& moves_;
};

RegisterFlow FlowBuilder::Build(const ptx::Instruction& instruction, const ptx::Match& match, const Decoded& decoded) {
  return OneInstruction(this, instruction, match, decoded).Build();
}

}  // namespace gatefuzz::emulator
