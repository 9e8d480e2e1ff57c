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

#include "emulator/exec/flow_builder.h"
#include "emulator/exec/launch.h"
#include "emulator/exec/lowering.h"
#include "emulator/exec/memory_map.h"
#include "emulator/exec/program.h"
#include "emulator/exec/register_layout.h"
#include "emulator/exec/runtime_calls.h"
#include "emulator/exec/site_ids.h"

namespace gatefuzz::emulator {
namespace {

// What one thread, and one block without opting in, may have on sm_90: ptxas refuses more.
constexpr uint64_t kMaxLocalBytes = 512 * 1024;
constexpr uint64_t kMaxStaticSharedBytes = 48 * 1024;

// Beyond the deepest known chain of calls, for recursion and indirect calls.
constexpr uint32_t kRecursionBytes = 16 * 1024;

// What cooperative groups may use of the memory at %reserved_smem_offset_1 (cooperative_groups/details/memory.h).
constexpr uint64_t kReservedSharedBytes = 288;

uint64_t AlignUp(uint64_t value, uint64_t alignment) {
  if (alignment == 0) alignment = 1;
  return (value + alignment - 1) / alignment * alignment;
}

// Runs `body` for the lanes whose guard predicate holds.
const Decoded* Guarded(Warp& w, const Decoded* d, uint32_t lanes) {
  const uint32_t predicate = w.Predicate(d->guard) ^ ((d->flags & kNegateGuard) != 0 ? kAllLanes : 0);
  const uint32_t pass = lanes & predicate;
  if (w.feedback != nullptr) w.feedback->OnPredicate(w.launch->program.SiteIndex(d), lanes, pass);
  if (pass == 0) [[clang::musttail]]
    return RunNext(w, d, lanes);
  [[clang::musttail]] return d->body(w, d, pass);
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
    program_->frames = module_.frames;
    program_->debug_strings = module_.debug_strings;
    for (const ptx::Function& function : module_.functions) {
      if (!function.is_declaration) sites += function.instructions.size() + 1;
    }
    program_->code.resize(sites);
    program_->sites.resize(sites);
    program_->flows.resize(sites);
    program_->site_ids.resize(sites);
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
        if (variable.space == ptx::Space::kConst)
          program_->constant_variables.push_back({symbol.value, variable.bytes});
      }
      symbols_[variable.name] = symbol;
    }
  }

  // Shared variables that device functions name must have one address for every kernel: they come first. Those that
  // only kernels name are laid out in each kernel that does.
  void LayOutModuleShared() {
    common_shared_end_ = kSharedBase;
    // On a GPU this is part of the KiB below kSharedBase; here, of the static shared memory of modules that ask for it.
    static const std::string kReserved = "%reserved_smem_offset_1";
    if (std::any_of(module_.functions.begin(), module_.functions.end(),
                    [](const ptx::Function& f) { return Names(f, kReserved); })) {
      ptx::Variable reserved;
      reserved.alignment = 16;
      reserved.bytes = kReservedSharedBytes;
      symbols_[kReserved] = PlaceShared(reserved, &common_shared_end_);
    }
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
    if (!LayOutVariables(function, &scope, &shared_end)) return false;
    if (function.is_declaration) return true;

    Decoded* first = program_->code.data() + code.first_site;
    for (const ptx::Label& label : function.labels) scope.labels[label.name] = first + label.instruction;
    for (const ptx::BranchTable& table : function.branch_tables) scope.branch_tables[table.name] = &table;

    std::vector<ptx::Match> matches(function.instructions.size());
    for (size_t i = 0; i < matches.size(); ++i) {
      const ptx::Instruction& instruction = function.instructions[i];
      Program::SiteText& site = program_->sites[code.first_site + i];
      site = {instruction.text, instruction.ptx_line, instruction.source, instruction.frame};
      std::string error;
      if (!ptx::MatchInstruction(instruction, &matches[i], &error)) return Refuse(instruction, error);
    }
    program_->sites[code.end_site] = {"(end of " + function.name + ")", function.ptx_line, {}, 0};
    const uint64_t name_hash = StableNameHash(function.name);
    for (uint32_t i = 0; i <= matches.size(); ++i) program_->site_ids[code.first_site + i] = SiteId(name_hash, i);

    LayOutRegisters(matches, &scope);
    FlowBuilder flows(&scope);
    for (size_t i = 0; i < matches.size(); ++i) {
      std::string error;
      if (!LowerInstruction(function.instructions[i], matches[i], &scope, first + i, &error)) {
        return Refuse(function.instructions[i], error);
      }
      program_->flows[code.first_site + i] = flows.Build(function.instructions[i], matches[i], first[i]);
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
  bool LayOutVariables(const ptx::Function& function, FunctionScope* scope, uint64_t* shared_end) {
    // Sums of sizes that were held against these limits one by one cannot overflow.
    for (const std::vector<ptx::Variable>* list : {&function.parameters, &function.returns, &function.variables}) {
      for (const ptx::Variable& variable : *list) {
        if (variable.bytes > kMaxLocalBytes) return RefuseMemory(function, variable.name);
      }
    }
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
    if (*shared_end - kSharedBase > kMaxStaticSharedBytes) return RefuseMemory(function, "its shared variables");
    if (AlignUp(local_end, 16) > kMaxLocalBytes) return RefuseMemory(function, "its local variables");
    scope->code->local_bytes = static_cast<uint32_t>(AlignUp(local_end, 16));
    return true;
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
    struct Stack {
      bool started = false, done = false;
      bool unbounded = false;
      uint64_t bytes = 0;
    };
    std::vector<Stack> stacks(program_->functions.size());
    const std::function<void(int)> measure = [&](int function) {
      const FunctionCode& code = program_->functions[static_cast<size_t>(function)];
      Stack& stack = stacks[static_cast<size_t>(function)];
      stack.started = true;
      stack.unbounded = code.calls_indirectly;
      for (const int callee : code.callees) {
        const Stack& below = stacks[static_cast<size_t>(callee)];
        if (!below.started) measure(callee);
        stack.unbounded |= below.unbounded || !below.done;  // not done: it is on the way to here
        stack.bytes = std::max(stack.bytes, below.bytes);
      }
      stack.bytes = std::min<uint64_t>(stack.bytes + code.local_bytes, kMaxLocalBytes);
      stack.done = true;
    };
    measure(kernel->function);
    const Stack& stack = stacks[static_cast<size_t>(kernel->function)];
    kernel->local_bytes = static_cast<uint32_t>(stack.bytes) + (stack.unbounded ? kRecursionBytes : 0);
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

  bool RefuseMemory(const ptx::Function& function, const std::string& what) {
    error_ = "PTX line " + std::to_string(function.ptx_line) + ": " + function.name + ": " + what +
             " take more memory than a thread (512 KiB of local memory) or a block (48 KiB of shared variables) has";
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

void PlacesOf(const Program& program, uint32_t index, std::vector<SourcePlace>* places) {
  places->clear();
  for (int i = program.sites[index].frame; i > 0; i = program.frames[static_cast<size_t>(i)].caller) {
    const ptx::SourceFrame& frame = program.frames[static_cast<size_t>(i)];
    const size_t file = static_cast<size_t>(frame.place.file);
    if (file >= program.files.size() || program.files[file].starts_with('/')) continue;
    SourcePlace& place = places->emplace_back();
    place.file = program.files[file];
    place.line = frame.place.line;
    place.column = frame.column;
    if (frame.function >= 0) place.function = program.debug_strings.c_str() + frame.function;
  }
}

bool IsGuarded(const Program& program, uint32_t index) { return program.sites[index].text.starts_with('@'); }

bool IsDecision(const Program& program, uint32_t index) {
  return IsGuarded(program, index) || program.sites[index].text.starts_with("selp");
}

std::vector<FunctionSites> FunctionsOf(const Program& program) {
  std::vector<FunctionSites> functions;
  for (const FunctionCode& code : program.functions) {
    if (code.entry != nullptr) functions.push_back({code.name, code.is_entry, code.first_site, code.end_site});
  }
  return functions;
}

std::span<const uint64_t> SiteIds(const Program& program) { return program.site_ids; }

uint32_t SiteCount(const Program& program) { return static_cast<uint32_t>(program.sites.size()); }

}  // namespace gatefuzz::emulator
