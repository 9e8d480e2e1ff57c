// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The names that one PTX function's instructions may use, resolved: registers to offsets in the frame, variables to
// places in memory, labels to instructions.
#ifndef GATEFUZZ_EMULATOR_EXEC_FUNCTION_SCOPE_H_
#define GATEFUZZ_EMULATOR_EXEC_FUNCTION_SCOPE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "emulator/exec/program_internal.h"

namespace gatefuzz::emulator {

struct RegisterInfo {
  uint32_t id = 0;     // dense, in order of declaration
  uint32_t bytes = 0;  // of a lane; 0: a predicate
};

// What a symbol stands for.
struct SymbolInfo {
  enum class Kind { kAbsolute, kLocal, kEntryParameter, kDynamicShared, kFunction };
  Kind kind = Kind::kAbsolute;
  ptx::Space space = ptx::Space::kGlobal;
  uint64_t value = 0;  // address, offset in the frame's local memory or parameter buffer, function index
  uint64_t bytes = 0;
};

// Registers of a function by name.
class RegisterFile {
 public:
  explicit RegisterFile(const ptx::Function& function);
  // Null: no such register.
  const RegisterInfo* Find(std::string_view name) const;
  uint32_t count() const { return static_cast<uint32_t>(registers_.size()); }
  const RegisterInfo& at(uint32_t id) const { return registers_[id]; }

 private:
  struct Run {
    uint32_t first = 0;
    uint32_t count = 0;
  };
  std::vector<RegisterInfo> registers_;
  std::unordered_map<std::string_view, Run> numbered_;  // "%r" of %r<6>
  std::unordered_map<std::string_view, uint32_t> named_;
};

struct FunctionScope {
  FunctionScope(Program* program_in, const ptx::Function& function_in)
      : program(*program_in), function(function_in), registers(function_in) {}

  Program& program;
  const ptx::Function& function;
  RegisterFile registers;
  std::vector<uint32_t> offsets;  // of registers in the frame, by id
  FunctionCode* code = nullptr;
  std::unordered_map<std::string_view, SymbolInfo> symbols;  // the function's own
  const std::unordered_map<std::string_view, SymbolInfo>* module_symbols = nullptr;
  std::unordered_map<std::string_view, const Decoded*> labels;
  std::unordered_map<std::string_view, const ptx::BranchTable*> branch_tables;

  const SymbolInfo* FindSymbol(std::string_view name) const;
  const Decoded* FindLabel(std::string_view name) const;
};

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_EXEC_FUNCTION_SCOPE_H_
