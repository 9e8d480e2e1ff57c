// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// A PTX module made ready to run: each instruction decoded to a handler and operand places. Immutable after loading;
// may be run by several threads at once.
#ifndef GATEFUZZ_EMULATOR_EXEC_PROGRAM_H_
#define GATEFUZZ_EMULATOR_EXEC_PROGRAM_H_

#include <functional>
#include <memory>
#include <span>
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
// Where site `index` stands exactly: the innermost place first, then the call of each inlined function that it is in,
// outwards. Places of headers with an absolute path, the Toolkit's, are left out. Views are valid as long as the
// program.
void PlacesOf(const Program& program, uint32_t index, std::vector<SourcePlace>* places);
// Whether the site has a guard, and whether it is a decision: it has one, or is a selp.
bool IsGuarded(const Program& program, uint32_t index);
bool IsDecision(const Program& program, uint32_t index);
// The sites of each function that has a body, without the one that ends it.
struct FunctionSites {
  std::string_view name;  // mangled
  bool is_entry = false;
  uint32_t first_site = 0, end_site = 0;
};
std::vector<FunctionSites> FunctionsOf(const Program& program);
// A name for each site that is the same in every build of the same PTX (site_ids.h). Valid as long as the program.
std::span<const uint64_t> SiteIds(const Program& program);

// Where malloc and free of a kernel go.
class DeviceHeap {
 public:
  virtual ~DeviceHeap() = default;
  virtual uint64_t Allocate(uint64_t bytes) = 0;  // a device address, 16-byte aligned; 0: no room
  virtual bool Free(uint64_t address) = 0;        // false: not a live block of this heap
};

struct LaunchRequest {
  const KernelEntry* kernel = nullptr;
  Dim3 grid, block;
  uint32_t dynamic_shared_bytes = 0;
  bool cooperative = false;              // every block must be resident while any runs, so that they may wait
  const uint8_t* parameters = nullptr;   // kernel->parameter_bytes
  uint64_t instruction_budget = 0;       // warp instructions
  uint64_t schedule_seed = 0;            // 0: ascending order of blocks and warps
  uint64_t approximation_seed = 0;       // draws what approximate instructions give; 0: the exact result, rounded
  uint64_t max_resident = 132;           // blocks that the device holds at once; at least 1
  uint64_t grid_workspace = 0;           // device address: of a cooperative launch, 8 bytes of zero
  Observer* check = nullptr;             // may be null
  FeedbackObserver* feedback = nullptr;  // may be null
  uint8_t* executed = nullptr;           // SiteCount flags set as instructions run, or null
  std::function<void(std::string_view)> print;  // device printf output
  DeviceHeap* heap = nullptr;                   // null: malloc in a kernel gives null
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
