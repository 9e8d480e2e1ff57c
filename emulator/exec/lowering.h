// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What a Lower##Id function works with: one PTX instruction and the Decoded it becomes. A Lower function resolves
// operands to places and picks a handler; a mistake in the PTX is told with Fail and makes the load fail.
#ifndef GATEFUZZ_EMULATOR_EXEC_LOWERING_H_
#define GATEFUZZ_EMULATOR_EXEC_LOWERING_H_

#include <string>
#include <string_view>
#include <type_traits>

#include "emulator/exec/decoded.h"
#include "emulator/exec/function_scope.h"
#include "emulator/exec/lane_loops.h"
#include "emulator/exec/program_internal.h"
#include "emulator/ptx/opcode.h"

namespace gatefuzz::emulator {

class Lowering {
 public:
  Lowering(const ptx::Instruction& instruction, const ptx::Match& match_in, FunctionScope* scope_in, Decoded* out_in)
      : in(instruction), match(match_in), scope(*scope_in), program(scope_in->program), out(*out_in) {}

  const ptx::Instruction& in;
  const ptx::Match& match;
  FunctionScope& scope;
  Program& program;
  Decoded& out;

  const ptx::Operand& operand(size_t i) const { return in.operands[i]; }
  bool Has(std::string_view modifier) const { return match.Has(modifier); }
  ptx::Type type(int i = 0) const { return match.type(i); }

  // The first mistake found; empty if none.
  const std::string& error() const { return error_; }
  void Fail(std::string message) {
    if (error_.empty()) error_ = std::move(message);
  }

  // A destination register of exactly `bytes`.
  Place Dest(const ptx::Operand& operand, int bytes);
  // The same, or kNoPlace for `_`: for handlers that look whether there is a place.
  Place DestOrNone(const ptx::Operand& operand, int bytes);
  // A source of `type`: register of its width, immediate converted to it, special register.
  Place Source(const ptx::Operand& operand, ptx::Type type);
  Place Source(size_t i, ptx::Type type) { return Source(operand(i), type); }
  // A predicate register or constant; `!p` sets `negate_flag` in out.flags.
  Place Predicate(const ptx::Operand& operand, uint8_t negate_flag);
  Place PredicateDest(const ptx::Operand& operand);
  Place PredicateDestOrNone(const ptx::Operand& operand);
  // Bytes of a register operand, 0 if it is not one. For instructions that take registers wider than their type.
  int RegisterBytes(const ptx::Operand& operand) const;
  // An integer immediate. Fails if the operand is none.
  uint64_t Immediate(const ptx::Operand& operand);
  // An address operand: sets a, immediate, address_bytes of `out`, and, where a symbol settles it, space.
  // `address_space` is what the instruction says.
  void Address(const ptx::Operand& operand, ptx::Space address_space);
  // What the modifiers .volatile, .relaxed, .acquire, ... and the scope say; `otherwise` where they say nothing.
  MemoryOrder Order(MemoryOrder otherwise) const;

  // d = f(a), d = f(a, b), ...: operands of the instruction in order; C++ types give the widths, `type` says how
  // immediates are read.
  template <class D, class A, class F>
  void Unary(F, ptx::Type a_type) {
    out.d = Dest(operand(0), sizeof(D));
    out.a = Source(1, a_type);
    out.run = UnaryHandler<F, D, A>;
  }
  template <class D, class A, class B, class F>
  void Binary(F, ptx::Type a_type, ptx::Type b_type) {
    out.d = Dest(operand(0), sizeof(D));
    out.a = Source(1, a_type);
    out.b = Source(2, b_type);
    out.run = BinaryHandler<F, D, A, B>;
  }
  template <class D, class A, class B, class C, class F>
  void Ternary(F, ptx::Type a_type, ptx::Type b_type, ptx::Type c_type) {
    out.d = Dest(operand(0), sizeof(D));
    out.a = Source(1, a_type);
    out.b = Source(2, b_type);
    out.c = Source(3, c_type);
    out.run = TernaryHandler<F, D, A, B, C>;
  }
  // The same with one type throughout.
  template <class T, class F>
  void Unary(F f) {
    Unary<T, T>(f, type());
  }
  template <class T, class F>
  void Binary(F f) {
    Binary<T, T, T>(f, type(), type());
  }
  template <class T, class F>
  void Ternary(F f) {
    Ternary<T, T, T, T>(f, type(), type(), type());
  }

 private:
  Place Special(const std::string& name, int bytes);
  Place Symbol(const ptx::Operand& operand, int bytes);
  std::string error_;
};

template <class T>
struct Tag {
  using type = T;
};

// Calls visit(Tag<T>{}) with the C++ type that stands for a PTX integer or bit type of 16 to 64 bits. False: it is
// none.
template <class V>
bool VisitInteger(ptx::Type type, V visit) {
  switch (type) {
    case ptx::Type::kU16:
    case ptx::Type::kB16:
      visit(Tag<uint16_t>{});
      return true;
    case ptx::Type::kU32:
    case ptx::Type::kB32:
      visit(Tag<uint32_t>{});
      return true;
    case ptx::Type::kU64:
    case ptx::Type::kB64:
      visit(Tag<uint64_t>{});
      return true;
    case ptx::Type::kS16:
      visit(Tag<int16_t>{});
      return true;
    case ptx::Type::kS32:
      visit(Tag<int32_t>{});
      return true;
    case ptx::Type::kS64:
      visit(Tag<int64_t>{});
      return true;
    default:
      return false;
  }
}

// The same with 8 bits.
template <class V>
bool VisitAnyInteger(ptx::Type type, V visit) {
  switch (type) {
    case ptx::Type::kU8:
    case ptx::Type::kB8:
      visit(Tag<uint8_t>{});
      return true;
    case ptx::Type::kS8:
      visit(Tag<int8_t>{});
      return true;
    default:
      return VisitInteger(type, visit);
  }
}

// Calls visit(Tag<T>{}) with the unsigned type of `bytes`.
template <class V>
bool VisitBytes(int bytes, V visit) {
  switch (bytes) {
    case 1:
      visit(Tag<uint8_t>{});
      return true;
    case 2:
      visit(Tag<uint16_t>{});
      return true;
    case 4:
      visit(Tag<uint32_t>{});
      return true;
    case 8:
      visit(Tag<uint64_t>{});
      return true;
    default:
      return false;
  }
}

// Calls visit(std::bool_constant<value>{}).
template <class V>
auto VisitBool(bool value, V visit) {
  return value ? visit(std::true_type{}) : visit(std::false_type{});
}

#define PTX_OPCODE(id, mnemonic, modifiers, operands) void Lower##id(Lowering& l);
#include "emulator/ptx/opcode_table.inc"
#undef PTX_OPCODE

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_EXEC_LOWERING_H_
