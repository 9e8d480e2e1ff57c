// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/conformance/fidelity.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>

#include "emulator/conformance/form.h"
#include "emulator/ptx/module.h"

namespace gatefuzz::conformance {
namespace {

std::string Shown(double x) {
  char text[40];
  std::snprintf(text, sizeof text, "%.3g", x);
  return text;
}

// An error in its bound's own terms: "1.26 ulp", "2^-16.7".
std::string ErrorText(const std::string& bound, double error) {
  if (bound.ends_with("ulp")) return Shown(error) + " ulp";
  return error == 0 ? "0" : "2^" + Shown(std::log2(error));
}

void AddForm(const Form& form, const Run& run, Fidelity* sum) {
  ++sum->forms;
  const auto record = run.records.find(form.name);
  if (record == run.records.end()) return;
  ++sum->graded;
  sum->tuples += record->second.tuples;
  if (!record->second.divergence.empty()) sum->divergences.insert(record->second.divergence);
  for (const SeenError& error : record->second.errors) {
    auto seen = std::find_if(sum->errors.begin(), sum->errors.end(),
                             [&](const SeenError& e) { return e.bound == error.bound; });
    if (seen == sum->errors.end()) seen = sum->errors.insert(seen, {error.bound, 0, 0});
    seen->gpu = std::max(seen->gpu, error.gpu);
    seen->emulator = std::max(seen->emulator, error.emulator);
  }
}

Verdict VerdictOf(const Fidelity& sum, bool approximate) {
  if (sum.graded == 0) return Verdict::kNotGraded;
  return approximate ? Verdict::kBounded : Verdict::kExact;
}

Fidelity NotSwept(std::string reason, std::string test) {
  Fidelity fidelity;
  fidelity.verdict = Verdict::kNotSwept;
  fidelity.reason = std::move(reason);
  fidelity.test = std::move(test);
  return fidelity;
}

// Of a row that has no forms; null if it has.
const Shape* UnsweptShape(const ptx::OpcodeRow& row) {
  const Shape* const shape = ShapeOf(row);
  return shape != nullptr && shape->treatment == Treatment::kUnswept ? shape : nullptr;
}

// The modifiers in the order of the row's slots, which is how forms are named. PTX leaves the order of those that are
// no types open.
std::vector<std::string> InSlotOrder(const ptx::Match& match) {
  std::vector<std::string> ordered;
  std::vector<std::string_view> left = match.modifiers;
  for (const ptx::ModifierSlot& slot : ptx::ParseModifierPattern(match.row->modifiers)) {
    const auto fits = [&](std::string_view modifier) {
      return std::find(slot.choices.begin(), slot.choices.end(), modifier) != slot.choices.end();
    };
    const auto found = std::find_if(left.begin(), left.end(), fits);
    if (found == left.end()) continue;
    ordered.emplace_back(*found);
    left.erase(found);
  }
  return ordered;
}

std::string NameOf(std::string_view mnemonic, const std::vector<std::string>& modifiers) {
  std::string name(mnemonic);
  for (const std::string& modifier : modifiers) name += "." + modifier;
  return name;
}

bool IsDeclared(const ptx::Function& function, const std::string& name) {
  return std::any_of(function.registers.begin(), function.registers.end(), [&](const ptx::RegisterDeclaration& row) {
    if (row.count == 0) return row.name == name;
    return name.starts_with(row.name) && name.find_first_not_of("0123456789", row.name.size()) == std::string::npos;
  });
}

// The register that a move reads if that is none of the function's own: "%tid.x".
std::string SpecialRegister(const ptx::Function& function, const ptx::Instruction& instruction) {
  if (instruction.mnemonic != "mov" || instruction.operands.size() != 2) return "";
  const ptx::Operand& source = instruction.operands[1];
  const bool special = source.kind == ptx::Operand::Kind::kRegister && !IsDeclared(function, source.name);
  return special ? source.name : "";
}

// What the suite calls a move of parts, or of a special register: "mov.b64 {d, e}, a".
std::string MoveName(std::string name, const std::string& special, const ptx::Instruction& instruction) {
  if (instruction.mnemonic != "mov" || instruction.operands.size() != 2) return name;
  if (!special.empty()) return name + " d, " + special;
  const auto operand = [](const ptx::Operand& value, const char* alone, std::string_view letters) {
    if (value.kind != ptx::Operand::Kind::kVector) return std::string(alone);
    std::string list;
    for (size_t i = 0; i < value.parts.size(); ++i) {
      list += (i == 0 ? "{" : ", ") + std::string(1, letters[std::min(i, letters.size() - 1)]);
    }
    return list + "}";
  };
  const std::string to = operand(instruction.operands[0], "d", "defg");
  const std::string from = operand(instruction.operands[1], "a", "abce");
  return to == "d" && from == "a" ? name : name + " " + to + ", " + from;
}

InstructionFidelity FidelityOf(const ptx::Function& function, const ptx::Instruction& instruction, const Run& run) {
  InstructionFidelity result;
  result.form = NameOf(instruction.mnemonic, instruction.modifiers);
  ptx::Match match;
  std::string error;
  if (!ptx::MatchInstruction(instruction, &match, &error)) {
    result.fidelity.verdict = Verdict::kUnsupported;
    result.fidelity.reason = error.substr(0, error.find('\n'));
    return result;
  }
  if (const Shape* const shape = UnsweptShape(*match.row)) {
    result.fidelity = NotSwept(std::string(shape->first), std::string(shape->second));
    return result;
  }
  std::vector<std::string> modifiers = InSlotOrder(match);
  const std::string special = SpecialRegister(function, instruction);
  result.form = MoveName(NameOf(instruction.mnemonic, modifiers), special, instruction);
  const Form* form = FindForm(result.form);
  if (form == nullptr) {
    // What changes no value is tried beside a row's first types alone.
    std::erase_if(modifiers, [](const std::string& modifier) { return IsNeutral(modifier); });
    result.graded_as = MoveName(NameOf(instruction.mnemonic, modifiers), special, instruction);
    form = FindForm(result.graded_as);
  }
  if (form == nullptr) {
    result.graded_as.clear();
    result.fidelity = special.empty() ? NotSwept("the suite leaves this form out", "")
                                      : NotSwept("what " + special + " holds, machines choose", "");
    return result;
  }
  AddForm(*form, run, &result.fidelity);
  result.fidelity.verdict = VerdictOf(result.fidelity, IsApproximate(*form));
  return result;
}

}  // namespace

const char* VerdictName(Verdict verdict) {
  switch (verdict) {
    case Verdict::kUnsupported:
      return "unsupported";
    case Verdict::kNotGraded:
      return "not graded yet";
    case Verdict::kNotSwept:
      return "not swept";
    case Verdict::kBounded:
      return "bounded";
    case Verdict::kExact:
      return "exact";
  }
  __builtin_unreachable();
}

Fidelity FidelityOfRow(const ptx::OpcodeRow& row, const Run& run) {
  if (const Shape* const shape = UnsweptShape(row)) {
    return NotSwept(std::string(shape->first), std::string(shape->second));
  }
  Fidelity sum;
  bool approximate = false;
  for (const Form& form : AllForms()) {
    if (form.row != &row) continue;
    approximate |= IsApproximate(form);
    AddForm(form, run, &sum);
  }
  sum.verdict = VerdictOf(sum, approximate);
  return sum;
}

bool FidelityOfPtx(std::span<const std::string> modules, const Run& run, std::vector<InstructionFidelity>* forms,
                   std::string* error) {
  std::map<std::string, InstructionFidelity> by_form;
  for (const std::string& text : modules) {
    ptx::Module module;
    ptx::ParseError parse_error;
    if (!ptx::Parse(text, &module, &parse_error)) {
      *error = "PTX line " + std::to_string(parse_error.line) + ": " + parse_error.message;
      return false;
    }
    for (const ptx::Function& function : module.functions) {
      for (const ptx::Instruction& instruction : function.instructions) {
        InstructionFidelity one = FidelityOf(function, instruction, run);
        const std::string form = one.form;
        ++by_form.try_emplace(form, std::move(one)).first->second.count;
      }
    }
  }
  forms->clear();
  for (auto& [name, form] : by_form) forms->push_back(std::move(form));
  std::sort(forms->begin(), forms->end(), [](const InstructionFidelity& a, const InstructionFidelity& b) {
    return std::tuple(a.fidelity.verdict, b.count, std::string_view(a.form)) <
           std::tuple(b.fidelity.verdict, a.count, std::string_view(b.form));
  });
  return true;
}

std::string FidelityText(const Fidelity& fidelity, Markup markup) {
  const bool markdown = markup == Markup::kMarkdown;
  std::string text = VerdictName(fidelity.verdict);
  if (!fidelity.reason.empty()) text += ": " + fidelity.reason;
  if (!fidelity.test.empty()) text += markdown ? " (`" + fidelity.test + "`)" : " (" + fidelity.test + ")";
  if (fidelity.verdict == Verdict::kBounded) {
    const char* before = ": ";
    for (const SeenError& error : fidelity.errors) {
      if (error.bound.empty()) continue;
      text += before + error.bound + " (seen: GPU " + ErrorText(error.bound, error.gpu) + ", emulator " +
              ErrorText(error.bound, error.emulator) + ")";
      before = "; ";
    }
  }
  for (const std::string& id : fidelity.divergences) {
    text += ", but for " + (markdown ? "[" + id + "](#" + id + ")" : id);
  }
  if (fidelity.graded != 0 && fidelity.graded < fidelity.forms) {
    text += "; " + std::to_string(fidelity.forms - fidelity.graded) + " of its forms not graded yet";
  }
  return text;
}

}  // namespace gatefuzz::conformance
