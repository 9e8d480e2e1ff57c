// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/cudart/launch.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <utility>

#include "emulator/cudart/device_model.h"
#include "emulator/cudart/environment.h"
#include "emulator/cudart/occupancy.h"

namespace gatefuzz::emulator {
namespace {

constexpr char kHeapFunction[] = "malloc in a kernel";
constexpr uint64_t kHeapBytes = 8 << 20;  // cudaLimitMallocHeapSize's default

// Blocks of a kernel's malloc are allocations like others: checked, and theirs until freed, by whichever launch.
class KernelHeap final : public DeviceHeap {
 public:
  explicit KernelHeap(DeviceMemory* memory) : memory_(*memory) {}
  uint64_t Allocate(uint64_t bytes) override {
    if (bytes > kHeapBytes || LiveBytes() > kHeapBytes - bytes) return 0;
    return reinterpret_cast<uint64_t>(memory_.Allocate(bytes, kHeapFunction));
  }
  bool Free(uint64_t address) override {
    const void* const pointer = reinterpret_cast<const void*>(address);
    const Allocation* block = memory_.IsDevice(pointer) ? memory_.Find(pointer, 1) : nullptr;
    if (block == nullptr || !IsOfHeap(*block)) return false;
    return memory_.Free(pointer, "free in a kernel") == FreeStatus::kFreed;
  }

 private:
  uint64_t LiveBytes() const {
    uint64_t bytes = 0;
    for (const Allocation* block : memory_.Live()) bytes += IsOfHeap(*block) ? block->bytes : 0;
    return bytes;
  }
  static bool IsOfHeap(const Allocation& block) { return block.origin.find(kHeapFunction) != std::string::npos; }
  DeviceMemory& memory_;
};

// Draws what approximate instructions give: one device's ways, which no schedule changes. Never 0.
uint64_t ApproximationSeed() {
  static const uint64_t seed = std::max<uint64_t>(OptionsFromEnvironment().schedule_seed + 1, 1);
  return seed;
}

// The answer to a shape that no device runs: that of the Toolkit's runtime that the program is built for. 13.0's was
// seen on an H200; before it the runtime told the shape from other values.
constexpr cudaError_t kBadShape = CUDART_VERSION >= 13000 ? cudaErrorInvalidValue : cudaErrorInvalidConfiguration;

// The limits of a real device, answered with the runtime's own codes.
cudaError_t CheckShape(const Kernel& kernel, const LaunchShape& shape) {
  const uint32_t grid[3] = {shape.grid.x, shape.grid.y, shape.grid.z};
  const uint32_t block[3] = {shape.block.x, shape.block.y, shape.block.z};
  uint64_t threads = 1;
  for (int i = 0; i < 3; ++i) {
    if (grid[i] == 0 || grid[i] > device::kMaxGrid[i]) return kBadShape;
    if (block[i] == 0 || block[i] > device::kMaxBlock[i]) return kBadShape;
    threads *= block[i];
  }
  if (threads > device::kMaxThreadsPerBlock) return kBadShape;
  if (threads > static_cast<uint64_t>(kernel.entry->max_threads)) return cudaErrorInvalidValue;
  if (shape.dynamic_shared_bytes > MaxDynamicShared(kernel)) return cudaErrorInvalidValue;
  if (shape.cooperative) {
    const uint64_t resident = ActiveBlocks(kernel, threads, shape.dynamic_shared_bytes);
    const uint64_t blocks = uint64_t{grid[0]} * grid[1] * grid[2];
    if (blocks > resident * device::kMultiprocessors) return cudaErrorCooperativeLaunchTooLarge;
  }
  return cudaSuccess;
}

cudaError_t ErrorOf(FaultKind kind) {
  switch (kind) {
    case FaultKind::kOutOfBounds:
    case FaultKind::kUninitialized:
    case FaultKind::kUseAfterFree:
    case FaultKind::kReadOnlyWrite:
      return cudaErrorIllegalAddress;
    case FaultKind::kMisaligned:
      return cudaErrorMisalignedAddress;
    case FaultKind::kHang:
      return cudaErrorLaunchTimeout;
    case FaultKind::kAssert:
      return cudaErrorAssert;
    case FaultKind::kStackOverflow:
      return cudaErrorHardwareStackError;
    default:
      return cudaErrorLaunchFailure;
  }
}

void Print(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); }

}  // namespace

cudaError_t LoadModule(Runtime& runtime, Module* module) {
  const bool tried = module->loaded() || !module->problem().empty();
  const cudaError_t error = runtime.registry.Load(module);
  if (error != cudaSuccess && !tried) {
    Diagnostic diagnostic;
    diagnostic.kind = FaultKind::kLoadError;
    diagnostic.message = module->problem();
    runtime.Note(std::move(diagnostic));
  }
  return error;
}

cudaError_t ResolveKernel(Runtime& runtime, Kernel* kernel) {
  if (kernel == nullptr) return cudaErrorInvalidDeviceFunction;
  if (kernel->entry != nullptr) return cudaSuccess;
  if (const cudaError_t error = LoadModule(runtime, kernel->module); error != cudaSuccess) return error;
  return runtime.registry.Resolve(kernel);
}

cudaError_t CheckLaunch(Runtime& runtime, Kernel* kernel, const LaunchShape& shape) {
  if (const cudaError_t error = ResolveKernel(runtime, kernel); error != cudaSuccess) return error;
  if (kernel->entry->parameter_bytes > device::kMaxParameterBytes) return cudaErrorInvalidValue;
  return CheckShape(*kernel, shape);
}

void PackArguments(const Kernel& kernel, void** arguments, uint8_t* parameters) {
  const std::vector<KernelParameter>& places = kernel.entry->parameters;
  for (size_t i = 0; i < places.size(); ++i) {
    std::memcpy(parameters + places[i].offset, arguments[i], places[i].bytes);
  }
}

cudaError_t RunKernel(Runtime& runtime, Kernel* kernel, const LaunchShape& shape, const uint8_t* parameters) {
  // After a fault the device does nothing any more, as a GPU's context.
  if (const cudaError_t earlier = runtime.KernelError(/*waits=*/true); earlier != cudaSuccess) return earlier;
  const KernelEntry& entry = *kernel->entry;

  LaunchRequest request;
  request.kernel = &entry;
  request.grid = {shape.grid.x, shape.grid.y, shape.grid.z};
  request.block = {shape.block.x, shape.block.y, shape.block.z};
  request.dynamic_shared_bytes = static_cast<uint32_t>(shape.dynamic_shared_bytes);
  request.cooperative = shape.cooperative;
  request.max_resident =
      ActiveBlocks(*kernel, uint64_t{shape.block.x} * shape.block.y * shape.block.z, shape.dynamic_shared_bytes) *
      device::kMultiprocessors;
  if (shape.cooperative) request.grid_workspace = runtime.GridWorkspace();
  request.parameters = parameters;
  request.instruction_budget = runtime.options.instruction_budget;
  request.schedule_seed = runtime.options.schedule_seed;
  if (runtime.options.approximations == Approximations::kRandom) request.approximation_seed = ApproximationSeed();
  request.check = runtime.checks.BeginLaunch(runtime.options);
  if (runtime.options.feedback) {
    runtime.feedback.BeginLaunch(entry.name, SiteIds(kernel->module->program()));
    request.feedback = &runtime.feedback;
  }
  if (runtime.options.predicate_coverage) {
    std::vector<uint8_t>& outcomes = kernel->module->outcomes();
    outcomes.resize(SiteCount(kernel->module->program()));
    runtime.predicates.BeginLaunch(outcomes, request.feedback);
    request.feedback = &runtime.predicates;
  }
  request.executed = kernel->module->executed().data();
  request.print = Print;
  KernelHeap heap(&runtime.memory);
  request.heap = &heap;
  LaunchOutcome outcome = RunGrid(kernel->module->program(), request);

  kernel->launched = true;
  ++runtime.coverage.launches;
  runtime.coverage.warp_instructions += outcome.warp_instructions;
  FaultKind last = FaultKind::kTrap;
  for (Diagnostic& diagnostic : outcome.diagnostics) {
    last = diagnostic.kind;
    runtime.Note(std::move(diagnostic));
  }
  if (!outcome.completed) runtime.SetKernelError(ErrorOf(last));
  return cudaSuccess;
}

}  // namespace gatefuzz::emulator
