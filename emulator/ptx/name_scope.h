// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The names of one function's body. { } opens a scope that may declare any name again (nvcc's call sequences all
// declare param0, inline PTX its own registers); such names get the suffix ".s<N>", which no PTX name can have, so that
// the function's names form one flat set.
#ifndef GATEFUZZ_EMULATOR_PTX_NAME_SCOPE_H_
#define GATEFUZZ_EMULATOR_PTX_NAME_SCOPE_H_

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "emulator/ptx/module.h"

namespace gatefuzz::ptx {

class NameScopes {
 public:
  static constexpr int kMaxDepth = 64;

  NameScopes() { scopes_.emplace_back(); }

  // False at kMaxDepth.
  bool Open();
  // Gives the labels that `function` uses in the closed scope their flat names. False if no scope is open.
  bool Close(Function* function);
  bool in_nested_scope() const { return scopes_.size() > 1; }

  enum class Kind { kRegister, kOther };
  // Declares `name` in the current scope and replaces it by its flat name. False if the scope has it already.
  bool Declare(Kind kind, std::string* name);
  // Same for the registers name0 .. name(count-1).
  bool DeclareRange(int count, std::string* name);

  // Replaces a name that is declared so far by its flat name; `kind` is then that of the declaration. False if it is
  // not declared: a label, a function or a variable of the module.
  bool Resolve(std::string* name, Kind* kind) const;

  // The instruction or table at this index of the function uses a name that is not declared yet.
  void UsesUndeclared(int instruction) { scopes_.back().instructions.push_back(instruction); }
  void TableUsesUndeclared(int table) { scopes_.back().tables.push_back(table); }

 private:
  struct Name {
    Kind kind;
    int range;  // 0, or how many registers
    std::string flat;
  };
  struct Scope {
    int id = 0;
    std::unordered_map<std::string, Name> names;
    std::vector<int> instructions, tables;  // that may use names declared later
    bool has_ranges = false;
  };
  bool Insert(Name name, std::string* text);
  static const Name* Find(const Scope& scope, const std::string& name);

  std::vector<Scope> scopes_;
  int last_id_ = 0;
};

}  // namespace gatefuzz::ptx

#endif  // GATEFUZZ_EMULATOR_PTX_NAME_SCOPE_H_
