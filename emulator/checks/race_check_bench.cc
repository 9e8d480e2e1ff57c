// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What the race check costs an access of a warp, and a barrier of a block.
#include <cstdint>

#include "benchmark/benchmark.h"
#include "emulator/checks/checks_testing.h"
#include "emulator/checks/race_check.h"

namespace gatefuzz::emulator {
namespace {

// Bytes a lane, stride between lanes.
struct Shape {
  uint32_t bytes;
  uint64_t stride;
};

void Run(benchmark::State& state, Shape shape, bool store) {
  RaceCheck check(DeviceArena());
  CollectingSink sink;
  check.BeginLaunch();
  check.OnBlockStart({0, 0, 128, nullptr, 0});
  TestAccess test = TestAccess(shape.bytes).Strided(reinterpret_cast<uint64_t>(DeviceArena().base), shape.stride);
  static const uint8_t values[32 * 4] = {};
  for (const uint8_t*& column : test.access.data) column = values;
  test.access.data_bytes = 4;
  test.access.elements = shape.bytes > 4 ? shape.bytes / 4 : 1;
  for (auto _ : state)
    benchmark::DoNotOptimize(store ? check.OnStore(test.access, &sink) : check.OnLoad(test.access, &sink));
  if (!sink.faults.empty()) state.SkipWithError(sink.faults[0].message.c_str());
}
BENCHMARK_CAPTURE(Run, load4_coalesced, Shape{4, 4}, false);
BENCHMARK_CAPTURE(Run, load8_coalesced, Shape{8, 8}, false);
BENCHMARK_CAPTURE(Run, load2_coalesced, Shape{2, 2}, false);
BENCHMARK_CAPTURE(Run, load4_uniform, Shape{4, 0}, false);
BENCHMARK_CAPTURE(Run, load4_scattered, Shape{4, 4096}, false);
BENCHMARK_CAPTURE(Run, store4_coalesced, Shape{4, 4}, true);

void BlockBarrier(benchmark::State& state) {
  RaceCheck check(DeviceArena());
  check.BeginLaunch();
  check.OnBlockStart({0, 0, 128, nullptr, 0});
  for (auto _ : state) {
    for (uint32_t warp = 0; warp < 4; ++warp) check.OnBarrierArrive({0, warp, kAll, kAll}, 0, true);
    check.OnBarrierMet(0, 0, true);
  }
}
BENCHMARK(BlockBarrier);

}  // namespace
}  // namespace gatefuzz::emulator

BENCHMARK_MAIN();
