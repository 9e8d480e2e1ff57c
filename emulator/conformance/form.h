// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The conformance suite's instruction forms: every row of opcode_table.inc with every legal combination of modifiers
// and types, each with the PTX that applies it to one operand tuple a thread.
#ifndef GATEFUZZ_EMULATOR_CONFORMANCE_FORM_H_
#define GATEFUZZ_EMULATOR_CONFORMANCE_FORM_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/ptx/opcode.h"

namespace gatefuzz::conformance {

// One operand of a form: its PTX type ("f32"), or
//   "p"   a predicate, bit 0 of a b32
//   "C"   a count, b32; "L" a lane number, b32; "S" a small signed number, b32
//   "M"   a mask of lanes, b32, the same in all lanes of a warp and never empty
//   "I"   a shuffle's c operand, b32: clamp and segment mask; the same in all lanes of a warp
// Operand k (from 1) is in the register %h<k>, %r<k> or %x<k> of its width, a predicate in %p<k>.
using OperandKinds = std::vector<std::string>;

// Bytes of the register that holds an operand of this kind: 2, 4 or 8. Types of 8 bits are in registers of 32.
int RegisterBytes(std::string_view kind);

struct Form {
  std::string name;  // "add.rn.ftz.f32"
  const ptx::OpcodeRow* row = nullptr;
  std::vector<std::string> modifiers;  // without dots, in order
  OperandKinds operands;
  int result_bytes = 4;      // of one result: 2, 4 or 8
  int result_count = 1;      // results a tuple, in registers 10, 11, ... of that width
  std::string text;          // the instructions
  bool uses_memory = false;  // has the block's %shared, the thread's %slot, %local, and the constants
  // What result `lane` of a warp is worth comparing; null: all. Arguments: the operands of the warp's 32 tuples.
  using Defined = bool (*)(const Form& form, const uint64_t* const* warp_operands, int lane);
  Defined defined = nullptr;

  bool Has(std::string_view modifier) const;
};

// Whether a form's results are bounded rather than defined to the bit.
bool IsApproximate(const Form& form);

// Modifiers that change no value: order and scope of memory operations, cache operators, eviction priorities.
bool IsNeutral(std::string_view modifier);

// How a row is treated (shape_table.inc).
enum class Treatment { kSwept, kScripted, kUnswept };
struct Shape {
  ptx::OpcodeId id;
  Treatment treatment;
  std::string_view first, second;  // see shape_table.inc
};
const std::vector<Shape>& Shapes();
const Shape* ShapeOf(const ptx::OpcodeRow& row);  // null: shape_table.inc lacks the row

// Every legal combination of a row's modifiers, slots in the row's order. Modifiers that change no value (scopes,
// cache operators, eviction priorities) appear one at a time beside the row's first types.
std::vector<std::vector<std::string>> Combinations(const ptx::OpcodeRow& row);

// All forms, grouped by row in the table's order.
const std::vector<Form>& AllForms();
const Form* FindForm(std::string_view name);  // null: the suite has none of that name

}  // namespace gatefuzz::conformance

#endif  // GATEFUZZ_EMULATOR_CONFORMANCE_FORM_H_
