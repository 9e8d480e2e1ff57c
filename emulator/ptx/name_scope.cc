// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Registers and variables are declared before they are used, labels often after. So a use of an unknown name is noted
// in its scope, looked up again when the scope closes, and passed on to the enclosing scope. Depth is bounded, so the
// work is linear.

#include "emulator/ptx/name_scope.h"

#include <utility>

namespace gatefuzz::ptx {
namespace {

void Rename(Operand* operand, const std::unordered_map<std::string, std::string>& labels) {
  if (operand->kind == Operand::Kind::kSymbol) {
    if (const auto found = labels.find(operand->name); found != labels.end()) operand->name = found->second;
  }
  for (Operand& part : operand->parts) Rename(&part, labels);  // the parser bounds the depth
}

}  // namespace

bool NameScopes::Open() {
  if (scopes_.size() > kMaxDepth) return false;
  scopes_.emplace_back();
  scopes_.back().id = ++last_id_;
  return true;
}

bool NameScopes::Close(Function* function) {
  if (scopes_.size() <= 1) return false;
  Scope closed = std::move(scopes_.back());
  scopes_.pop_back();
  if (!closed.names.empty() && !(closed.instructions.empty() && closed.tables.empty())) {
    std::unordered_map<std::string, std::string> labels;
    for (const auto& [name, entry] : closed.names) {
      if (entry.kind == Kind::kOther) labels.emplace(name, entry.flat);
    }
    for (const int index : closed.instructions) {
      for (Operand& operand : function->instructions[index].operands) Rename(&operand, labels);
    }
    for (const int index : closed.tables) {
      for (std::string& label : function->branch_tables[index].labels) {
        if (const auto found = labels.find(label); found != labels.end()) label = found->second;
      }
    }
  }
  if (in_nested_scope()) {
    Scope& outer = scopes_.back();
    outer.instructions.insert(outer.instructions.end(), closed.instructions.begin(), closed.instructions.end());
    outer.tables.insert(outer.tables.end(), closed.tables.begin(), closed.tables.end());
  }
  return true;
}

bool NameScopes::Insert(Name name, std::string* text) {
  Scope& scope = scopes_.back();
  name.flat = *text;
  if (scope.id != 0) name.flat += ".s" + std::to_string(scope.id);
  std::string flat = name.flat;
  scope.has_ranges |= name.range > 0;
  if (!scope.names.try_emplace(*text, std::move(name)).second) return false;
  *text = std::move(flat);
  return true;
}

bool NameScopes::Declare(Kind kind, std::string* name) { return Insert({kind, 0, {}}, name); }

bool NameScopes::DeclareRange(int count, std::string* name) { return Insert({Kind::kRegister, count, {}}, name); }

const NameScopes::Name* NameScopes::Find(const Scope& scope, const std::string& name) {
  const auto found = scope.names.find(name);
  return found != scope.names.end() && found->second.range == 0 ? &found->second : nullptr;
}

bool NameScopes::Resolve(std::string* name, Kind* kind) const {
  // name = prefix + number, in case it belongs to a range.
  size_t digits = name->size();
  while (digits > 0 && (*name)[digits - 1] >= '0' && (*name)[digits - 1] <= '9') --digits;
  const size_t length = name->size() - digits;
  const bool number = digits > 0 && length > 0 && length <= 7 && (length == 1 || (*name)[digits] != '0');

  for (auto scope = scopes_.rbegin(); scope != scopes_.rend(); ++scope) {
    if (scope->names.empty()) continue;
    if (const Name* found = Find(*scope, *name)) {
      *kind = found->kind;
      *name = found->flat;
      return true;
    }
    if (!number || !scope->has_ranges) continue;
    const auto range = scope->names.find(name->substr(0, digits));
    if (range != scope->names.end() && std::stoi(name->substr(digits)) < range->second.range) {
      *kind = Kind::kRegister;
      *name = range->second.flat + name->substr(digits);
      return true;
    }
  }
  return false;
}

}  // namespace gatefuzz::ptx
