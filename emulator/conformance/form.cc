// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/conformance/form.h"

#include <algorithm>
#include <cassert>
#include <unordered_map>

#include "emulator/conformance/legality.h"
#include "emulator/conformance/scripts.h"
#include "emulator/ptx/module.h"

namespace gatefuzz::conformance {
namespace {

using ptx::TypeFromName;

std::vector<std::string> Words(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const size_t end = std::min(text.find(' '), text.size());
    words.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(text.size(), end + 1));
  }
  return words;
}

std::string Wider(std::string_view type) {
  const int bits = ptx::TypeBytes(TypeFromName(type)) * 16;
  return type.substr(0, 1) == "s" ? "s" + std::to_string(bits) : "u" + std::to_string(bits);
}

// The types among a form's modifiers, in order.
std::vector<std::string> TypesOf(const std::vector<std::string>& modifiers) {
  std::vector<std::string> types;
  std::copy_if(modifiers.begin(), modifiers.end(), std::back_inserter(types),
               [](const std::string& m) { return TypeFromName(m) != ptx::Type::kNone; });
  return types;
}

std::string Resolve(const std::string& word, const std::vector<std::string>& types) {
  std::string type = word;
  if (word == "T") type = types.at(0);
  if (word == "U") type = types.at(1);
  if (word == "W") type = Wider(types.at(0));
  return type == "pred" ? "p" : type;
}

bool HasBoolean(const Form& form) { return form.Has("and") || form.Has("or") || form.Has("xor"); }

// The name of register `number` for a value of `kind`.
std::string Register(std::string_view kind, int number) {
  if (kind == "p") return "%p" + std::to_string(number);
  const int bytes = RegisterBytes(kind);
  return (bytes == 2 ? "%h" : bytes == 4 ? "%r" : "%x") + std::to_string(number);
}

// The text of a swept form: one instruction, and what turns predicates into a number. With a boolean operator it is
// applied to the predicate and to its complement.
void WriteSwept(const Shape& shape, Form* form) {
  const std::vector<std::string> types = TypesOf(form->modifiers);
  std::string arguments, complement;
  int number = 1;
  for (const std::string& word : Words(shape.second)) {
    if (word == "?p" && !HasBoolean(*form)) continue;
    const std::string kind = Resolve(word == "?p" ? "p" : word, types);
    form->operands.push_back(kind);
    const std::string name = Register(kind, number++);
    arguments += ", " + name;
    complement += ", " + (word == "?p" ? "!" + name : name);
  }
  const std::string result = Resolve(std::string(shape.first), types);
  const bool boolean = HasBoolean(*form) && Words(shape.second).back() == "?p";
  if (result == "p|q" || result == "p") {
    const bool pair = result == "p|q";
    const std::string start = form->name + (pair ? " %p10|%p11" : " %p10");
    form->text = start + arguments + ";\nselp.b32 %r10, 1, 0, %p10;\n";
    if (pair) form->text += "@%p11 add.u32 %r10, %r10, 2;\n";
    if (!boolean) return;
    form->text += start + complement + ";\n@%p10 add.u32 %r10, %r10, 4;\n";
    if (pair) form->text += "@%p11 add.u32 %r10, %r10, 8;\n";
    return;
  }
  form->result_bytes = RegisterBytes(result);
  form->text = form->name + " " + Register(result, 10) + arguments + ";\n";
  if (boolean) {
    form->text += form->name + " " + Register(result, 11) + complement + ";\n";
    form->result_count = 2;
  }
}

bool IsScope(std::string_view modifier) {
  return modifier == "cta" || modifier == "cluster" || modifier == "gpu" || modifier == "sys";
}

// The types and operators on which neutral modifiers are tried.
bool IsRepresentative(const std::vector<std::string>& modifiers) {
  const auto has = [&](std::string_view modifier) {
    return std::find(modifiers.begin(), modifiers.end(), modifier) != modifiers.end();
  };
  return !has("v2") && !has("v4") && modifiers.back() == (has("add") ? "u32" : "b32");
}

std::vector<Form> MakeForms() {
  std::vector<Form> forms;
  const std::vector<ptx::OpcodeRow>& rows = ptx::OpcodeRows();
  for (const ptx::OpcodeRow& row : rows) {
    const Shape* const shape = ShapeOf(row);
    if (shape == nullptr || shape->treatment == Treatment::kUnswept) continue;
    if (shape->treatment == Treatment::kScripted) {
      AddScriptedForms(row, shape->first, &forms);
      continue;
    }
    for (std::vector<std::string>& modifiers : Combinations(row)) {
      Form& form = forms.emplace_back();
      form.row = &row;
      form.name = row.mnemonic;
      for (const std::string& modifier : modifiers) form.name += "." + modifier;
      form.modifiers = std::move(modifiers);
      WriteSwept(*shape, &form);
    }
  }
  return forms;
}

}  // namespace

int RegisterBytes(std::string_view kind) {
  if (kind == "V64") return 8;
  const int bytes = ptx::TypeBytes(TypeFromName(kind));
  return bytes == 2 || bytes == 8 ? bytes : 4;
}

bool Form::Has(std::string_view modifier) const {
  return std::find(modifiers.begin(), modifiers.end(), modifier) != modifiers.end();
}

bool IsApproximate(const Form& form) { return form.Has("approx") || form.Has("full"); }

bool IsNeutral(std::string_view modifier) {
  static constexpr std::string_view kNeutral[] = {"weak", "volatile", "relaxed", "acquire", "release", "acq_rel", "ca",
                                                  "cg",   "cs",       "lu",      "cv",      "wb",      "wt"};
  return IsScope(modifier) || std::find(std::begin(kNeutral), std::end(kNeutral), modifier) != std::end(kNeutral) ||
         modifier.starts_with("L1::") || modifier.starts_with("L2::");
}

const std::vector<Shape>& Shapes() {
  static const std::vector<Shape> shapes = {
#define SWEPT(id, results, operands) {ptx::OpcodeId::k##id, Treatment::kSwept, results, operands},
#define SCRIPTED(id, script) {ptx::OpcodeId::k##id, Treatment::kScripted, script, ""},
#define UNSWEPT(id, reason, test) {ptx::OpcodeId::k##id, Treatment::kUnswept, reason, test},
#include "emulator/conformance/shape_table.inc"
  };
  return shapes;
}

const Shape* ShapeOf(const ptx::OpcodeRow& row) {
  const auto shape = std::find_if(Shapes().begin(), Shapes().end(), [&](const Shape& s) { return s.id == row.id; });
  return shape == Shapes().end() ? nullptr : &*shape;
}

std::vector<std::vector<std::string>> Combinations(const ptx::OpcodeRow& row) {
  // One modifier, or none, a slot; and how many of them are neutral.
  struct Start {
    std::vector<std::string> modifiers;
    int neutral = 0;
  };
  std::vector<Start> starts = {{}};
  for (const ptx::ModifierSlot& slot : ptx::ParseModifierPattern(row.modifiers)) {
    std::vector<Start> longer;
    for (const Start& start : starts) {
      if (!slot.required) longer.push_back(start);
      for (const std::string_view choice : slot.choices) {
        const bool neutral = !slot.required && IsNeutral(choice);
        if (start.neutral + neutral > (IsScope(choice) ? 2 : 1)) continue;
        longer.push_back(start);
        longer.back().modifiers.emplace_back(choice);
        longer.back().neutral += neutral;
      }
    }
    starts = std::move(longer);
  }
  std::vector<std::vector<std::string>> combinations;
  for (Start& start : starts) {
    if (start.neutral > 0 && !IsRepresentative(start.modifiers)) continue;
    if (IsLegal(row.mnemonic, start.modifiers)) combinations.push_back(std::move(start.modifiers));
  }
  return combinations;
}

const std::vector<Form>& AllForms() {
  static const std::vector<Form> forms = MakeForms();
  return forms;
}

const Form* FindForm(std::string_view name) {
  static const auto by_name = [] {
    std::unordered_map<std::string_view, const Form*> index;
    for (const Form& form : AllForms()) index.emplace(form.name, &form);
    return index;
  }();
  const auto found = by_name.find(name);
  return found == by_name.end() ? nullptr : found->second;
}

}  // namespace gatefuzz::conformance
