// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Whole PTX modules, loaded and run by the emulator with every check on. An input that begins with '.' or '/' is a
// module as it stands; any other is read as choices from which one is drawn (random_module.h). Whatever the module
// does, the emulator itself must neither crash nor touch memory of the host that is not the device's; a launch that
// ends early must say why.
//
// In the fuzzer's binary the interpreter is instrumented too (instrument = "interpreter").
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "emulator/cudart/launch.h"
#include "emulator/ptx/module.h"
#include "fuzz/byte_draws.h"
#include "fuzz/random_module.h"

namespace {

using namespace gatefuzz;
using namespace gatefuzz::emulator;

constexpr uint64_t kBudget = 2'000;      // warp instructions of a launch
constexpr size_t kMaxTextBytes = 16384;  // of a module as it stands: larger ones only cost time
constexpr uint64_t kMaxVariableBytes = 1 << 20;
constexpr size_t kBufferBytes = 256;

void Require(bool holds, const char* what, const std::string& detail = "") {
  if (holds) return;
  std::fprintf(stderr, "ptx_module_fuzz: %s: %s\n", what, detail.c_str());
  std::abort();
}

// What nvcc embeds, with the text as its only image.
class FatBinary {
 public:
  explicit FatBinary(const std::string& text) {
    Append(uint32_t{0xBA55ED50});
    Append(uint16_t{1});
    Append(uint16_t{16});
    Append(uint64_t{24 + text.size()});
    Append(uint16_t{1});
    Append(uint16_t{0x101});
    Append(uint32_t{24});
    Append(uint64_t{text.size()});
    Append(uint64_t{0});
    bytes_.insert(bytes_.end(), text.begin(), text.end());
    wrapper_.data = bytes_.data();
  }
  const void* wrapper() const { return &wrapper_; }

 private:
  template <class T>
  void Append(T value) {
    const auto* const raw = reinterpret_cast<const uint8_t*>(&value);
    bytes_.insert(bytes_.end(), raw, raw + sizeof value);
  }

  std::vector<uint8_t> bytes_;
  struct {
    int magic = 0x466243B1;
    int version = 1;
    const void* data = nullptr;
    void* names = nullptr;
  } wrapper_;
};

// Takes out the line that the loader refused. False: it names none.
bool DropLine(const std::string& problem, std::string* text) {
  constexpr char kPrefix[] = "PTX line ";
  if (!problem.starts_with(kPrefix)) return false;
  size_t begin = 0;
  for (int line = std::atoi(problem.c_str() + sizeof kPrefix - 1); line > 1; --line) {
    begin = text->find('\n', begin);
    if (begin == std::string::npos) return false;
    ++begin;
  }
  const size_t end = text->find('\n', begin);
  if (end == std::string::npos || end == begin) return false;
  text->erase(begin, end - begin);
  return true;
}

// Gigabytes of variables are legal, and cost a fuzzer its time and memory.
bool IsSmall(const std::string& text) {
  ptx::Module module;
  ptx::ParseError error;
  if (!ptx::Parse(text, &module, &error)) return true;
  uint64_t bytes = 0;
  for (const ptx::Variable& variable : module.variables)
    bytes += variable.space == ptx::Space::kShared ? 0 : variable.bytes;
  return bytes <= kMaxVariableBytes;
}

// A kernel of a module that came from nowhere, with a buffer for its first parameter.
void Run(Runtime& runtime, Module* module, const KernelEntry& entry, const LaunchShape& shape) {
  Kernel kernel;
  kernel.module = module;
  kernel.name = entry.name;
  std::vector<uint8_t> argument(entry.parameter_bytes + sizeof(uint64_t));
  void* const buffer = runtime.memory.Allocate(kBufferBytes, "cudaMalloc");
  Require(buffer != nullptr, "there is memory");
  std::memcpy(argument.data(), &buffer, sizeof buffer);
  std::vector<void*> arguments(entry.parameters.size(), argument.data());
  cudaError_t error = CheckLaunch(runtime, &kernel, shape);
  if (error == cudaSuccess) {
    std::vector<uint8_t> parameters(entry.parameter_bytes);
    PackArguments(kernel, arguments.data(), parameters.data());
    error = RunKernel(runtime, &kernel, shape, parameters.data());
  }
  const bool stopped = runtime.KernelError(/*waits=*/true) != cudaSuccess;
  const std::vector<Diagnostic> diagnostics = runtime.TakeDiagnostics();
  Require(error == cudaSuccess || diagnostics.empty(), "a launch that was refused did nothing", entry.name);
  Require(!stopped || !diagnostics.empty(), "a launch that was stopped says why", entry.name);
  for (const Diagnostic& diagnostic : diagnostics) Require(!diagnostic.message.empty(), "a fault has a message");
}

Runtime& PreparedRuntime(uint64_t schedule_seed) {
  Runtime& runtime = Runtime::Get();
  // A fresh device: what one input left behind would make the next one's crash impossible to repeat.
  runtime.ResetDevice();
  runtime.memory.ResetVariables();
  runtime.options = Options{};
  runtime.options.instruction_budget = kBudget;
  runtime.options.schedule_seed = schedule_seed;
  runtime.options.print_diagnostics = false;
  return runtime;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const bool as_it_stands = size > 0 && (data[0] == '.' || data[0] == '/');
  if (as_it_stands && (size > kMaxTextBytes || !IsSmall(std::string(data, data + size)))) return -1;
  ByteDraws draws(as_it_stands ? std::span<const uint8_t>() : std::span(data, size));
  Runtime& runtime = PreparedRuntime(draws.Below(4));
  LaunchShape shape;
  shape.block = dim3(1 + draws.Below(96));
  shape.grid = dim3(1 + draws.Below(3));
  shape.dynamic_shared_bytes = draws.Below(2) * 128;
  std::string text = as_it_stands ? std::string(data, data + size) : DrawModule(draws);
  for (int tries = 0; tries < 96; ++tries) {
    const FatBinary binary(text);
    Module module(binary.wrapper(), &runtime.memory);
    if (module.EnsureLoaded() == cudaSuccess) {
      for (const KernelEntry& entry : KernelEntries(module.program())) {
        Run(runtime, &module, entry, shape);
        runtime.ResetDevice();
      }
      return 0;
    }
    Require(!module.problem().empty(), "a module that is refused has a reason");
    if (as_it_stands || !DropLine(module.problem(), &text)) return 0;
    runtime.memory.ResetVariables();
  }
  return 0;
}
