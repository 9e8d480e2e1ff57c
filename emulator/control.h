// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What a harness may ask of the CUDA runtime beyond CUDA: diagnostics, check switches, memory marks, coverage. Our
// runtime (//emulator:cudart) implements it; beside the Toolkit's runtime stands //emulator:control_absent, where
// Present() is false and everything else does nothing. So a caller needs no #ifdef.
//
// Thread safety: every function may be called from any thread while no kernel of that thread's process is running.
#ifndef GATEFUZZ_EMULATOR_CONTROL_H_
#define GATEFUZZ_EMULATOR_CONTROL_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace gatefuzz::emulator {

// The kinds of kernel fault. One row each in fault_kinds.inc:
//   GATEFUZZ_FAULT(EnumName, "name", FaultClass)
enum class FaultClass { kMemory, kSync, kHang, kOther };
enum class FaultKind : int {
#define GATEFUZZ_FAULT(id, name, fault_class) id,
#include "emulator/fault_kinds.inc"
#undef GATEFUZZ_FAULT
};
const char* FaultName(FaultKind kind);
FaultClass FaultClassOf(FaultKind kind);

struct Dim3 {
  uint32_t x = 0, y = 0, z = 0;
};

// One fault of a kernel, with its place in every language involved.
struct Diagnostic {
  FaultKind kind = FaultKind::kOutOfBounds;
  std::string kernel;       // demangled where possible
  Dim3 block, thread;       // of the first lane at fault
  std::string source_file;  // CUDA source from .loc; empty without -lineinfo
  int source_line = 0;
  int ptx_line = 0;
  std::string ptx_text;  // the instruction as written
  std::string space;     // "global", "shared", "local", "param", or empty
  uint64_t address = 0;  // in that space
  uint32_t bytes = 0;    // of the access
  std::string message;   // one line: what happened, and where the address lies (which allocation, how far outside)

  std::string ToString() const;  // the whole diagnostic, two or three lines
};

struct Options {
  bool check_memory = true;                  // bounds, alignment, initialisation, use after free
  bool check_sync = true;                    // member masks, barriers
  bool feedback = true;                      // count edges, predicates and comparisons
  uint64_t instruction_budget = 50'000'000;  // warp instructions of one launch before it counts as a hang
  uint64_t schedule_seed = 0;                // draws the order of warps and blocks; 0: ascending
  bool print_diagnostics = true;             // to stderr as they happen: a program that never asks must not lose them
};

// How a byte range of an allocation may be used from now on, until its allocation is freed.
enum class Region {
  kReadWrite,     // as allocated
  kReadOnly,      // a kernel's write is a fault
  kForbidden,     // a red zone inside an allocation: any kernel access is a fault
  kUninitialized  // as freshly allocated: a read before a write is a fault
};

// What launches have touched since the last ResetCoverage, summed over all modules.
struct Coverage {
  uint64_t launches = 0;
  uint64_t warp_instructions = 0;      // executed, all launches
  uint64_t kernels_present = 0;        // entries in the loaded modules
  uint64_t kernels_launched = 0;       // different ones
  uint64_t instructions_present = 0;   // PTX instructions in the kernels that were launched
  uint64_t instructions_executed = 0;  // different ones among them
  uint64_t feedback_events = 0;        // edges, predicates and comparisons that feedback was told of
};

// True if kernels run on the emulator.
bool Present();
Options GetOptions();
void SetOptions(const Options& options);
// Diagnostics since the last call, oldest first (at most 64 are kept between calls).
std::vector<Diagnostic> TakeDiagnostics();
// Forgets sticky errors, pending diagnostics and every allocation except module variables. Device pointers die.
void ResetDevice();
// Requires: [address, address + bytes) lies inside one live allocation.
void MarkRegion(const void* address, size_t bytes, Region region);
Coverage GetCoverage();
void ResetCoverage();
// Adds what feedback counted since the counters were last cleared to the features seen so far in this process, clears
// the counters, and returns how many are new. libFuzzer counts and clears by itself; this is for other drivers.
uint64_t CollectFeatures();

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_CONTROL_H_
