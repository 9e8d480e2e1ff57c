// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Loads, stores, atomics and address spaces. Each thread has a slot of 32 bytes in every space:
//   %x60 global   %r268 shared, as an offset   %x62 local, as an offset   %x63 constant   %x64 its operands, read-only
// and `blob`, a kernel parameter of 64 bytes. A script fills its slots itself.
#include <algorithm>
#include <cassert>

#include "emulator/conformance/scripts.h"
#include "emulator/ptx/module.h"

namespace gatefuzz::conformance {
namespace {

using ptx::OpcodeId;
using ptx::TypeBytes;
using ptx::TypeFromName;

// Where a form's address may point: its space, or each one in turn if it has none.
struct Place {
  const char* address;  // register
  const char* space;    // for plain accesses to it
  const char* prepare;  // instructions
};
constexpr Place kGlobal = {"%x60", ".global", ""};
constexpr Place kShared = {"%r268", ".shared", ""};
constexpr Place kLocal = {"%x62", ".local", ""};
constexpr Place kConst = {"%x63", ".const", ""};
constexpr Place kOperands = {"%x64", ".global", ""};
constexpr Place kParameter = {"blob+16", ".param", ""};
constexpr Place kGenericShared = {"%x65", "", "cvt.u64.u32 %x65, %r268;\ncvta.shared.u64 %x65, %x65;\n"};
constexpr Place kGenericLocal = {"%x66", "", "cvta.local.u64 %x66, %x62;\n"};

std::vector<Place> PlacesOf(const Form& form) {
  if (form.row->id == OpcodeId::kLdNc || form.row->id == OpcodeId::kLdu) return {kOperands};
  if (form.Has("global") || form.Has("mmio")) return {kGlobal};
  if (form.Has("shared") || form.Has("shared::cta")) return {kShared};
  if (form.Has("local")) return {kLocal};
  if (form.Has("const")) return {kConst};
  if (form.Has("param") || form.Has("param::entry")) return {kParameter};
  return {kGlobal, kGenericShared, kGenericLocal};
}

bool IsWritable(const Place& place) {
  return place.address != kConst.address && place.address != kOperands.address && place.address != kParameter.address;
}

// Fills a slot with a, b and their complements.
std::string Fill(const Place& place) {
  if (!IsWritable(place)) return "";
  const std::string st = std::string("st") + place.space + ".b64 [" + place.address;
  return "not.b64 %x56, %x1;\nnot.b64 %x57, %x2;\n" + st + "], %x1;\n" + st + "+8], %x2;\n" + st + "+16], %x56;\n" +
         st + "+24], %x57;\n";
}

// A register list for `count` elements from register `first`: "%x10" or "{%x10, %x11}".
std::string List(const std::string& letter, int first, int count) {
  std::string list = letter + std::to_string(first);
  if (count == 1) return list;
  for (int i = 1; i < count; ++i) list += ", " + letter + std::to_string(first + i);
  return "{" + list + "}";
}

const char* Letter(int bytes) { return bytes == 2 ? "%h" : bytes == 4 ? "%r" : "%x"; }
int NaturalBytes(std::string_view type) { return std::max(2, TypeBytes(TypeFromName(type))); }
int CountOf(const Form& form) { return form.Has("v2") ? 2 : form.Has("v4") ? 4 : form.Has("v8") ? 8 : 1; }

// Loads into registers of the natural width, then into wide ones, all given as 64 bits.
void WriteLoad(Form* form) {
  const std::string& type = form->modifiers.back();
  const int natural = NaturalBytes(type), count = CountOf(*form);
  form->operands = {"b64", "b64"};
  form->result_bytes = 8;
  form->result_count = 0;
  for (const Place& place : PlacesOf(*form)) {
    form->text += place.prepare + Fill(place);
    const std::string address = std::string(", [") + place.address + "];\n";
    const int first = 10 + form->result_count;
    form->text += form->name + " " + List(Letter(natural), natural == 8 ? first : 50, count) + address;
    for (int i = 0; natural < 8 && i < count; ++i) {
      form->text += "cvt.u64.u" + std::to_string(natural * 8) + " %x" + std::to_string(first + i) + ", " +
                    Letter(natural) + std::to_string(50 + i) + ";\n";
    }
    form->text += form->name + " " + List("%x", first + count, count) + address;
    form->result_count += 2 * count;
  }
}

// Stores c, ~c, a, b from registers of the natural width and, integers and bits, from wide ones: PTX has no store of a
// float from a wider register (ptxas converts the number), and of .mmio from any. The slot afterwards.
void WriteStore(Form* form) {
  const std::string& type = form->modifiers.back();
  const int natural = NaturalBytes(type), count = CountOf(*form);
  form->operands = {"b64", "b64", "b64"};
  form->result_bytes = 8;
  form->result_count = 0;
  form->text = "mov.b64 %x50, %x3;\nnot.b64 %x51, %x3;\nmov.b64 %x52, %x1;\nmov.b64 %x53, %x2;\n";
  for (int i = 0; natural < 8 && i < count; ++i) {
    form->text += "cvt.u" + std::to_string(natural * 8) + ".u64 " + Letter(natural) + std::to_string(50 + i) + ", %x" +
                  std::to_string(50 + i) + ";\n";
  }
  for (const Place& place : PlacesOf(*form)) {
    for (const char* letter : {Letter(natural), "%x"}) {
      if ((type == "f32" || form->Has("mmio")) && natural < 8 && std::string_view(letter) == "%x") continue;
      form->text += place.prepare + Fill(place);
      form->text += form->name + " [" + place.address + "], " + List(letter, 50, count) + ";\n";
      for (const char* offset : {"", "+8"}) {
        form->text += std::string("ld") + place.space + ".b64 %x" + std::to_string(10 + form->result_count++) + ", [" +
                      place.address + offset + "];\n";
      }
    }
  }
}

}  // namespace

void AddMemoryForms(const ptx::OpcodeRow& row, std::vector<Form>* forms) {
  for (const std::vector<std::string>& modifiers : Combinations(row)) {
    Form form = MakeForm(row, modifiers);
    form.uses_memory = true;
    row.mnemonic == "st" ? WriteStore(&form) : WriteLoad(&form);
    forms->push_back(std::move(form));
  }
}

// The slot starts as a, the operands are b and c. Results: what the instruction returns, what it leaves.
void AddAtomicForms(const ptx::OpcodeRow& row, std::vector<Form>* forms) {
  for (const std::vector<std::string>& modifiers : Combinations(row)) {
    Form form = MakeForm(row, modifiers);
    form.uses_memory = true;
    const std::string& type = modifiers.back();
    const bool cas = row.id == OpcodeId::kAtomCas, red = row.id == OpcodeId::kRed;
    form.operands.assign(cas ? 3 : 2, type);
    form.result_bytes = RegisterBytes(type);
    form.result_count = 0;
    const std::string r = Letter(form.result_bytes), bits = ".b" + std::to_string(8 * form.result_bytes);
    for (const Place& place : PlacesOf(form)) {
      if (place.address == kGenericLocal.address) continue;  // atomics are for global and shared memory
      const std::string address = std::string("[") + place.address + "]";
      form.text += place.prepare + std::string("st") + place.space + bits + " " + address + ", " + r + "1;\n";
      form.text += form.name + " ";
      if (!red) form.text += r + std::to_string(10 + form.result_count++) + ", ";
      form.text += address + ", " + r + "2" + (cas ? ", " + r + "3" : "") + ";\n";
      form.text += std::string("ld") + place.space + bits + " " + r + std::to_string(10 + form.result_count++) + ", " +
                   address + ";\n";
    }
    forms->push_back(std::move(form));
  }
}

// The slot's elements start as a, b, a, ..., the operand's are b, a, b, ... Results: what the instruction returns, what
// it leaves.
void AddAtomicVectorForms(const ptx::OpcodeRow& row, std::vector<Form>* forms) {
  for (const std::vector<std::string>& modifiers : Combinations(row)) {
    Form form = MakeForm(row, modifiers);
    form.uses_memory = true;
    const std::string& type = modifiers.back();
    const int count = CountOf(form);
    form.operands = {type, type};
    form.result_bytes = RegisterBytes(type);
    form.result_count = row.mnemonic == "red" ? count : 2 * count;
    const std::string r = Letter(form.result_bytes), bits = ".global.b" + std::to_string(8 * form.result_bytes);
    const auto element = [&](int i) { return "[%x60+" + std::to_string(i * form.result_bytes) + "]"; };
    std::string operand;
    for (int i = 0; i < count; ++i) {
      form.text += "st" + bits + " " + element(i) + ", " + r + (i % 2 == 0 ? "1" : "2") + ";\n";
      operand += (i == 0 ? "" : ", ") + r + (i % 2 == 0 ? "2" : "1");
    }
    form.text += form.name + " ";
    if (row.mnemonic != "red") form.text += List(r, 10, count) + ", ";
    form.text += "[%x60], {" + operand + "};\n";
    for (int i = 0; i < count; ++i) {
      const int d = 10 + form.result_count - count + i;
      form.text += "ld" + bits + " " + r + std::to_string(d) + ", " + element(i) + ";\n";
    }
    forms->push_back(std::move(form));
  }
}

// cp.async of 32 bytes of operands: whole, of a drawn number of bytes, and with a drawn predicate that ignores them.
void AddCopyForms(const ptx::OpcodeRow& row, std::vector<Form>* forms) {
  for (const std::vector<std::string>& modifiers : Combinations(row)) {
    Form form = MakeForm(row, modifiers);
    form.uses_memory = true;
    form.operands.assign(4, "b64");
    form.result_bytes = 8;
    form.result_count = 0;
    form.text = "cvt.u32.u64 %r30, %x1;\nand.b32 %r31, %r30, 64;\nsetp.ne.u32 %p1, %r31, 0;\n";
    for (const int bytes : {4, 8, 16}) {
      if (form.Has("cg") && bytes != 16) continue;
      form.text += "and.b32 %r31, %r30, " + std::to_string(bytes - 1) + ";\n";
      for (const char* source : {"", ", %r31", ", %p1"}) {
        form.text += Fill(kShared) + form.name + " [%r268], [%x64+16], " + std::to_string(bytes) + source +
                     ";\ncp.async.wait_all;\n";
        for (const char* offset : {"", "+8"}) {
          form.text += "ld.shared.b64 %x" + std::to_string(10 + form.result_count++) + ", [%r268" + offset + "];\n";
        }
      }
    }
    forms->push_back(std::move(form));
  }
}

// isspacep: one bit for an address of each space. cvta: what is read through the generic address, and the way back.
void AddSpaceForms(const ptx::OpcodeRow& row, std::vector<Form>* forms) {
  for (const std::vector<std::string>& modifiers : Combinations(row)) {
    Form form = MakeForm(row, modifiers);
    form.uses_memory = true;
    form.operands = {"b64", "b64"};
    if (row.id == OpcodeId::kIsspacep) {
      form.text = std::string(kGenericShared.prepare) + kGenericLocal.prepare +
                  "cvta.const.u64 %x67, %x63;\nmov.b64 %x68, blob;\ncvta.param.u64 %x68, %x68;\nmov.b32 %r10, 0;\n";
      int bit = 1;
      for (const char* address : {"%x60", "%x65", "%x66", "%x67", "%x68"}) {
        form.text += form.name + " %p10, " + address + ";\n@%p10 add.u32 %r10, %r10, " + std::to_string(bit) + ";\n";
        bit *= 2;
      }
    } else {
      const std::string space = modifiers.at(modifiers.size() - 2);
      const Place place = PlacesOf(form).at(0);
      form.result_bytes = 8;
      form.result_count = 2;
      form.text = Fill(place);
      if (space.starts_with("shared")) {
        form.text += "cvt.u64.u32 %x32, %r268;\n";
      } else if (space.starts_with("param")) {
        form.text += "mov.b64 %x32, blob;\n";
      } else {
        form.text += std::string("mov.b64 %x32, ") + place.address + ";\n";
      }
      form.text += "cvta." + space + ".u64 %x33, %x32;\nld.b64 %x10, [%x33];\n";
      form.text += "cvta.to." + space + ".u64 %x34, %x33;\nsub.u64 %x11, %x34, %x32;\n";
    }
    forms->push_back(std::move(form));
  }
}

}  // namespace gatefuzz::conformance
