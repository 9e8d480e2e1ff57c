// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/cudart/runtime.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "emulator/cudart/environment.h"
#include "emulator/exec/memory_map.h"

namespace gatefuzz::emulator {
namespace {

constexpr size_t kKeptDiagnostics = 64;

// The last error of this thread, forgotten when the device was reset since.
struct LastErrorOfThread {
  cudaError_t error = cudaSuccess;
  uint64_t resets = 0;
};
thread_local LastErrorOfThread last_error;

}  // namespace

Runtime& Runtime::Get() {
  static Runtime* const runtime = new Runtime;
  return *runtime;
}

Runtime::Runtime() : memory(DeviceArena()), graph_memory(&memory), pools(&memory), checks(memory) {
  if (!__builtin_cpu_supports("x86-64-v3")) {
    std::fputs("gatefuzz: the emulator needs a processor with AVX2 (x86-64-v3)\n", stderr);
    std::exit(3);
  }
  options = OptionsFromEnvironment();
  handles.explain = [this](const std::string& text) { Explain(text); };
  std::atexit([] { Get().ExplainLeaks(); });
}

uint64_t Runtime::GridWorkspace() {
  constexpr size_t kBytes = 8;
  if (grid_workspace_ == nullptr) {
    grid_workspace_ = memory.AllocateVariable(kBytes, kBytes, "the workspace of cooperative launches", false);
  }
  if (grid_workspace_ != nullptr) std::memset(grid_workspace_, 0, kBytes);
  return reinterpret_cast<uint64_t>(grid_workspace_);
}

void Runtime::Note(Diagnostic diagnostic) {
  if (options.print_diagnostics) std::fprintf(stderr, "gatefuzz: %s\n", diagnostic.ToString().c_str());
  if (diagnostics_.size() < kKeptDiagnostics) diagnostics_.push_back(std::move(diagnostic));
}

std::vector<Diagnostic> Runtime::TakeDiagnostics() { return std::exchange(diagnostics_, {}); }

void Runtime::Explain(const std::string& text) const {
  if (options.print_diagnostics) std::fprintf(stderr, "gatefuzz: %s\n", text.c_str());
}

void Runtime::ExplainLeaks() const {
  if (!options.check_leaks) return;
  const std::vector<const Allocation*> live = memory.Live();
  if (live.empty()) return;
  Explain(std::to_string(live.size()) + (live.size() == 1 ? " allocation" : " allocations") + " never freed, " +
          std::to_string(memory.capacity() - memory.available()) + " bytes:");
  for (const Allocation* block : live) {
    char address[24];
    std::snprintf(address, sizeof address, "0x%llx", static_cast<unsigned long long>(block->address));
    Explain("  " + std::to_string(block->bytes) + "-byte " + block->origin + " at " + address);
  }
}

void Runtime::SetKernelError(cudaError_t error) {
  if (kernel_error_ == cudaSuccess) kernel_error_ = error;
}

cudaError_t Runtime::KernelError(bool waits) {
  if (waits && kernel_error_ != cudaSuccess) kernel_error_seen_ = true;
  return kernel_error_seen_ ? kernel_error_ : cudaSuccess;
}

void Runtime::ResetVariables() {
  for (const auto& module : registry.modules()) {
    if (module->loaded()) module->ResetVariables();
  }
}

void Runtime::ResetDevice() {
  captures.Reset();
  graph_memory.Forget();
  pools.Forget();
  host_memory.Forget();
  memory.Reset();
  diagnostics_.clear();
  kernel_error_ = cudaSuccess;
  kernel_error_seen_ = false;
  ++resets_;
}

cudaError_t Runtime::Record(cudaError_t error) {
  if (error != cudaSuccess && error != cudaErrorNotReady) last_error = {error, resets_};
  return error;
}

cudaError_t Runtime::LastError(bool clear) {
  if (kernel_error_seen_) return kernel_error_;
  const cudaError_t error = last_error.resets == resets_ ? last_error.error : cudaSuccess;
  if (clear) last_error.error = cudaSuccess;
  return error;
}

}  // namespace gatefuzz::emulator
