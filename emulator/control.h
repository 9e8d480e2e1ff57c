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
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/regions.h"

namespace gatefuzz::emulator {

// The kinds of kernel fault. One row each in fault_kinds.inc:
//   GATEFUZZ_FAULT(EnumName, "name", FaultClass)
enum class FaultClass { kMemory, kSync, kRace, kHang, kOther };
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
  // Of a race, the earlier access; other_ptx_line is 0 where there is none.
  Dim3 other_block, other_thread;
  std::string other_source_file;
  int other_source_line = 0;
  int other_ptx_line = 0;
  std::string other_ptx_text;

  std::string ToString() const;  // the whole diagnostic, two to five lines
};

// What the approximate instructions (ex2.approx, div.full, ...) give: the exact result, rounded to nearest, or any that
// PTX allows, drawn from GATEFUZZ_SEED, the instruction and its operands, as by one imagined device that no schedule
// changes (docs/fidelity.md has the bounds).
enum class Approximations { kExact, kRandom };

struct Options {
  bool check_memory = true;                  // bounds, alignment, initialisation, use after free
  bool check_sync = true;                    // member masks, barriers
  bool check_race = true;                    // accesses to shared and global memory that nothing orders
  bool check_leaks = false;                  // tell of allocations that live at cudaDeviceReset and at exit
  bool check_copies = false;                 // tell of copies to the host that take along what was never written
  bool feedback = true;                      // count edges, predicates and comparisons
  bool predicate_coverage = false;           // keep the outcomes of each decision for VisitInstructions
  uint64_t instruction_budget = 50'000'000;  // warp instructions of one launch before it counts as a hang
  uint64_t schedule_seed = 0;                // draws how warps and blocks interleave; 0: ascending order
  Approximations approximations = Approximations::kExact;
  bool print_diagnostics = true;  // to stderr as they happen: a program that never asks must not lose them
};

// What launches have touched since the last ResetCoverage, over all modules.
struct Coverage {
  uint64_t launches = 0;
  uint64_t warp_instructions = 0;      // executed, all launches
  uint64_t kernels_present = 0;        // entries in the loaded modules
  uint64_t kernels_launched = 0;       // different ones
  uint64_t instructions_present = 0;   // PTX instructions in the kernels that were launched
  uint64_t instructions_executed = 0;  // different ones among them
  uint64_t feedback_events = 0;        // edges, predicates and comparisons that feedback was told of
};

// A place in CUDA source.
struct SourcePlace {
  std::string_view file;
  int line = 0;  // 0: code that the compiler made, which has none
  int column = 0;
  std::string_view function;  // mangled: the inlined function that the place is in; empty: the instruction's own
};

// One PTX instruction of a module from which a kernel was launched, and what launches did there.
struct InstructionCoverage {
  // Outcomes among the lanes that reached a decision, as a bit set.
  enum Outcome : uint8_t { kNoLane = 1, kSomeLanes = 2, kAllLanes = 4 };

  std::string_view function;            // mangled: the kernel or device function that it stands in
  bool in_kernel = false;               // that is a kernel
  std::span<const SourcePlace> places;  // innermost first, then the calls that were inlined; empty: not known
  bool executed = false;                // by some lane; of an instruction with a guard: past it, if that was watched
  bool decides = false;                 // a conditional branch, another instruction with a guard, a selp
  uint8_t outcomes = 0;                 // of a decision, with Options::predicate_coverage
};

// True if kernels run on the emulator.
bool Present();
Options GetOptions();
void SetOptions(const Options& options);
// Diagnostics since the last call, oldest first (at most 64 are kept between calls).
std::vector<Diagnostic> TakeDiagnostics();
// Forgets sticky errors, pending diagnostics and every allocation except module variables. Device pointers die.
void ResetDevice();
// An allocation that has not been freed.
struct LiveAllocation {
  uint64_t address = 0;
  uint64_t bytes = 0;
  std::string origin;  // "allocation of cudaMalloc #3": the third of any kind since the last reset
};
// In order of addresses; module variables are none.
std::vector<LiveAllocation> LiveAllocations();
Coverage GetCoverage();
void ResetCoverage();
// The coverage of single instructions since the last ResetCoverage, of every module from which a kernel was launched
// since then, in the modules' order. File, function and place views stay valid as long as the process; the span of
// places only during the call.
void VisitInstructions(const std::function<void(const InstructionCoverage&)>& visit);
// Adds what feedback counted since the counters were last cleared to the features seen so far in this process, clears
// the counters, and returns how many are new. libFuzzer counts and clears by itself; this is for other drivers.
uint64_t CollectFeatures();

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_CONTROL_H_
