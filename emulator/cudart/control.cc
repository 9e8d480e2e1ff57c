// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/control.h"

#include <algorithm>
#include <mutex>

#include "emulator/cudart/runtime.h"
#include "emulator/feedback/counters.h"

namespace gatefuzz::emulator {
namespace {

// Calls `body(runtime)` under the lock.
template <class Body>
auto Locked(Body body) {
  Runtime& runtime = Runtime::Get();
  const std::lock_guard lock(runtime.mutex);
  return body(runtime);
}

void VisitModule(Module& module, const std::function<void(const InstructionCoverage&)>& visit) {
  const Program& program = module.program();
  const std::vector<uint8_t>& executed = module.executed();
  const std::vector<uint8_t>& outcomes = module.outcomes();
  std::vector<SourcePlace> places;
  for (const FunctionSites& function : FunctionsOf(program)) {
    InstructionCoverage instruction;
    instruction.function = function.name;
    instruction.in_kernel = function.is_entry;
    for (uint32_t site = function.first_site; site < function.end_site; ++site) {
      PlacesOf(program, site, &places);
      instruction.places = places;
      instruction.executed = executed[site] != 0;
      instruction.decides = IsDecision(program, site);
      instruction.outcomes = outcomes.empty() ? 0 : outcomes[site];
      // A straight run is marked as a whole, whatever guards in it let through.
      if (instruction.outcomes == InstructionCoverage::kNoLane && IsGuarded(program, site))
        instruction.executed = false;
      visit(instruction);
    }
  }
}

}  // namespace

bool Present() { return true; }

Options GetOptions() {
  return Locked([](Runtime& runtime) { return runtime.options; });
}

void SetOptions(const Options& options) {
  Locked([&](Runtime& runtime) { runtime.options = options; });
}

std::vector<Diagnostic> TakeDiagnostics() {
  return Locked([](Runtime& runtime) { return runtime.TakeDiagnostics(); });
}

void ResetDevice() {
  Locked([](Runtime& runtime) { runtime.ResetDevice(); });
}

void MarkRegion(const void* address, size_t bytes, Region region) {
  Locked([&](Runtime& runtime) { runtime.memory.Mark(address, bytes, region); });
}

std::vector<LiveAllocation> LiveAllocations() {
  return Locked([](Runtime& runtime) {
    std::vector<LiveAllocation> live;
    for (const Allocation* block : runtime.memory.Live()) live.push_back({block->address, block->bytes, block->origin});
    return live;
  });
}

Coverage GetCoverage() {
  return Locked([](Runtime& runtime) {
    Coverage coverage = runtime.coverage;
    coverage.feedback_events = runtime.feedback.events();
    for (const auto& module : runtime.registry.modules()) {
      if (module->loaded()) coverage.kernels_present += KernelEntries(module->program()).size();
    }
    for (const auto& kernel : runtime.registry.kernels()) {
      if (!kernel->launched) continue;
      ++coverage.kernels_launched;
      const KernelEntry& entry = *kernel->entry;
      const std::vector<uint8_t>& executed = kernel->module->executed();
      coverage.instructions_present += entry.end_site - entry.first_site;
      coverage.instructions_executed +=
          static_cast<uint64_t>(std::count_if(executed.begin() + entry.first_site, executed.begin() + entry.end_site,
                                              [](uint8_t flag) { return flag != 0; }));
    }
    return coverage;
  });
}

void ResetCoverage() {
  Locked([](Runtime& runtime) {
    runtime.coverage = {};
    runtime.feedback.ClearEvents();
    for (const auto& kernel : runtime.registry.kernels()) kernel->launched = false;
    for (const auto& module : runtime.registry.modules()) {
      std::ranges::fill(module->executed(), uint8_t{0});
      std::ranges::fill(module->outcomes(), uint8_t{0});
    }
  });
}

void VisitInstructions(const std::function<void(const InstructionCoverage&)>& visit) {
  Locked([&](Runtime& runtime) {
    for (const auto& module : runtime.registry.modules()) {
      const bool launched = std::ranges::any_of(runtime.registry.kernels(), [&](const auto& kernel) {
        return kernel->module == module.get() && kernel->launched;
      });
      if (launched) VisitModule(*module, visit);
    }
  });
}

uint64_t CollectFeatures() {
  return Locked([](Runtime&) {
    const uint64_t fresh = feedback::CollectNewFeatures();
    feedback::ClearCounters();
    return fresh;
  });
}

}  // namespace gatefuzz::emulator
