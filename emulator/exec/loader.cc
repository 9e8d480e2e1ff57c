// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// From a parsed module to a program, pass by pass:
//   1. every function gets its sites and its scope: registers, labels, variables laid out
//   2. every instruction is matched to its form, and registers get their place in the frame
//   3. every instruction is lowered
//   4. entries are described: parameters, shared memory, the deepest call chain
#include <algorithm>
#include <cstddef>
#include <functional>
#include <memory>

#include "emulator/exec/launch.h"
#include "emulator/exec/lowering.h"
#include "emulator/exec/memory_map.h"
#include "emulator/exec/program.h"
#include "emulator/exec/register_layout.h"
#include "emulator/exec/runtime_calls.h"

namespace gatefuzz::emulator {
namespace {

// Beyond the deepest known chain of calls, for recursion and indirect calls.
constexpr uint32_t kRecursionBytes = 16 * 1024;

uint64_t AlignUp(uint64_t value, uint64_t alignment) {
  if (alignment == 0) alignment = 1;
  return (value + alignment - 1) / alignment * alignment;
}

// Runs `body` for the lanes whose guard predicate holds.
const Decoded* Guarded(Warp& w, const Decoded* d, uint32_t lanes) {
  const uint32_t predicate = w.Predicate(d->guard) ^ ((d->flags & kNegateGuard) != 0 ? kAllLanes : 0);
  const uint32_t pass = lanes & predicate;
  if (w.feedback != nullptr) w.feedback->OnPredicate(w.launch->program.SiteIndex(d), lanes, pass);
  return pass == 0 ? d + 1 : d->body(w, d, pass);
}

// Control ran off the end of a function: as `ret`.
void LowerEnd(Decoded* out) { out->run = ReturnHandler(); }

class Loader {
 public:
  Loader(const ptx::Module& module, const SymbolAddress& symbol_address)
      : module_(module), symbol_address_(symbol_address), program_(std::make_shared<Program>()) {}

  std::shared_ptr<const Program> Load(std::string* error) {
    Declare();
    LayOutModuleShared();
    for (size_t i = 0; i < module_.functions.size(); ++i) {
      if (!DefineFunction(i)) {
        *error = error_;
        return nullptr;
      }
    }
    program_->constant_base = program_->constants.Freeze();
    for (KernelEntry& kernel : program_->kernels) MeasureStack(&kernel);
    return program_;
  }

 private:
  // Sites and entry points of all functions, names of all module-scope symbols.
  void Declare() {
    size_t sites = 0;
    program_->functions.resize(module_.functions.size());
    program_->files = module_.files;
    for (const ptx::Function& function : module_.functions) {
      if (!function.is_declaration) sites += function.instructions.size() + 1;
    }
    program_->code.resize(sites);
    program_->sites.resize(sites);
    size_t next = 0;
    for (size_t i = 0; i < module_.functions.size(); ++i) {
      const ptx::Function& function = module_.functions[i];
      FunctionCode& code = program_->functions[i];
      code.name = function.name;
      code.is_entry = function.is_entry;
      SymbolInfo& symbol = symbols_[function.name];
      symbol.kind = SymbolInfo::Kind::kFunction;
      if (function.is_declaration && symbol.bytes != 0) continue;  // a prototype after its definition
      symbol.value = i;
      if (function.is_declaration) continue;
      symbol.bytes = 1;
      code.entry = program_->code.data() + next;
      code.first_site = static_cast<uint32_t>(next);
      code.end_site = static_cast<uint32_t>(next + function.instructions.size());
      next += function.instructions.size() + 1;
    }
    for (const ptx::Variable& variable : module_.variables) {
      SymbolInfo symbol;
      symbol.space = variable.space;
      symbol.bytes = variable.bytes;
      if (variable.space == ptx::Space::kShared) {
        if (variable.bytes != 0) continue;  // LayOutModuleShared
        symbol.kind = SymbolInfo::Kind::kDynamicShared;
        dynamic_alignment_ = std::max<uint64_t>(dynamic_alignment_, static_cast<uint64_t>(variable.alignment));
      } else {
        symbol.value = symbol_address_(variable);
      }
      symbols_[variable.name] = symbol;
    }
  }

  // Shared variables that device functions name must have one address for every kernel: they come first. Those that
  // only kernels name are laid out in each kernel that does.
  void LayOutModuleShared() {
    common_shared_end_ = kSharedBase;
    for (const ptx::Variable& variable : module_.variables) {
      if (variable.space != ptx::Space::kShared || variable.bytes == 0) continue;
      const bool common = std::any_of(module_.functions.begin(), module_.functions.end(),
                                      [&](const ptx::Function& f) { return !f.is_entry && Names(f, variable.name); });
      if (common) symbols_[variable.name] = PlaceShared(variable, &common_shared_end_);
    }
    for (const ptx::Function& function : module_.functions) {
      if (function.is_entry) continue;
      for (const ptx::Variable& variable : function.variables) {
        if (variable.space != ptx::Space::kShared) continue;
        function_shared_[&variable] = PlaceShared(variable, &common_shared_end_);
      }
    }
  }

  static bool Names(const ptx::Operand& operand, const std::string& name) {
    if (operand.name == name) return true;
    return std::any_of(operand.parts.begin(), operand.parts.end(),
                       [&](const ptx::Operand& p) { return Names(p, name); });
  }
  static bool Names(const ptx::Function& function, const std::string& name) {
    for (const ptx::Instruction& instruction : function.instructions) {
      for (const ptx::Operand& operand : instruction.operands) {
        if (Names(operand, name)) return true;
      }
    }
    return false;
  }

  static SymbolInfo PlaceShared(const ptx::Variable& variable, uint64_t* end) {
    SymbolInfo symbol;
    symbol.space = ptx::Space::kShared;
    symbol.value = AlignUp(*end, static_cast<uint64_t>(variable.alignment));
    symbol.bytes = variable.bytes;
    *end = symbol.value + variable.bytes;
    return symbol;
  }

  bool DefineFunction(size_t index) {
    const ptx::Function& function = module_.functions[index];
    FunctionCode& code = program_->functions[index];
    FunctionScope scope(program_.get(), function);
    scope.code = &code;
    scope.module_symbols = &symbols_;
    uint64_t shared_end = common_shared_end_;
    LayOutVariables(function, &scope, &shared_end);
    if (function.is_declaration) return true;

    Decoded* first = program_->code.data() + code.first_site;
    for (const ptx::Label& label : function.labels) scope.labels[label.name] = first + label.instruction;
    for (const ptx::BranchTable& table : function.branch_tables) scope.branch_tables[table.name] = &table;

    std::vector<ptx::Match> matches(function.instructions.size());
    for (size_t i = 0; i < matches.size(); ++i) {
      const ptx::Instruction& instruction = function.instructions[i];
      Program::SiteText& site = program_->sites[code.first_site + i];
      site = {instruction.text, instruction.ptx_line, instruction.source};
      std::string error;
      if (!ptx::MatchInstruction(instruction, &matches[i], &error)) return Refuse(instruction, error);
    }
    program_->sites[code.end_site] = {"(end of " + function.name + ")", function.ptx_line, {}};

    LayOutRegisters(matches, &scope);
    for (size_t i = 0; i < matches.size(); ++i) {
      std::string error;
      if (!LowerInstruction(function.instructions[i], matches[i], &scope, first + i, &error)) {
        return Refuse(function.instructions[i], error);
      }
    }
    LowerEnd(first + matches.size());
    if (function.is_entry) AddKernel(index, scope, shared_end);
    return true;
  }

  bool LowerInstruction(const ptx::Instruction& instruction, const ptx::Match& match, FunctionScope* scope,
                        Decoded* out, std::string* error) {
    using Lower = void (*)(Lowering&);
    static constexpr Lower kLower[] = {
#define PTX_OPCODE(id, mnemonic, modifiers, operands) Lower##id,
#include "emulator/ptx/opcode_table.inc"
#undef PTX_OPCODE
    };
    Lowering lowering(instruction, match, scope, out);
    if (!instruction.guard.empty()) {
      ptx::Operand guard;
      guard.name = instruction.guard;
      guard.negated = instruction.guard_negated;
      out->guard = lowering.Predicate(guard, kNegateGuard);
    }
    kLower[static_cast<int>(match.row->id)](lowering);
    if (lowering.error().empty() && out->run == nullptr) lowering.Fail("this form is not implemented");
    if (out->guard != kNoPlace && out->body == nullptr) {
      out->body = out->run;
      out->run = Guarded;
    }
    *error = lowering.error();
    return error->empty();
  }

  // Local memory of a frame: parameters and results of a device function, then its .local and .param variables.
  void LayOutVariables(const ptx::Function& function, FunctionScope* scope, uint64_t* shared_end) {
    uint64_t local_end = 0;
    const auto place_local = [&](const ptx::Variable& variable) {
      SymbolInfo symbol;
      symbol.kind = SymbolInfo::Kind::kLocal;
      symbol.space = variable.space;
      symbol.bytes = variable.bytes;
      symbol.value = AlignUp(local_end, static_cast<uint64_t>(variable.alignment));
      local_end = symbol.value + variable.bytes;
      scope->symbols[variable.name] = symbol;
      return CallSlot{static_cast<uint32_t>(symbol.value), static_cast<uint32_t>(variable.bytes)};
    };
    if (function.is_entry) {
      uint64_t end = 0;
      for (const ptx::Variable& parameter : function.parameters) {
        SymbolInfo symbol;
        symbol.kind = SymbolInfo::Kind::kEntryParameter;
        symbol.space = ptx::Space::kParam;
        symbol.bytes = parameter.bytes;
        symbol.value = AlignUp(end, static_cast<uint64_t>(parameter.alignment));
        end = symbol.value + parameter.bytes;
        scope->symbols[parameter.name] = symbol;
      }
    } else {
      for (const ptx::Variable& parameter : function.parameters)
        scope->code->parameters.push_back(place_local(parameter));
      for (const ptx::Variable& result : function.returns) scope->code->returns.push_back(place_local(result));
    }
    for (const ptx::Variable& variable : function.variables) {
      if (variable.space == ptx::Space::kShared) {
        const auto common = function_shared_.find(&variable);
        if (common != function_shared_.end()) {
          scope->symbols[variable.name] = common->second;
        } else if (variable.bytes == 0) {
          SymbolInfo symbol;
          symbol.kind = SymbolInfo::Kind::kDynamicShared;
          symbol.space = ptx::Space::kShared;
          scope->symbols[variable.name] = symbol;
        } else {
          scope->symbols[variable.name] = PlaceShared(variable, shared_end);
        }
      } else {
        place_local(variable);
      }
    }
    if (function.is_entry) {
      for (const ptx::Variable& variable : module_.variables) {
        if (variable.space != ptx::Space::kShared || variable.bytes == 0 || symbols_.count(variable.name) != 0)
          continue;
        if (Names(function, variable.name)) scope->symbols[variable.name] = PlaceShared(variable, shared_end);
      }
    }
    scope->code->local_bytes = static_cast<uint32_t>(AlignUp(local_end, 16));
  }

  void AddKernel(size_t index, const FunctionScope& scope, uint64_t shared_end) {
    const ptx::Function& function = module_.functions[index];
    KernelEntry kernel;
    kernel.name = function.name;
    kernel.function = static_cast<int>(index);
    for (const ptx::Variable& parameter : function.parameters) {
      const SymbolInfo* symbol = scope.FindSymbol(parameter.name);
      kernel.parameters.push_back({static_cast<uint32_t>(symbol->value), static_cast<uint32_t>(symbol->bytes)});
      kernel.parameter_bytes = kernel.parameters.back().offset + kernel.parameters.back().bytes;
    }
    kernel.static_shared_bytes = static_cast<uint32_t>(AlignUp(shared_end, dynamic_alignment_) - kSharedBase);
    if (shared_end == kSharedBase) kernel.static_shared_bytes = 0;
    kernel.registers = scope.registers.count();
    if (function.max_threads > 0) kernel.max_threads = std::min(function.max_threads, 1024);
    kernel.first_site = scope.code->first_site;
    kernel.end_site = scope.code->end_site;
    program_->kernels.push_back(std::move(kernel));
  }

  // Local memory of the deepest chain of calls from a kernel.
  void MeasureStack(KernelEntry* kernel) {
    bool unbounded = false;
    std::vector<uint8_t> on_path(program_->functions.size());
    const std::function<uint32_t(int)> measure = [&](int function) -> uint32_t {
      if (on_path[static_cast<size_t>(function)] != 0) {
        unbounded = true;
        return 0;
      }
      const FunctionCode& code = program_->functions[static_cast<size_t>(function)];
      on_path[static_cast<size_t>(function)] = 1;
      uint32_t deepest = 0;
      for (const int callee : code.callees) deepest = std::max(deepest, measure(callee));
      unbounded |= code.calls_indirectly;
      on_path[static_cast<size_t>(function)] = 0;
      return code.local_bytes + deepest;
    };
    kernel->local_bytes = measure(kernel->function);
    if (unbounded) kernel->local_bytes += kRecursionBytes;
  }

  bool Refuse(const ptx::Instruction& instruction, const std::string& why) {
    error_ = "PTX line " + std::to_string(instruction.ptx_line);
    if (instruction.source.line > 0 && static_cast<size_t>(instruction.source.file) < module_.files.size()) {
      error_ += " (" + module_.files[static_cast<size_t>(instruction.source.file)] + ":" +
                std::to_string(instruction.source.line) + ")";
    }
    error_ += ": " + instruction.text + ": " + why;
    return false;
  }

  const ptx::Module& module_;
  const SymbolAddress& symbol_address_;
  std::shared_ptr<Program> program_;
  std::unordered_map<std::string_view, SymbolInfo> symbols_;
  std::unordered_map<const ptx::Variable*, SymbolInfo> function_shared_;
  uint64_t common_shared_end_ = kSharedBase;
  uint64_t dynamic_alignment_ = 16;
  std::string error_;
};

}  // namespace

std::shared_ptr<const Program> LoadProgram(const ptx::Module& module, const SymbolAddress& symbol_address,
                                           std::string* error) {
  return Loader(module, symbol_address).Load(error);
}

const std::vector<KernelEntry>& KernelEntries(const Program& program) { return program.kernels; }

Site SiteOf(const Program& program, uint32_t index) {
  const Program::SiteText& text = program.sites[index];
  Site site;
  site.text = text.text;
  site.ptx_line = text.ptx_line;
  if (text.source.file > 0 && static_cast<size_t>(text.source.file) < program.files.size()) {
    site.source_file = program.files[static_cast<size_t>(text.source.file)];
    site.source_line = text.source.line;
  }
  return site;
}

uint32_t SiteCount(const Program& program) { return static_cast<uint32_t>(program.sites.size()); }

}  // namespace gatefuzz::emulator
