// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/cudart/launch.h"

#include <cstdio>
#include <cstring>
#include <utility>

#include "emulator/cudart/device_model.h"

namespace gatefuzz::emulator {
namespace {

// The limits of a real device, answered with the runtime's own codes.
cudaError_t CheckShape(const Kernel& kernel, const LaunchShape& shape) {
  const uint32_t grid[3] = {shape.grid.x, shape.grid.y, shape.grid.z};
  const uint32_t block[3] = {shape.block.x, shape.block.y, shape.block.z};
  uint64_t threads = 1;
  for (int i = 0; i < 3; ++i) {
    if (grid[i] == 0 || grid[i] > device::kMaxGrid[i]) return cudaErrorInvalidConfiguration;
    if (block[i] == 0 || block[i] > device::kMaxBlock[i]) return cudaErrorInvalidConfiguration;
    threads *= block[i];
  }
  if (threads > device::kMaxThreadsPerBlock) return cudaErrorInvalidConfiguration;
  if (threads > static_cast<uint64_t>(kernel.entry->max_threads)) return cudaErrorInvalidValue;
  if (shape.dynamic_shared_bytes > MaxDynamicShared(kernel)) return cudaErrorInvalidValue;
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

uint32_t MaxDynamicShared(const Kernel& kernel) {
  if (kernel.max_dynamic_shared >= 0) return static_cast<uint32_t>(kernel.max_dynamic_shared);
  const uint32_t fixed = kernel.entry->static_shared_bytes;
  return fixed < device::kSharedPerBlock ? device::kSharedPerBlock - fixed : 0;
}

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

cudaError_t Launch(Runtime& runtime, Kernel* kernel, const LaunchShape& shape, void** arguments) {
  // After a fault the device does nothing any more, as a GPU's context.
  if (const cudaError_t earlier = runtime.KernelError(/*waits=*/true); earlier != cudaSuccess) return earlier;
  if (runtime.handles.Find(shape.stream) == nullptr) return cudaErrorInvalidResourceHandle;
  if (const cudaError_t error = ResolveKernel(runtime, kernel); error != cudaSuccess) return error;
  if (const cudaError_t error = CheckShape(*kernel, shape); error != cudaSuccess) return error;

  const KernelEntry& entry = *kernel->entry;
  alignas(64) static uint8_t parameters[device::kMaxParameterBytes + 4];
  if (entry.parameter_bytes > device::kMaxParameterBytes) return cudaErrorInvalidValue;
  for (size_t i = 0; i < entry.parameters.size(); ++i) {
    std::memcpy(parameters + entry.parameters[i].offset, arguments[i], entry.parameters[i].bytes);
  }

  LaunchRequest request;
  request.kernel = &entry;
  request.grid = {shape.grid.x, shape.grid.y, shape.grid.z};
  request.block = {shape.block.x, shape.block.y, shape.block.z};
  request.dynamic_shared_bytes = static_cast<uint32_t>(shape.dynamic_shared_bytes);
  request.parameters = parameters;
  request.instruction_budget = runtime.options.instruction_budget;
  request.schedule_seed = runtime.options.schedule_seed;
  request.check = runtime.checks.BeginLaunch(runtime.options);
  if (runtime.options.feedback) {
    runtime.feedback.BeginLaunch(entry.name, entry.first_site);
    request.feedback = &runtime.feedback;
  }
  request.executed = kernel->module->executed().data();
  request.print = Print;
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
