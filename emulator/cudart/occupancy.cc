// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/cudart/occupancy.h"

#include <algorithm>

#include "emulator/cudart/device_model.h"

namespace gatefuzz::emulator {
namespace {

constexpr uint64_t RoundUp(uint64_t value, uint64_t unit) { return (value + unit - 1) / unit * unit; }

// Shared memory is handed out in this unit.
constexpr uint64_t kSharedUnit = 128;

}  // namespace

int RegistersOf(const Kernel& kernel) {
  return static_cast<int>(std::clamp<uint64_t>(RoundUp(kernel.entry->registers, 8), 16, 64));
}

uint32_t MaxDynamicShared(const Kernel& kernel) {
  if (kernel.max_dynamic_shared >= 0) return static_cast<uint32_t>(kernel.max_dynamic_shared);
  const uint32_t fixed = kernel.entry->static_shared_bytes;
  return fixed < device::kSharedPerBlock ? device::kSharedPerBlock - fixed : 0;
}

uint64_t ActiveBlocks(const Kernel& kernel, uint64_t threads, uint64_t dynamic_shared) {
  if (threads == 0 || threads > static_cast<uint64_t>(kernel.entry->max_threads)) return 0;
  if (dynamic_shared > MaxDynamicShared(kernel)) return 0;
  const uint64_t warps = (threads + device::kWarpSize - 1) / device::kWarpSize;
  const uint64_t by_threads = device::kMaxThreadsPerMultiprocessor / (warps * device::kWarpSize);
  const uint64_t registers = warps * device::kWarpSize * static_cast<uint64_t>(RegistersOf(kernel));
  const uint64_t by_registers = device::kRegistersPerMultiprocessor / registers;
  const uint64_t shared =
      RoundUp(kernel.entry->static_shared_bytes + dynamic_shared + device::kSharedReservedPerBlock, kSharedUnit);
  const uint64_t by_shared = device::kSharedPerMultiprocessor / shared;
  return std::min({by_threads, by_registers, by_shared, uint64_t{device::kMaxBlocksPerMultiprocessor}});
}

uint64_t AvailableDynamicShared(const Kernel& kernel, uint32_t blocks) {
  const uint64_t fixed = kernel.entry->static_shared_bytes;
  const uint64_t share = device::kSharedPerMultiprocessor / blocks / kSharedUnit * kSharedUnit;
  return std::min(share > fixed ? share - fixed : 0, uint64_t{MaxDynamicShared(kernel)});
}

}  // namespace gatefuzz::emulator
