// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Forms that one instruction on registers does not show: carries, lookup tables, moves of parts, and barriers that
// count. Memory is in scripts_memory.cc, what lanes do together in scripts_warp.cc.
#include "emulator/conformance/scripts.h"

#include <cassert>
#include <string>

#include "emulator/ptx/module.h"

namespace gatefuzz::conformance {
namespace {

using ptx::OpcodeId;

// d0 = the result, d1 = the carry that the instruction leaves, read by the instruction of the same kind. What comes
// before a row that reads the carry sets it to operand `in`.
void WriteCarry(Form* form) {
  const std::string& type = form->modifiers.back();
  const bool wide = RegisterBytes(type) == 8;
  const bool is_mad = form->row->mnemonic.starts_with("mad");
  const bool is_sub = form->row->mnemonic.starts_with("sub");
  const bool reads = form->row->mnemonic.ends_with("c");
  form->operands.assign(is_mad ? 3 : 2, type);
  if (reads) form->operands.emplace_back("b32");
  form->result_bytes = wide ? 8 : 4;
  form->result_count = 2;
  const std::string in = "%r" + std::to_string(form->operands.size());
  const std::string r = wide ? "%x" : "%r";
  if (reads) {
    form->text += "and.b32 %r30, " + in + ", 1;\n";
    form->text += is_sub ? "sub.cc.u32 %r31, 0, %r30;\n" : "add.cc.u32 %r31, %r30, 0xffffffff;\n";
  }
  form->text += form->name + " " + r + "10, " + r + "1, " + r + "2" + (is_mad ? ", " + r + "3" : "") + ";\n";
  form->text += (is_sub ? "subc." : "addc.") + type + " " + r + "11, 0, 0;\n";
}

// All 256 tables; with a predicate 16 of them, the result and then the predicate of each.
void WriteLop3(Form* form) {
  form->operands = {"b32", "b32", "b32"};
  const bool predicate = form->Has("and") || form->Has("or");
  if (!predicate) {
    form->result_count = 256;
    for (int lut = 0; lut < 256; ++lut) {
      form->text += "lop3.b32 %r" + std::to_string(10 + lut) + ", %r1, %r2, %r3, " + std::to_string(lut) + ";\n";
    }
    return;
  }
  form->operands.emplace_back("p");
  form->result_count = 32;
  for (int i = 0; i < 16; ++i) {
    const std::string lut = std::to_string(i * 17), d = std::to_string(10 + 2 * i), p = std::to_string(11 + 2 * i);
    form->text += form->name + " %r" + d + "|%p10, %r1, %r2, %r3, " + lut + (i % 2 == 0 ? ", %p4;\n" : ", !%p4;\n");
    form->text += "selp.b32 %r" + p + ", 1, 0, %p10;\n";
  }
}

// Every thread of the block tells of one predicate. Twice: the second time its complement, and the count in words.
void WriteBarrier(Form* form) {
  form->operands = {"p"};
  form->result_count = 2;
  if (form->Has("popc")) {
    form->text = form->name + " %r10, 0, %p1;\n" + form->name + " %r11, 1, 128, !%p1;\n";
  } else {
    form->text = form->name + " %p10, 0, %p1;\n" + form->name + " %p11, 1, 128, !%p1;\n";
    form->text += "selp.b32 %r10, 1, 0, %p10;\nselp.b32 %r11, 1, 0, %p11;\n";
  }
}

void AddMoves(const ptx::OpcodeRow& row, std::vector<Form>* forms) {
  for (const auto& modifiers : Combinations(row)) {
    Form form = MakeForm(row, modifiers);
    const std::string& type = modifiers.at(0);
    const bool predicate = type == "pred";
    form.operands = {predicate ? "p" : type};
    form.result_bytes = RegisterBytes(form.operands[0]);
    const std::string r = predicate ? "%p" : form.result_bytes == 2 ? "%h" : form.result_bytes == 4 ? "%r" : "%x";
    form.text = form.name + " " + r + "10, " + r + "1;\n";
    if (predicate) form.text += "selp.b32 %r10, 1, 0, %p10;\n";
    forms->push_back(form);
  }
  const auto add = [&](const char* type, const char* name, OperandKinds operands, int bytes, int count,
                       const char* text) {
    Form form = MakeForm(row, {type});
    form.name = name;
    form.operands = std::move(operands);
    form.result_bytes = bytes;
    form.result_count = count;
    form.text = text;
    forms->push_back(form);
  };
  add("b32", "mov.b32 d, {a, b}", {"b16", "b16"}, 4, 1, "mov.b32 %r10, {%h1, %h2};\n");
  add("b64", "mov.b64 d, {a, b}", {"b32", "b32"}, 8, 1, "mov.b64 %x10, {%r1, %r2};\n");
  add("b64", "mov.b64 d, {a, b, c, e}", {"b16", "b16", "b16", "b16"}, 8, 1, "mov.b64 %x10, {%h1, %h2, %h3, %h4};\n");
  add("b32", "mov.b32 {d, e}, a", {"b32"}, 2, 2, "mov.b32 {%h10, %h11}, %r1;\n");
  add("b64", "mov.b64 {d, e}, a", {"b64"}, 4, 2, "mov.b64 {%r10, %r11}, %x1;\n");
  add("b64", "mov.b64 {d, e, f, g}, a", {"b64"}, 2, 4, "mov.b64 {%h10, %h11, %h12, %h13}, %x1;\n");
  for (const char* special : {"%tid.x", "%tid.y", "%tid.z", "%ntid.x", "%ntid.y", "%ntid.z", "%ctaid.x", "%ctaid.y",
                              "%ctaid.z", "%nctaid.x", "%nctaid.y", "%nctaid.z", "%laneid", "%lanemask_eq",
                              "%lanemask_le", "%lanemask_lt", "%lanemask_ge", "%lanemask_gt", "%dynamic_smem_size"}) {
    const std::string name = std::string("mov.u32 d, ") + special;
    add("u32", name.c_str(), {"b32"}, 4, 1, (std::string("mov.u32 %r10, ") + special + ";\n").c_str());
  }
}

}  // namespace

Form MakeForm(const ptx::OpcodeRow& row, const std::vector<std::string>& modifiers) {
  Form form;
  form.row = &row;
  form.modifiers = modifiers;
  form.name = row.mnemonic;
  for (const std::string& modifier : modifiers) form.name += "." + modifier;
  return form;
}

void AddScriptedForms(const ptx::OpcodeRow& row, std::string_view script, std::vector<Form>* forms) {
  if (script == "memory") return AddMemoryForms(row, forms);
  if (script == "atomic") return AddAtomicForms(row, forms);
  if (script == "atomic vector") return AddAtomicVectorForms(row, forms);
  if (script == "copy") return AddCopyForms(row, forms);
  if (script == "space") return AddSpaceForms(row, forms);
  if (script == "warp") return AddWarpForms(row, forms);
  if (script == "move") return AddMoves(row, forms);
  for (const std::vector<std::string>& modifiers : Combinations(row)) {
    Form form = MakeForm(row, modifiers);
    if (script == "carry") WriteCarry(&form);
    if (script == "lop3") WriteLop3(&form);
    if (script == "barrier") WriteBarrier(&form);
    assert(!form.text.empty());
    forms->push_back(std::move(form));
  }
}

}  // namespace gatefuzz::conformance
