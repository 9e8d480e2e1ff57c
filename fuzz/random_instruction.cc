// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "fuzz/random_instruction.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <vector>

namespace gatefuzz {
namespace {

using ptx::Type;

constexpr std::string_view kSpecials[] = {"%tid.x",       "%ntid.x",   "%ctaid.x", "%laneid",      "%warpid",
                                          "%lanemask_lt", "%nctaid.x", "%clock",   "%globaltimer", "%dynamic_smem_size",
                                          "%smid",        "WARP_SZ"};
constexpr uint64_t kEdgeValues[] = {
    0,           1,      2,          31,         32,         0x7F,       0xFF,       0x7FFF,
    0x8000,      0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0x7F800000, 0x7FC00001, uint64_t{1} << 63,
    ~uint64_t{0}};

std::string Number(uint64_t value) { return std::to_string(static_cast<int64_t>(value)); }

std::string DrawImmediate(Type type, ByteDraws& draws) {
  if (type == Type::kF32 || type == Type::kF64) {
    const int bytes = ptx::TypeBytes(type);
    std::string text = bytes == 4 ? "0f" : "0d";
    for (int i = 0; i < bytes; ++i) {
      constexpr char kDigits[] = "0123456789ABCDEF";
      const uint32_t byte = draws.Below(256);
      text += kDigits[byte / 16];
      text += kDigits[byte % 16];
    }
    return text;
  }
  if (draws.OneIn(2)) return Number(draws.Pick(kEdgeValues));
  return Number(draws.Below(256));
}

// What an operand may be, from its name in the notation.
class Operands {
 public:
  Operands(const ptx::OpcodeRow& row, std::vector<std::string_view> modifiers, ByteDraws& draws)
      : row_(row), modifiers_(std::move(modifiers)), draws_(draws) {
    for (const std::string_view modifier : modifiers_) {
      if (const Type type = ptx::TypeFromName(modifier); type != Type::kNone) types_.push_back(type);
    }
  }

  std::string Draw() {
    std::string text;
    std::string_view rest = row_.operands;
    while (!rest.empty()) {
      size_t end = 0;
      for (int depth = 0; end < rest.size() && (rest[end] != ',' || depth > 0); ++end) {
        depth += (rest[end] == '{') - (rest[end] == '}');
      }
      AddOperand(rest.substr(0, end), &text);
      rest.remove_prefix(std::min(rest.size(), end + 1));
      while (!rest.empty() && rest[0] == ' ') rest.remove_prefix(1);
    }
    return text;
  }

 private:
  using Id = ptx::OpcodeId;

  bool Has(std::string_view modifier) const {
    return std::find(modifiers_.begin(), modifiers_.end(), modifier) != modifiers_.end();
  }
  Type TypeAt(size_t i) const { return types_.empty() ? Type::kB32 : types_[std::min(i, types_.size() - 1)]; }

  // "d", "[a]", "d{|p}", "p|q", and the optional ones that follow: "b{, c}".
  void AddOperand(std::string_view notation, std::string* text) {
    const size_t brace = notation.find('{');
    const std::string_view name = notation.substr(0, brace);
    if (!name.empty()) AddNamed(name, text);
    if (brace == std::string_view::npos) return;
    // A boolean operator takes the operand that is optional without it.
    const bool boolean = Has("and") || Has("or") || Has("xor");
    if (notation[brace + 1] == '|' || !boolean) {
      if (draws_.OneIn(2)) return;
    }
    std::string_view optional = notation.substr(brace + 1, notation.size() - brace - 2);
    if (optional.starts_with("|")) {
      *text += "|" + Named(optional.substr(1));
      return;
    }
    while (!optional.empty() && (optional[0] == ',' || optional[0] == ' ')) optional.remove_prefix(1);
    if (!optional.empty()) AddNamed(optional, text);
  }
  void AddNamed(std::string_view name, std::string* text) {
    if (!text->empty()) *text += ", ";
    const size_t bar = name.find('|');
    *text += Named(name.substr(0, bar));
    if (bar != std::string_view::npos) *text += "|" + Named(name.substr(bar + 1));
  }

  std::string Named(std::string_view name) {
    // Of two addresses the first, the destination, is in shared memory (cp.async).
    if (name[0] == '[') return Address(/*shared=*/name == "[d]");
    if (draws_.OneIn(32)) return Anything();
    if (name == "d") return Destination(TypeOf('d'));
    if (name == "p" && !Is({Id::kCvta, Id::kCvtaTo, Id::kAlloca})) return DrawRegister(0, draws_);
    if (name == "p") return Destination(TypeAt(0));
    if (name == "q") return PredicateSource();
    if (name == "membermask") return draws_.OneIn(4) ? Source(Type::kB32) : "-1";
    if (name == "immLut") return Number(draws_.Below(256));
    if (name == "target") return "L" + Number(draws_.Below(kLabels));
    if (name == "table") return "T0";
    if (name == "cp_size") return Number(uint64_t{4} << draws_.Below(3));
    if (name == "n") return Number(draws_.Below(4));
    if (name == "state") return Source(Type::kB64);
    if (name == "cache_policy") return row_.operands[0] == 'c' ? Destination(Type::kB64) : Source(Type::kB64);
    if (name == "fraction") return "0f3F800000";
    if (name == "immAlign") return Number(uint64_t{1} << draws_.Below(8));
    if (name.size() == 1 && name[0] >= 'a' && name[0] <= 'f') return Source(TypeOf(name[0]));
    return Source(name == "size" || name == "t" ? TypeAt(0) : Type::kB32);
  }

  bool Is(std::initializer_list<Id> ids) const { return std::find(ids.begin(), ids.end(), row_.id) != ids.end(); }

  static Type Wide(Type type) { return ptx::TypeBytes(type) == 2 ? Type::kB32 : Type::kB64; }

  // The type of the operand with that letter.
  Type TypeOf(char name) const {
    const bool result = name == 'd';
    switch (row_.id) {
      case Id::kMulWide:
      case Id::kMadWide:
        return result || name == 'c' ? Wide(TypeAt(0)) : TypeAt(0);
      case Id::kShl:
      case Id::kShr:
        return name == 'b' ? Type::kU32 : TypeAt(0);
      case Id::kPopc:
      case Id::kClz:
      case Id::kBfind:
        return result ? Type::kU32 : TypeAt(0);
      case Id::kBfe:
        return name == 'b' || name == 'c' ? Type::kU32 : TypeAt(0);
      case Id::kBfi:
        return name == 'c' || name == 'e' ? Type::kU32 : TypeAt(0);
      case Id::kDp4a:
      case Id::kDp2a:
      case Id::kCvtPack:
      case Id::kCvtPack8:
        return Type::kB32;
      case Id::kSetpInt:
      case Id::kSetpF32:
      case Id::kSetpF64:
      case Id::kSetpHalf:
      case Id::kSetpHalf2:
      case Id::kSelp:
        return name == 'c' ? Type::kPred : TypeAt(0);
      case Id::kSetInt:
      case Id::kSetFloat:
      case Id::kSetHalf:
      case Id::kSetHalf2:
        return name == 'c' ? Type::kPred : result ? TypeAt(0) : TypeAt(1);
      case Id::kSlct:
        return name == 'c' ? TypeAt(1) : TypeAt(0);
      case Id::kCvta:
      case Id::kCvtaTo:
        return TypeAt(0);
      case Id::kBarRedPopc:
      case Id::kBarRedPred:
      case Id::kBarrierRedPopc:
      case Id::kBarrierRedPred:
        return name == 'c' ? Type::kPred : Type::kU32;
      case Id::kVote:
      case Id::kVoteBallot:
        return result ? Type::kB32 : Type::kPred;
      case Id::kMatchAny:
      case Id::kMatchAll:
        return result ? Type::kB32 : TypeAt(0);
      case Id::kIsspacep:
        return Type::kB64;
      case Id::kShfl:
        return Type::kB32;
      default:
        return result ? TypeAt(0) : TypeAt(1);
    }
  }

  std::string PredicateSource() { return (draws_.OneIn(4) ? "!" : "") + DrawRegister(0, draws_); }

  int Elements() const { return Has("v2") ? 2 : Has("v4") ? 4 : Has("v8") ? 8 : 1; }
  int BytesOf(Type type) const { return type == Type::kPred ? 0 : std::max(2, ptx::TypeBytes(type)); }

  std::string Vector(int bytes, int elements) {
    std::string text = "{";
    for (int i = 0; i < elements; ++i) text += (i == 0 ? "" : ", ") + DrawRegister(bytes, draws_);
    return text + "}";
  }
  std::string Destination(Type type) {
    if (draws_.OneIn(64)) return "%a" + Number(draws_.Below(4));
    if (Elements() > 1) return Vector(BytesOf(type), Elements());
    if (draws_.OneIn(128)) return "_";
    return DrawRegister(BytesOf(type), draws_);
  }
  std::string Source(Type type) {
    if (type == Type::kPred) return PredicateSource();
    const int bytes = BytesOf(type);
    if (Elements() > 1) return Vector(bytes, Elements());
    if (row_.id == Id::kMov && bytes > 4 && draws_.OneIn(4)) return Vector(bytes / 2, 2);
    if (row_.id == Id::kMov && draws_.OneIn(4)) return MovSource(bytes);
    if (draws_.OneIn(4)) return DrawImmediate(type, draws_);
    if (bytes == 4 && draws_.OneIn(8)) return std::string(draws_.Pick(kSpecials));
    if (bytes == 8 && draws_.OneIn(4)) return "%a" + Number(draws_.Below(4));
    return DrawRegister(bytes, draws_);
  }
  std::string MovSource(int bytes) {
    static constexpr std::string_view kSymbols[] = {"g", "s", "l", "c", "f0", "p0", "g+8"};
    if (bytes == 4) return std::string(draws_.Pick(kSpecials));
    return std::string(draws_.Pick(kSymbols));
  }
  std::string Address(bool shared = false) {
    std::string base;
    if (Has("global") && !shared) {
      static constexpr std::string_view kBases[] = {"g", "%a0", "%a1"};
      base = draws_.Pick(kBases);
    } else if (Has("shared") || Has("shared::cta")) {
      base = draws_.OneIn(4) ? DrawRegister(4, draws_) : "s";
    } else if (Has("local")) {
      base = "l";
    } else if (Has("const")) {
      base = "c";
    } else if (Has("param") || Has("param::entry") || Has("param::func")) {
      static constexpr std::string_view kBases[] = {"p0", "p1", "in", "out"};
      base = draws_.Pick(kBases);
    } else {
      base = "%a" + Number(draws_.Below(4));
    }
    if (draws_.OneIn(16)) base = draws_.OneIn(2) ? DrawRegister(8, draws_) : std::to_string(draws_.Pick(kEdgeValues));
    const uint32_t step =
        draws_.OneIn(16) ? 1 : static_cast<uint32_t>(std::max(1, ptx::TypeBytes(TypeAt(9)) * Elements()));
    uint64_t offset = draws_.Below(8) * step;
    if (draws_.OneIn(32)) offset = draws_.Pick(kEdgeValues);
    return "[" + base + "+" + Number(offset) + "]";
  }
  std::string Anything() {
    switch (draws_.Below(6)) {
      case 0:
        return DrawRegister(static_cast<int>(draws_.Below(9)), draws_);
      case 1:
        return Address();
      case 2:
        return Vector(4, static_cast<int>(1 + draws_.Below(4)));
      case 3:
        return std::string(draws_.Pick(kSpecials));
      case 4:
        return "g";
      default:
        return DrawImmediate(draws_.OneIn(2) ? Type::kF64 : Type::kB64, draws_);
    }
  }

  const ptx::OpcodeRow& row_;
  const std::vector<std::string_view> modifiers_;
  ByteDraws& draws_;
  std::vector<Type> types_;
};

// A call in the form that compilers write, of what random_module.h declares.
std::string DrawCall(ByteDraws& draws) {
  static constexpr std::string_view kCalls[] = {
      "call (out), f0, (in)",         "call.uni (out), f1, (in)",
      "call (out), %d0, (in), proto", "call (out), vprintf, (w0, w1)",
      "call (w0), malloc, (w1)",      "call free, (w0)",
      "call (out), %a0, (in), proto", "call k1",
  };
  return std::string(draws.Pick(kCalls));
}

}  // namespace

std::string DrawRegister(int bytes, ByteDraws& draws) {
  const char* const kind = bytes == 0 ? "%p" : bytes <= 2 ? "%h" : bytes <= 4 ? "%r" : bytes <= 8 ? "%d" : "%q";
  return kind + std::to_string(draws.Below(kRegisters));
}

std::string DrawInstructionOf(const ptx::OpcodeRow& row, ByteDraws& draws) {
  std::string guard;
  if (draws.OneIn(6)) guard = std::string("@") + (draws.OneIn(2) ? "!" : "") + DrawRegister(0, draws) + " ";
  if (row.id == ptx::OpcodeId::kCall) return guard + DrawCall(draws) + ";";
  std::string text(row.mnemonic);
  std::vector<std::string_view> modifiers;
  for (const ptx::ModifierSlot& slot : ptx::ParseModifierPattern(row.modifiers)) {
    if (!slot.required && !draws.OneIn(3)) continue;
    modifiers.push_back(draws.Pick(slot.choices));
    text += "." + std::string(modifiers.back());
  }
  const std::string operands = Operands(row, std::move(modifiers), draws).Draw();
  return guard + text + (operands.empty() ? "" : " ") + operands + ";";
}

std::string DrawInstruction(ByteDraws& draws) {
  // Most rows go on; those that end a thread or stop the launch would end most programs at once.
  const ptx::OpcodeRow& row = draws.Pick(ptx::OpcodeRows());
  using Id = ptx::OpcodeId;
  const bool ends = row.id == Id::kTrap || row.id == Id::kExit || row.id == Id::kRet || row.id == Id::kBrkpt;
  if (ends && !draws.OneIn(8)) return DrawInstructionOf(ptx::OpcodeRows()[draws.Below(64)], draws);
  return DrawInstructionOf(row, draws);
}

}  // namespace gatefuzz
