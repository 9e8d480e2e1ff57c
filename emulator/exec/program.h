// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// A PTX module made ready to run: each instruction decoded to a handler and operand places. Immutable after loading;
// may be run by several threads at once.
#ifndef GATEFUZZ_EMULATOR_EXEC_PROGRAM_H_
#define GATEFUZZ_EMULATOR_EXEC_PROGRAM_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "emulator/control.h"
#include "emulator/exec/observer.h"
#include "emulator/ptx/module.h"

namespace gatefuzz::emulator {

class Program;  // program_internal.h

// Device addresses of the module's global and constant variables, by name. Asked once per variable at load.
using SymbolAddress = std::function<uint64_t(const ptx::Variable&)>;

// Decodes every function. On an instruction that the emulator does not know: null, and `error` names the instruction's
// text, its PTX line and its CUDA source line.
std::shared_ptr<const Program> LoadProgram(const ptx::Module& module, const SymbolAddress& symbol_address,
                                           std::string* error);

struct KernelParameter {
  uint32_t offset = 0;  // in the parameter buffer
  uint32_t bytes = 0;
};

// One entry function.
struct KernelEntry {
  std::string name;  // mangled
  int function = 0;  // index in the program
  std::vector<KernelParameter> parameters;
  uint32_t parameter_bytes = 0;
  uint32_t static_shared_bytes = 0;
  uint32_t local_bytes = 0;  // of one thread, deepest known call chain
  uint32_t registers = 0;    // virtual registers, for cudaFuncAttributes
  int max_threads = 1024;
  uint32_t first_site = 0, end_site = 0;  // the instructions of its own body
};
const std::vector<KernelEntry>& KernelEntries(const Program& program);

// Where site `index` stands.
struct Site {
  std::string_view text;
  int ptx_line = 0;
  std::string_view source_file;
  int source_line = 0;
};
Site SiteOf(const Program& program, uint32_t index);
uint32_t SiteCount(const Program& program);

struct LaunchRequest {
  const KernelEntry* kernel = nullptr;
  Dim3 grid, block;
  uint32_t dynamic_shared_bytes = 0;
  const uint8_t* parameters = nullptr;          // kernel->parameter_bytes
  uint64_t instruction_budget = 0;              // warp instructions
  uint64_t schedule_seed = 0;                   // 0: ascending order of blocks and warps
  Observer* check = nullptr;                    // may be null
  FeedbackObserver* feedback = nullptr;         // may be null
  uint8_t* executed = nullptr;                  // SiteCount flags set as instructions run, or null
  std::function<void(std::string_view)> print;  // device printf output
  uint64_t heap_bytes = 0;                      // device-side malloc: 0 = none
};

struct LaunchOutcome {
  bool completed = false;  // false: a fatal diagnostic ended the launch
  uint64_t warp_instructions = 0;
  std::vector<Diagnostic> diagnostics;  // at most 16; equal sites are reported once
};

// Runs a grid to its end on the calling thread. Requires: limits were checked by the caller (cudart).
LaunchOutcome RunGrid(const Program& program, const LaunchRequest& request);

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_EXEC_PROGRAM_H_
