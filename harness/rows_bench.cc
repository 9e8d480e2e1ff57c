// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Rows a second through topk_softmax (items are rows) on the runtime that is linked:
//   bazel run //harness:rows_bench
// On the emulator, with every check, with checks but without feedback, and with neither.
#include <cuda_runtime_api.h>

#include <string>
#include <vector>

#include "benchmark/benchmark.h"
#include "emulator/control.h"
#include "harness/random.h"
#include "kernels/routing.h"

namespace gatefuzz {
namespace {

constexpr int kRows = 1024;

void TopkSoftmaxRows(benchmark::State& state) {
  const auto experts = static_cast<int32_t>(state.range(0));
  emulator::Options options = emulator::GetOptions();
  options.check_memory = options.check_sync = options.check_race = state.range(1) != 0;
  options.feedback = state.range(2) != 0;
  emulator::SetOptions(options);

  // bfloat16 of either sign with magnitudes from 1/4 to 4.
  std::vector<uint16_t> logits(static_cast<size_t>(kRows * experts));
  Random random(1);
  for (uint16_t& logit : logits) {
    logit = static_cast<uint16_t>(0x3e80 + random.Below(0x200) + (random.Below(2) << 15));
  }
  TopkArgs args;
  args.logits_dtype = DType::kBF16;
  args.num_tokens = kRows;
  args.num_experts = experts;
  args.k = 8;
  args.renormalize = true;
  void* device_logits = nullptr;
  const auto outputs = static_cast<size_t>(kRows * args.k);
  cudaMalloc(&device_logits, logits.size() * sizeof(uint16_t));
  cudaMalloc(reinterpret_cast<void**>(&args.weights), outputs * sizeof(float));
  cudaMalloc(&args.ids, outputs * sizeof(int32_t));
  cudaMemcpy(device_logits, logits.data(), logits.size() * sizeof(uint16_t), cudaMemcpyHostToDevice);
  args.logits = device_logits;

  TopkSoftmax(args, nullptr);  // loads the module
  emulator::ResetCoverage();
  for (auto _ : state) {
    const Status status = TopkSoftmax(args, nullptr);
    const cudaError_t error = cudaDeviceSynchronize();
    if (!status.ok() || error != cudaSuccess) state.SkipWithError(cudaGetErrorName(error));
  }
  state.SetItemsProcessed(state.iterations() * kRows);
  const auto rows = static_cast<double>(emulator::GetCoverage().launches) * kRows;
  if (rows != 0) {
    state.counters["instructions_per_row"] = static_cast<double>(emulator::GetCoverage().warp_instructions) / rows;
  }
  cudaFree(device_logits);
  cudaFree(args.weights);
  cudaFree(args.ids);
  emulator::SetOptions({});
}
BENCHMARK(TopkSoftmaxRows)
    ->ArgNames({"experts", "checks", "feedback"})
    ->Args({128, 0, 0})
    ->Args({128, 1, 0})
    ->Args({128, 1, 1})
    ->Args({512, 1, 1})
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace gatefuzz

BENCHMARK_MAIN();
