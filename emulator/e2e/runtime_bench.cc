// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What the runtime costs around a kernel. The iteration is that of a fuzz target: reset, eight arrays, one launch.
#include <cuda_runtime_api.h>

#include <vector>

#include "benchmark/benchmark.h"
#include "emulator/control.h"
#include "emulator/e2e/launch_programs.h"

namespace gatefuzz::emulator {
namespace {

void MallocAndFree(benchmark::State& state) {
  for (auto _ : state) {
    void* memory = nullptr;
    cudaMalloc(&memory, static_cast<size_t>(state.range(0)));
    cudaFree(memory);
  }
}
BENCHMARK(MallocAndFree)->Arg(256)->Arg(16384)->Arg(1 << 20);

void LaunchOneBlock(benchmark::State& state) {
  int* value = nullptr;
  cudaMalloc(reinterpret_cast<void**>(&value), sizeof *value);
  cudaMemset(value, 0, sizeof *value);
  for (auto _ : state) LaunchWithBrackets(value, 1, static_cast<unsigned>(state.range(0)), 0);
  cudaFree(value);
}
BENCHMARK(LaunchOneBlock)->Arg(32)->Arg(256)->Arg(1024);

void Iteration(benchmark::State& state) {
  Options options;
  options.check_memory = options.check_sync = options.check_race = state.range(0) != 0;
  SetOptions(options);
  std::vector<char> host(4096);
  for (auto _ : state) {
    ResetDevice();
    void* arrays[8];
    for (void*& array : arrays) cudaMalloc(&array, host.size());
    for (int i = 0; i < 4; ++i) cudaMemcpy(arrays[i], host.data(), host.size(), cudaMemcpyHostToDevice);
    LaunchWithBrackets(static_cast<int*>(arrays[0]), 1, 256, 0);
    for (int i = 0; i < 4; ++i) cudaMemcpy(host.data(), arrays[i], host.size(), cudaMemcpyDeviceToHost);
    for (void* array : arrays) cudaFree(array);
    benchmark::DoNotOptimize(TakeDiagnostics());
  }
  SetOptions({});
}
BENCHMARK(Iteration)->ArgName("checks")->Arg(0)->Arg(1);

}  // namespace
}  // namespace gatefuzz::emulator

BENCHMARK_MAIN();
