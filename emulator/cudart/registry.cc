// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/cudart/registry.h"

#include <utility>

namespace gatefuzz::emulator {

Module* Registry::AddModule(const void* wrapper, DeviceMemory* memory) {
  modules_.push_back(std::make_unique<Module>(wrapper, memory));
  return modules_.back().get();
}

void Registry::AddKernel(Module* module, const void* host_function, std::string name) {
  kernels_.push_back(std::make_unique<Kernel>());
  Kernel* const kernel = kernels_.back().get();
  kernel->module = module;
  kernel->name = std::move(name);
  // A template that several objects instantiate has one host function and many registrations; any of them will do.
  kernel_of_.emplace(host_function, kernel);
  kernel_of_.emplace(kernel, kernel);
}

void Registry::AddSymbol(Module* module, const void* host_variable, std::string name) {
  symbol_of_.emplace(host_variable, Symbol{module, std::move(name), nullptr});
}

void Registry::AddManaged(Module* module, void** host_pointer, std::string name) {
  symbol_of_.emplace(host_pointer, Symbol{module, std::move(name), host_pointer});
}

Kernel* Registry::FindKernel(const void* key) const {
  const auto found = kernel_of_.find(key);
  return found == kernel_of_.end() ? nullptr : found->second;
}

const Symbol* Registry::FindSymbol(const void* host_variable) const {
  const auto found = symbol_of_.find(host_variable);
  return found == symbol_of_.end() ? nullptr : &found->second;
}

cudaError_t Registry::Resolve(Kernel* kernel) {
  if (kernel->entry != nullptr) return cudaSuccess;
  if (const cudaError_t error = Load(kernel->module); error != cudaSuccess) return error;
  kernel->entry = kernel->module->FindKernel(kernel->name);
  return kernel->entry == nullptr ? cudaErrorInvalidDeviceFunction : cudaSuccess;
}

cudaError_t Registry::Load(Module* module) {
  if (module->loaded()) return cudaSuccess;
  if (const cudaError_t error = module->EnsureLoaded(); error != cudaSuccess) return error;
  for (const auto& [host, symbol] : symbol_of_) {
    if (symbol.module != module || symbol.managed == nullptr) continue;
    if (const Module::Variable* variable = module->FindVariable(symbol.name)) *symbol.managed = variable->address;
  }
  return cudaSuccess;
}

}  // namespace gatefuzz::emulator
