// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <cassert>
#include <iterator>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "emulator/ptx/opcode.h"

namespace gatefuzz::ptx {
namespace {

struct OperandCount {
  size_t least = 0, most = 0;
};

// From the notation: commas inside {} belong to optional operands.
OperandCount CountOperands(std::string_view operands) {
  if (operands.empty()) return {0, 0};
  OperandCount count{1, 1};
  int depth = 0;
  for (const char c : operands) {
    depth += (c == '{') - (c == '}');
    if (c != ',') continue;
    ++count.most;
    count.least += depth == 0;
  }
  return count;
}

struct CompiledRow {
  const OpcodeRow* row;
  std::vector<ModifierSlot> slots;
  OperandCount operands;
};
using RowsByMnemonic = std::unordered_map<std::string_view, std::vector<CompiledRow>>;

const RowsByMnemonic& CompiledRows() {
  static const RowsByMnemonic rows = [] {
    RowsByMnemonic result;
    for (const OpcodeRow& row : OpcodeRows()) {
      result[row.mnemonic].push_back({&row, ParseModifierPattern(row.modifiers), CountOperands(row.operands)});
    }
    return result;
  }();
  return rows;
}

bool Contains(const std::vector<std::string_view>& choices, std::string_view modifier) {
  return std::find(choices.begin(), choices.end(), modifier) != choices.end();
}

constexpr size_t kMaxSlots = 16;  // more than any row has; asserted in Fit

// How many modifiers of the instruction fit the row, and whether all do and no required slot is empty.
struct Fitness {
  int fitting = 0;
  bool complete = false;
};

Fitness Fit(const CompiledRow& row, const std::vector<std::string>& modifiers, const std::vector<Type>& types) {
  Fitness fitness;
  assert(row.slots.size() <= kMaxSlots);
  bool filled[kMaxSlots] = {};
  for (size_t i = 0; i < modifiers.size(); ++i) {
    for (size_t s = 0; s < row.slots.size(); ++s) {
      const ModifierSlot& slot = row.slots[s];
      if (filled[s] || slot.is_type != (types[i] != Type::kNone)) continue;
      if (Contains(slot.choices, modifiers[i])) {
        filled[s] = true;
        ++fitness.fitting;
        break;
      }
      if (slot.is_type) break;  // types keep their order
    }
  }
  fitness.complete = fitness.fitting == static_cast<int>(modifiers.size());
  for (size_t s = 0; s < row.slots.size(); ++s) fitness.complete &= filled[s] || !row.slots[s].required;
  return fitness;
}

// One per modifier; kNone for those that are no types.
std::vector<Type> TypesOf(const Instruction& instruction) {
  std::vector<Type> types;
  types.reserve(instruction.modifiers.size());
  for (const std::string& modifier : instruction.modifiers) types.push_back(TypeFromName(modifier));
  return types;
}

std::string FullName(const Instruction& instruction) {
  std::string name = instruction.mnemonic;
  for (const std::string& modifier : instruction.modifiers) name += "." + modifier;
  return name;
}

std::string FormText(const OpcodeRow& row) {
  std::string text = std::string(row.mnemonic) + std::string(row.modifiers);
  if (!row.operands.empty()) text += " " + std::string(row.operands);
  return text;
}

// Whether the instruction has the row's mnemonic, if it names one, and all of its modifiers.
bool IsOfFamily(const Instruction& instruction, const UnsupportedRow& row) {
  std::string_view rest = row.pattern;
  const size_t mnemonic = std::min(rest.find('.'), rest.size());
  if (mnemonic != 0 && rest.substr(0, mnemonic) != instruction.mnemonic) return false;
  rest.remove_prefix(mnemonic);
  while (!rest.empty()) {
    const size_t end = std::min(rest.find('.', 1), rest.size());
    const std::string_view modifier = rest.substr(1, end - 1);
    if (std::find(instruction.modifiers.begin(), instruction.modifiers.end(), modifier) == instruction.modifiers.end())
      return false;
    rest.remove_prefix(end);
  }
  return true;
}

// Families that are left out on purpose, so that the message can say so.
std::string_view OmittedFamily(const Instruction& instruction) {
  for (const UnsupportedRow& row : UnsupportedRows()) {
    if (IsOfFamily(instruction, row)) return row.family;
  }
  return {};
}

std::string NotFound(const Instruction& instruction, const std::vector<CompiledRow>* rows,
                     const std::vector<Type>& types) {
  std::string error = "instruction '" + FullName(instruction) + "' is not supported";
  if (const std::string_view family = OmittedFamily(instruction); !family.empty()) {
    return error + ": it is " + std::string(family);
  }
  if (rows == nullptr) return error;
  std::vector<std::pair<int, const OpcodeRow*>> near;
  for (const CompiledRow& row : *rows) {
    near.emplace_back(-Fit(row, instruction.modifiers, types).fitting, row.row);
  }
  std::sort(near.begin(), near.end());  // best first, then in the table's order: all rows are in one vector
  constexpr size_t kShown = 3;
  if (near.size() > kShown) near.resize(kShown);
  error += "; near forms:";
  for (const auto& [score, row] : near) error += "\n    " + FormText(*row);
  return error;
}

}  // namespace

bool Match::Has(std::string_view modifier) const { return Contains(modifiers, modifier); }

Type Match::type(int index) const {
  return index >= 0 && index < static_cast<int>(types.size()) ? types[index] : Type::kNone;
}

const std::vector<OpcodeRow>& OpcodeRows() {
  static const std::vector<OpcodeRow> rows = {
#define PTX_OPCODE(id, mnemonic, modifiers, operands) {OpcodeId::k##id, mnemonic, modifiers, operands},
#include "emulator/ptx/opcode_table.inc"
#undef PTX_OPCODE
  };
  return rows;
}

const std::vector<UnsupportedRow>& UnsupportedRows() {
  static const std::vector<UnsupportedRow> rows = {
#define PTX_UNSUPPORTED(pattern, family) {pattern, family},
#include "emulator/ptx/unsupported_table.inc"
#undef PTX_UNSUPPORTED
  };
  return rows;
}

std::vector<ModifierSlot> ParseModifierPattern(std::string_view pattern) {
  std::vector<ModifierSlot> slots;
  while (!pattern.empty()) {
    ModifierSlot& slot = slots.emplace_back();
    slot.required = pattern[0] != '[';
    if (!slot.required) pattern.remove_prefix(1);
    assert(pattern[0] == '.');
    const bool choice = pattern[1] == '{';
    pattern.remove_prefix(choice ? 2 : 1);
    // The end of the slot's names: } of a choice, else ] or the next dot.
    const size_t end = std::min(pattern.find_first_of(choice ? "}" : ".[]"), pattern.size());
    std::string_view names = pattern.substr(0, end);
    pattern.remove_prefix(std::min(pattern.size(), end + (choice ? 1 : 0)));
    if (!slot.required) pattern.remove_prefix(1);
    slot.is_type = true;
    while (!names.empty()) {
      const size_t comma = std::min(names.find(','), names.size());
      slot.choices.push_back(names.substr(0, comma));
      slot.is_type &= TypeFromName(slot.choices.back()) != Type::kNone;
      names.remove_prefix(std::min(names.size(), comma + 1));
    }
  }
  return slots;
}

bool FitsRow(const OpcodeRow& row, const Instruction& instruction) {
  if (row.mnemonic != instruction.mnemonic) return false;
  const CompiledRow compiled = {&row, ParseModifierPattern(row.modifiers), {}};
  return Fit(compiled, instruction.modifiers, TypesOf(instruction)).complete;
}

bool MatchInstruction(const Instruction& instruction, Match* match, std::string* error) {
  const std::vector<Type> types = TypesOf(instruction);
  const auto rows = CompiledRows().find(instruction.mnemonic);
  const bool known = rows != CompiledRows().end();
  const CompiledRow* found = nullptr;
  if (known) {
    const auto row = std::find_if(rows->second.begin(), rows->second.end(), [&](const CompiledRow& candidate) {
      return Fit(candidate, instruction.modifiers, types).complete;
    });
    if (row != rows->second.end()) found = &*row;
  }
  if (found == nullptr) {
    *error = NotFound(instruction, known ? &rows->second : nullptr, types);
    return false;
  }
  const size_t operands = instruction.operands.size();
  if (operands < found->operands.least || operands > found->operands.most) {
    *error = "instruction '" + FullName(instruction) + "' has " + std::to_string(operands) +
             " operands; its form is\n    " + FormText(*found->row);
    return false;
  }
  match->row = found->row;
  match->modifiers.assign(instruction.modifiers.begin(), instruction.modifiers.end());
  match->types.clear();
  std::copy_if(types.begin(), types.end(), std::back_inserter(match->types), [](Type t) { return t != Type::kNone; });
  return true;
}

}  // namespace gatefuzz::ptx
