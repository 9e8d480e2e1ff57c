// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include <cstdint>

#include "benchmark/benchmark.h"
#include "emulator/checks/checks_testing.h"
#include "emulator/checks/memory_check.h"

namespace gatefuzz::emulator {
namespace {

// One access of a warp: bytes a lane, stride between lanes, active lanes.
struct Shape {
  uint32_t bytes;
  uint64_t stride;
  uint32_t lanes;
};

void Run(benchmark::State& state, Shape shape, bool store) {
  static DeviceMemory* const memory = new DeviceMemory(DeviceArena());
  memory->Reset();
  MemoryCheck check(*memory);
  CollectingSink sink;
  constexpr uint64_t kBytes = 1 << 16;
  void* const block = memory->Allocate(kBytes, "cudaMalloc");
  memory->SetInitialized(block, kBytes);
  const TestAccess test = TestAccess(shape.bytes, shape.lanes).Strided(reinterpret_cast<uint64_t>(block), shape.stride);
  for (auto _ : state) {
    benchmark::DoNotOptimize(store ? check.OnStore(test.access, &sink) : check.OnLoad(test.access, &sink));
  }
}
BENCHMARK_CAPTURE(Run, load4_coalesced, Shape{4, 4, kAll}, false);
BENCHMARK_CAPTURE(Run, load16_coalesced, Shape{16, 16, kAll}, false);
BENCHMARK_CAPTURE(Run, load4_half_warp, Shape{4, 4, 0xFFFF}, false);
BENCHMARK_CAPTURE(Run, load4_uniform, Shape{4, 0, kAll}, false);
BENCHMARK_CAPTURE(Run, load4_one_lane, Shape{4, 4, 1}, false);
BENCHMARK_CAPTURE(Run, load4_strided, Shape{4, 128, kAll}, false);
BENCHMARK_CAPTURE(Run, store4_coalesced, Shape{4, 4, kAll}, true);
BENCHMARK_CAPTURE(Run, store4_one_lane, Shape{4, 4, 1}, true);

}  // namespace
}  // namespace gatefuzz::emulator

BENCHMARK_MAIN();
