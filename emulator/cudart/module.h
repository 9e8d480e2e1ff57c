// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// A module: what one object file of nvcc registers. It is parsed and decoded at its first use, so that a program which
// holds a hundred kernels and launches one starts at once.
//
// Not thread-safe: the runtime calls it under its lock.
#ifndef GATEFUZZ_EMULATOR_CUDART_MODULE_H_
#define GATEFUZZ_EMULATOR_CUDART_MODULE_H_

#include <cuda_runtime_api.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "emulator/checks/device_memory.h"
#include "emulator/exec/program.h"
#include "emulator/ptx/module.h"

namespace gatefuzz::emulator {

class Module {
 public:
  // `wrapper` is what __cudaRegisterFatBinary was given; it and `memory` outlive the module.
  Module(const void* wrapper, DeviceMemory* memory) : wrapper_(wrapper), memory_(memory) {}

  struct Variable {
    uint8_t* address = nullptr;
    uint64_t bytes = 0;
  };

  // Loads the module if that was not tried before. An error stays; problem() tells it in words.
  cudaError_t EnsureLoaded();
  const std::string& problem() const { return problem_; }
  bool loaded() const { return program_ != nullptr; }

  // The PTX that is loaded, or would be; valid as long as the object file's data. Empty: there is none.
  std::string_view PtxText() const;

  // Of a loaded module.
  const KernelEntry* FindKernel(const std::string& name) const;
  const Variable* FindVariable(const std::string& name) const;
  const Program& program() const { return *program_; }
  // Puts the initial value back into every variable.
  void ResetVariables();

  // One flag for each instruction: whether any launch executed it.
  std::vector<uint8_t>& executed() { return executed_; }
  const std::vector<uint8_t>& executed() const { return executed_; }
  // For each instruction the outcomes of its decision, as InstructionCoverage has them; empty before it was asked for.
  std::vector<uint8_t>& outcomes() { return outcomes_; }

 private:
  cudaError_t Load();
  cudaError_t Fail(cudaError_t error, std::string problem);
  bool AllocateVariables();
  bool Relocate(const ptx::Module& parsed);

  const void* const wrapper_;
  DeviceMemory* const memory_;
  bool tried_ = false;
  cudaError_t error_ = cudaSuccess;
  std::string problem_;
  std::shared_ptr<const Program> program_;
  std::unordered_map<std::string, const KernelEntry*> kernels_;
  std::unordered_map<std::string, Variable> variables_;
  std::vector<ptx::Variable> declared_;  // those that live in device memory, relocations applied
  std::vector<uint8_t> executed_, outcomes_;
};

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_CUDART_MODULE_H_
