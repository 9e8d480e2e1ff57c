// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/cudart/module.h"

#include <cstring>
#include <utility>

#include "emulator/cudart/fat_binary.h"
#include "emulator/exec/memory_map.h"

namespace gatefuzz::emulator {

cudaError_t Module::Fail(cudaError_t error, std::string problem) {
  problem_ = std::move(problem);
  program_ = nullptr;
  return error;
}

cudaError_t Module::EnsureLoaded() {
  if (!tried_) {
    tried_ = true;
    error_ = Load();
  }
  return error_;
}

std::string_view Module::PtxText() const { return ChoosePtx(FatBinaryOf(wrapper_)).text; }

cudaError_t Module::Load() {
  const PtxChoice choice = ChoosePtx(FatBinaryOf(wrapper_));
  if (choice.text.empty()) {
    return Fail(cudaErrorNoKernelImageForDevice, "the emulator cannot run this module: " + choice.problem);
  }
  ptx::Module parsed;
  ptx::ParseError parse_error;
  if (!ptx::Parse(choice.text, &parsed, &parse_error)) {
    return Fail(cudaErrorInvalidPtx, "PTX line " + std::to_string(parse_error.line) + ": " + parse_error.message);
  }
  if (parsed.address_size != 64) {
    return Fail(cudaErrorInvalidPtx, "PTX with 32-bit addresses is not supported; compile for 64 bits");
  }
  for (ptx::Variable& variable : parsed.variables) {
    if (variable.space != ptx::Space::kGlobal && variable.space != ptx::Space::kConst) continue;
    if (!variable.is_extern) declared_.push_back(variable);
  }
  if (!AllocateVariables()) return Fail(cudaErrorMemoryAllocation, "no room for the module's variables");
  const SymbolAddress address_of = [this](const ptx::Variable& variable) -> uint64_t {
    const Variable* found = FindVariable(variable.name);
    return found == nullptr ? 0 : reinterpret_cast<uint64_t>(found->address);
  };
  std::string problem;
  program_ = LoadProgram(parsed, address_of, &problem);
  if (program_ == nullptr) return Fail(cudaErrorInvalidPtx, problem);
  if (!Relocate(parsed)) return Fail(cudaErrorInvalidPtx, problem_);
  ResetVariables();
  for (const KernelEntry& entry : KernelEntries(*program_)) kernels_.emplace(entry.name, &entry);
  executed_.assign(SiteCount(*program_), 0);
  return cudaSuccess;
}

bool Module::AllocateVariables() {
  for (const ptx::Variable& variable : declared_) {
    void* const address = memory_->AllocateVariable(variable.bytes, static_cast<uint64_t>(variable.alignment),
                                                    variable.name, variable.space == ptx::Space::kConst);
    if (address == nullptr) return false;
    variables_[variable.name] = {static_cast<uint8_t*>(address), variable.bytes};
  }
  return true;
}

// Writes addresses of other symbols into the initial values.
bool Module::Relocate(const ptx::Module& parsed) {
  for (ptx::Variable& variable : declared_) {
    for (const ptx::Variable::Relocation& relocation : variable.relocations) {
      uint64_t value = 0;
      if (const Variable* target = FindVariable(relocation.symbol)) {
        value = reinterpret_cast<uint64_t>(target->address);
      } else {
        size_t index = 0;
        while (index < parsed.functions.size() && parsed.functions[index].name != relocation.symbol) ++index;
        if (index == parsed.functions.size()) {
          problem_ = "the initial value of " + variable.name + " names " + relocation.symbol + ", which is not defined";
          return false;
        }
        value = FunctionAddress(index);
      }
      value = (value + static_cast<uint64_t>(relocation.addend)) >> relocation.shift;
      const size_t bytes = static_cast<size_t>(relocation.bytes);
      if (bytes > sizeof value || relocation.at + bytes > variable.bytes) continue;
      if (variable.initial.size() < relocation.at + bytes) variable.initial.resize(relocation.at + bytes);
      std::memcpy(variable.initial.data() + relocation.at, &value, bytes);
    }
  }
  return true;
}

void Module::ResetVariables() {
  for (const ptx::Variable& declared : declared_) {
    const Variable& variable = variables_.at(declared.name);
    std::memset(variable.address, 0, variable.bytes);
    if (!declared.initial.empty()) std::memcpy(variable.address, declared.initial.data(), declared.initial.size());
  }
}

const KernelEntry* Module::FindKernel(const std::string& name) const {
  const auto found = kernels_.find(name);
  return found == kernels_.end() ? nullptr : found->second;
}

const Module::Variable* Module::FindVariable(const std::string& name) const {
  const auto found = variables_.find(name);
  return found == variables_.end() ? nullptr : &found->second;
}

}  // namespace gatefuzz::emulator
