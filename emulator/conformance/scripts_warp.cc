// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What lanes compute together. The last operand is the member mask, one for all lanes of a warp; the lanes that it
// leaves out skip the instruction, and their results are 0.
#include <cassert>

#include "emulator/conformance/scripts.h"

namespace gatefuzz::conformance {
namespace {

using ptx::OpcodeId;

// Sets %p20 to whether this lane is in the mask of operand `number`, and clears results and %p10, %p11.
std::string Prologue(size_t number) {
  return "mov.u32 %r40, %laneid;\nshr.b32 %r41, %r" + std::to_string(number) +
         ", %r40;\nand.b32 %r41, %r41, 1;\nsetp.ne.b32 %p20, %r41, 0;\nmov.b32 %r10, 0;\nmov.b32 %r11, 0;\n"
         "setp.ne.b32 %p10, %r40, %r40;\nsetp.ne.b32 %p11, %r40, %r40;\n";
}

// A shuffle gives a lane what its source lane holds, which nobody knows if that lane is not a member.
bool IsShuffleDefined(const Form& form, const uint64_t* const* warp, int lane) {
  const auto b = static_cast<int>(warp[1][lane] & 31), c = static_cast<int>(warp[2][lane]);
  const uint64_t mask = warp[3][lane];
  if ((mask >> lane & 1) == 0) return true;
  const int segment = c >> 8 & 31;
  const int limit = (lane & segment) | (c & 31 & ~segment);
  const int source = form.Has("up")     ? lane - b
                     : form.Has("down") ? lane + b
                     : form.Has("bfly") ? lane ^ b
                                        : (lane & segment) | (b & ~segment);
  const bool in_range = form.Has("up") ? source >= limit : source <= limit;
  return !in_range || (mask >> source & 1) != 0;
}

// With constants there are other handlers; all lanes take part, so every source is defined.
Form ConstantShuffle(const Form& form) {
  Form constant = form;
  constant.name += " constant";
  constant.operands = {"b32"};
  constant.defined = nullptr;
  constant.text.clear();
  constant.result_count = 0;
  for (const char* b_c : {"1, 0x1f", "2, 0x1f", "4, 0x1f", "8, 0x1f", "16, 0x1f", "3, 0x1f", "5, 0x181f", "1, 0",
                          "7, 0x1c03", "31, 0x1f"}) {
    const std::string d = std::to_string(10 + constant.result_count), p = std::to_string(11 + constant.result_count);
    constant.text +=
        form.name + " %r" + d + "|%p10, %r1, " + b_c + ", 0xffffffff;\nselp.b32 %r" + p + ", 1, 0, %p10;\n";
    constant.result_count += 2;
  }
  return constant;
}

void Write(Form* form) {
  const std::string type = form->modifiers.empty() ? "" : form->modifiers.back();
  switch (form->row->id) {
    case OpcodeId::kShfl:
      form->operands = {"b32", "C", "I", "M"};
      form->result_count = 2;
      form->defined = IsShuffleDefined;
      form->text =
          Prologue(4) + "@%p20 " + form->name + " %r10|%p10, %r1, %r2, %r3, %r4;\nselp.b32 %r11, 1, 0, %p10;\n";
      return;
    case OpcodeId::kVote:
      form->operands = {"p", "M"};
      form->text = Prologue(2) + "@%p20 " + form->name + " %p10, %p1, %r2;\n@%p20 " + form->name +
                   " %p11, !%p1, %r2;\nselp.b32 %r10, 1, 0, %p10;\n@%p11 add.u32 %r10, %r10, 2;\n";
      return;
    case OpcodeId::kVoteBallot:
      form->operands = {"p", "M"};
      form->result_count = 2;
      form->text =
          Prologue(2) + "@%p20 " + form->name + " %r10, %p1, %r2;\n@%p20 " + form->name + " %r11, !%p1, %r2;\n";
      return;
    case OpcodeId::kMatchAny:
    case OpcodeId::kMatchAll: {
      const bool all = form->row->id == OpcodeId::kMatchAll;
      form->operands = {type == "b64" ? "V64" : "V32", "M"};
      form->result_count = 2;
      form->text = Prologue(2) + "@%p20 " + form->name + (all ? " %r10|%p10, " : " %r10, ") +
                   (type == "b64" ? "%x1" : "%r1") + ", %r2;\nselp.b32 %r11, 1, 0, %p10;\n";
      return;
    }
    case OpcodeId::kElectSync:
      form->operands = {"M"};
      form->result_count = 2;
      form->text = Prologue(1) + "@%p20 " + form->name + " %r10|%p10, %r1;\nselp.b32 %r11, 1, 0, %p10;\n";
      return;
    default:
      form->operands = {type, "M"};
      form->text = Prologue(2) + "@%p20 " + form->name + " %r10, %r1, %r2;\n";
  }
}

}  // namespace

void AddWarpForms(const ptx::OpcodeRow& row, std::vector<Form>* forms) {
  for (const std::vector<std::string>& modifiers : Combinations(row)) {
    Form form = MakeForm(row, modifiers);
    Write(&form);
    forms->push_back(form);
    if (row.id == OpcodeId::kShfl) forms->push_back(ConstantShuffle(MakeForm(row, modifiers)));
  }
}

}  // namespace gatefuzz::conformance
