// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/exec/function_scope.h"

#include <algorithm>
#include <charconv>

namespace gatefuzz::emulator {

RegisterFile::RegisterFile(const ptx::Function& function) {
  for (const ptx::RegisterDeclaration& declaration : function.registers) {
    // 8-bit registers exist only to be loaded, stored and converted: they live in 16-bit columns.
    const uint32_t bytes = declaration.type == ptx::Type::kPred
                               ? 0
                               : std::max(2u, static_cast<uint32_t>(ptx::TypeBytes(declaration.type)));
    const uint32_t first = count();
    const uint32_t number = declaration.count > 0 ? static_cast<uint32_t>(declaration.count) : 1;
    for (uint32_t i = 0; i < number; ++i) registers_.push_back({first + i, bytes});
    if (declaration.count > 0) {
      numbered_[declaration.name] = {first, number};
    } else {
      named_[declaration.name] = first;
    }
  }
}

const RegisterInfo* RegisterFile::Find(std::string_view name) const {
  if (const auto named = named_.find(name); named != named_.end()) return &registers_[named->second];
  // "%r12" may be %r<n>'s 12 or %r1<n>'s 2: try every split.
  for (size_t digits = 1; digits < name.size(); ++digits) {
    const char* end = name.data() + name.size();
    const char* begin = end - digits;
    if (*begin < '0' || *begin > '9') break;
    const auto run = numbered_.find(name.substr(0, name.size() - digits));
    if (run == numbered_.end()) continue;
    uint32_t index = 0;
    if (std::from_chars(begin, end, index).ec == std::errc() && index < run->second.count) {
      return &registers_[run->second.first + index];
    }
  }
  return nullptr;
}

const SymbolInfo* FunctionScope::FindSymbol(std::string_view name) const {
  if (const auto own = symbols.find(name); own != symbols.end()) return &own->second;
  const auto global = module_symbols->find(name);
  return global == module_symbols->end() ? nullptr : &global->second;
}

const Decoded* FunctionScope::FindLabel(std::string_view name) const {
  const auto label = labels.find(name);
  return label == labels.end() ? nullptr : label->second;
}

}  // namespace gatefuzz::emulator
