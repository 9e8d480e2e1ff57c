// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What the objects of nvcc register before main: modules, and the host addresses that stand for kernels and variables.
//
// Not thread-safe: the runtime calls it under its lock.
#ifndef GATEFUZZ_EMULATOR_CUDART_REGISTRY_H_
#define GATEFUZZ_EMULATOR_CUDART_REGISTRY_H_

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "emulator/cudart/module.h"

namespace gatefuzz::emulator {

struct Kernel {
  Module* module = nullptr;
  std::string name;                    // mangled
  const KernelEntry* entry = nullptr;  // null before the module is loaded
  int max_dynamic_shared = -1;         // cudaFuncAttributeMaxDynamicSharedMemorySize; -1: not set
  int carveout = -1;
  int non_portable_clusters = 0;
  int cluster_policy = 0;
  bool launched = false;
};

struct Symbol {
  Module* module = nullptr;
  std::string name;
  void** managed = nullptr;  // where the host keeps the address of a managed variable
};

class Registry {
 public:
  Module* AddModule(const void* wrapper, DeviceMemory* memory);
  void AddKernel(Module* module, const void* host_function, std::string name);
  void AddSymbol(Module* module, const void* host_variable, std::string name);
  void AddManaged(Module* module, void** host_pointer, std::string name);

  // By the host function's address or by the Kernel's own, which serves as cudaKernel_t. Null: not registered.
  Kernel* FindKernel(const void* key) const;
  const Symbol* FindSymbol(const void* host_variable) const;

  // Loads the kernel's module if need be and finds the kernel in it.
  cudaError_t Resolve(Kernel* kernel);
  // Loads a module; its managed variables become known to the host.
  cudaError_t Load(Module* module);

  const std::vector<std::unique_ptr<Module>>& modules() const { return modules_; }
  const std::vector<std::unique_ptr<Kernel>>& kernels() const { return kernels_; }

 private:
  std::vector<std::unique_ptr<Module>> modules_;
  std::vector<std::unique_ptr<Kernel>> kernels_;
  std::unordered_map<const void*, Kernel*> kernel_of_;
  std::unordered_map<const void*, Symbol> symbol_of_;
};

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_CUDART_REGISTRY_H_
